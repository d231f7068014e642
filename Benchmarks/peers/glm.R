# Fits a generalized linear model by R and prints, as JSON, how long that took and the coefficients.
#
# usage: Rscript glm.R glm|glm.fit FAMILY X.npy y.npy
#
# `glm` is what people call, with its summary: the table of standard errors and all figures. `glm.fit` is the fit alone, on
# a matrix with a column of ones, which it gets for nothing.

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
family <- get(arguments[2])()
x <- read_npy(arguments[3])
y <- read_npy(arguments[4])
if (arguments[1] == "glm.fit") {
  x <- cbind(1, x)
  fit <- function(x, y) glm.fit(x, y, family = family)
} else {
  fit <- function(x, y) summary(glm(y ~ x, family = family))
}
few <- seq_len(min(nrow(x), 40 * ncol(x)))
invisible(fit(x[few, ], y[few]))
seconds <- system.time(result <- fit(x, y))[["elapsed"]]
coefficients <- if (is.matrix(result$coefficients)) result$coefficients[, 1] else result$coefficients
cat(sprintf(
  '{"library": "R %s", "seconds": %.6f, "coefficients": [%s]}\n', getRversion(), seconds,
  paste(sprintf("%.17g", coefficients), collapse = ", ")))
