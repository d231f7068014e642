# Statistics of regressions by R, for comparison; prints one JSON object: set -> statistic -> list of numbers.
#
# usage: Rscript agreement.R FOLDER, which holds longley.csv, stackloss.csv and randhie.csv

folder <- commandArgs(trailingOnly = TRUE)[1]
list_of <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ","), "]")
object <- function(fields) {
  paste0("{", paste(sprintf("\"%s\":%s", names(fields), unlist(fields)), collapse = ","), "}")
}

linear <- function(path, target) {
  data <- read.csv(file.path(folder, path))
  fit <- lm(reformulate(".", target), data)
  table <- summary(fit)
  x <- model.matrix(fit)
  e <- residuals(fit)
  h <- hatvalues(fit)
  n <- nrow(x)
  k <- ncol(x)
  bread <- summary(fit)$cov.unscaled
  sandwich <- function(weights) sqrt(diag(bread %*% crossprod(x * sqrt(weights)) %*% bread))
  f <- table$fstatistic
  scaled <- scale(as.matrix(x[, -1]))
  object(lapply(list(
    "coefficients" = coef(fit),
    "standard errors" = table$coefficients[, 2],
    "t" = table$coefficients[, 3],
    "p" = table$coefficients[, 4],
    "confidence intervals" = as.vector(t(confint(fit))),
    "residual standard error" = table$sigma,
    "R²" = table$r.squared,
    "adjusted R²" = table$adj.r.squared,
    "F" = f[1],
    "p of F" = pf(f[1], f[2], f[3], lower.tail = FALSE),
    "log-likelihood" = as.numeric(logLik(fit)),
    "AIC" = AIC(fit),
    "BIC" = BIC(fit),
    "leverages" = h,
    "standardized residuals" = rstandard(fit),
    "studentized residuals" = rstudent(fit),
    "Cook's distances" = cooks.distance(fit),
    "DFFITS" = dffits(fit),
    "DFBETAS" = as.vector(t(dfbetas(fit))),
    "PRESS" = sum((e / (1 - h))^2),
    "sequential sums of squares" = anova(fit)[["Sum Sq"]],
    "variance inflation" = diag(solve(cor(x[, -1]))),
    "HC0" = sandwich(e^2),
    "HC1" = sandwich(e^2) * sqrt(n / (n - k)),
    "HC2" = sandwich(e^2 / (1 - h)),
    "HC3" = sandwich(e^2 / (1 - h)^2)
  ), list_of))
}

poisson_fit <- function(path) {
  data <- read.csv(file.path(folder, path))
  fit <- glm(mdvis ~ ., poisson, data, epsilon = 1e-15, maxit = 100)
  table <- summary(fit)
  object(lapply(list(
    "coefficients" = coef(fit),
    "standard errors" = table$coefficients[, 2],
    "z" = table$coefficients[, 3],
    "deviance" = fit$deviance,
    "null deviance" = fit$null.deviance,
    "Pearson χ²" = sum(residuals(fit, "pearson")^2),
    "log-likelihood" = as.numeric(logLik(fit)),
    "AIC" = AIC(fit)
  ), list_of))
}

cat(object(list(
  "longley" = linear("longley.csv", "totemp"),
  "stackloss" = linear("stackloss.csv", "stackloss"),
  "randhie, Poisson" = poisson_fit("randhie.csv")
)))
