# Prints, as a JSON list, the versions of R and of those packages of the peers that are installed.
packages <- c("glmnet", "MASS", "quantreg")
packages <- packages[vapply(packages, function(name) nzchar(system.file(package = name)), logical(1))]
found <- c(sprintf("R %s", getRversion()), sprintf("%s %s", packages, vapply(packages, function(name) {
  as.character(packageVersion(name))
}, character(1))))
cat(sprintf("[%s]\n", paste0('"', found, '"', collapse = ", ")))
