# Fits a generalized linear model by R's glm.fit and prints, as JSON, how long that took and the coefficients.
#
# usage: Rscript glm.R FAMILY X.npy y.npy
#
# R gets X by columns, with a column of ones, for nothing.

read_npy <- function(path) {
  file <- file(path, "rb")
  on.exit(close(file))
  readBin(file, "raw", 8)
  header <- rawToChar(readBin(file, "raw", readBin(file, "integer", 1, size = 2, signed = FALSE)))
  shape <- sub(".*'shape': *\\(([^)]*)\\).*", "\\1", header)
  size <- as.numeric(strsplit(gsub("[ ]|,$", "", shape), ",")[[1]])
  values <- readBin(file, "double", prod(size))
  if (length(size) == 2) matrix(values, size[1], size[2], byrow = TRUE) else values
}

arguments <- commandArgs(trailingOnly = TRUE)
family <- get(arguments[1])()
x <- cbind(1, read_npy(arguments[2]))
y <- read_npy(arguments[3])
few <- seq_len(min(nrow(x), 40 * ncol(x)))
invisible(glm.fit(x[few, ], y[few], family = family))
seconds <- system.time(fit <- glm.fit(x, y, family = family))[["elapsed"]]
cat(sprintf(
  '{"library": "R %s", "seconds": %.6f, "coefficients": [%s]}\n', getRversion(), seconds,
  paste(sprintf("%.17g", fit$coefficients), collapse = ", ")))
