# Binomial lasso paths with glmnet, one run for each line of standard input; prints JSON.
#
# usage: Rscript penalized_logistic.R X.bin y.bin ROWS COLUMNS
#
# The files hold doubles, X row by row, y of 0 and 1. A line holds the share of the absolute values in the penalty, and the
# threshold of convergence, 1e-7 being glmnet's own. Answers are the seconds, and the largest violation of the conditions of
# optimality in relation to the penalty.
suppressPackageStartupMessages(library(glmnet))
arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[3])
p <- as.integer(arguments[4])
x <- matrix(readBin(arguments[1], "double", n * p), n, p, byrow = TRUE)
y <- readBin(arguments[2], "double", n)
# All 100 penalties, as the others have them.
glmnet.control(fdev = 0, devmax = 1)
means <- colMeans(x)
deviations <- sqrt(colMeans(sweep(x, 2, means)^2))

violation <- function(fit, ratio) {
  z <- sweep(sweep(x, 2, means), 2, deviations, "/")
  worst <- 0
  for (k in seq_along(fit$lambda)) {
    penalty <- fit$lambda[k]
    beta <- as.numeric(fit$beta[, k])
    residual <- y - plogis(fit$a0[k] + as.numeric(x %*% beta))
    scaled <- beta * deviations
    slope <- as.numeric(crossprod(z, residual)) / n - penalty * (1 - ratio) * scaled
    miss <- ifelse(scaled == 0, abs(slope) - penalty * ratio, abs(slope - penalty * ratio * sign(scaled)))
    worst <- max(worst, miss / (penalty * ratio))
  }
  worst
}

input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  fields <- as.numeric(strsplit(line, " ")[[1]])
  start <- proc.time()[["elapsed"]]
  fit <- glmnet(
    x, y, family = "binomial", alpha = fields[1], nlambda = 100, lambda.min.ratio = 1e-4, thresh = fields[2], maxit = 1e7)
  seconds <- proc.time()[["elapsed"]] - start
  cat(sprintf(
    '{"library": "glmnet %s, thresh = %g", "seconds": %.6f, "violation": %.6g, "models": %d}\n',
    packageVersion("glmnet"), fields[2], seconds, violation(fit, fields[1]), length(fit$lambda)))
  flush(stdout())
}
