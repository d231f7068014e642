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

# The dispersion of a negative binomial family with a given θ is 1, which summary would estimate.
generalized <- function(fit, dispersion = NULL) {
  table <- summary(fit, dispersion = dispersion)
  object(lapply(list(
    "coefficients" = coef(fit),
    "standard errors" = table$coefficients[, 2],
    "z or t" = table$coefficients[, 3],
    "deviance" = fit$deviance,
    "null deviance" = fit$null.deviance,
    "Pearson χ²" = sum(residuals(fit, "pearson")^2),
    "dispersion" = table$dispersion,
    "log-likelihood" = as.numeric(logLik(fit)),
    "AIC" = AIC(fit),
    "deviance residuals" = residuals(fit, "deviance")[1:20],
    "Pearson residuals" = residuals(fit, "pearson")[1:20],
    "working residuals" = residuals(fit, "working")[1:20]
  ), list_of))
}

robust <- function(data) {
  fit <- MASS::rlm(stackloss ~ ., data, k = 1.345, acc = 1e-14, maxit = 5000)
  object(lapply(list(
    "coefficients" = coef(fit), "standard errors" = summary(fit)$coefficients[, 2], "scale" = fit$s, "weights" = fit$w
  ), list_of))
}

quantile_fit <- function(data) {
  fit <- quantreg::rq(stackloss ~ ., 0.5, data)
  object(list("coefficients" = list_of(coef(fit)),
    "standard errors" = list_of(summary(fit, se = "nid")$coefficients[, 2])))
}

# glmnet's λ of the lasso is that of (1/2n)‖r‖²; the slopes are those of the raw columns.
lasso <- function(data) {
  x <- as.matrix(data[, -1])
  fit <- glmnet::glmnet(x, data$stackloss, lambda = c(2, 0.5, 0.1), thresh = 1e-30, maxit = 1e8)
  object(list("coefficients" = list_of(as.vector(as.matrix(coef(fit))))))
}

ridge <- function(data) {
  x <- as.matrix(data[, -1])
  n <- nrow(x)
  z <- scale(x) * sqrt(n / (n - 1))
  spread <- attr(scale(x), "scaled:scale") * sqrt((n - 1) / n)
  values <- c()
  for (penalty in c(2, 0.5, 0.1)) {
    beta <- solve(crossprod(z) / n + penalty * diag(ncol(x)), crossprod(z, data$stackloss) / n) / spread
    values <- c(values, mean(data$stackloss) - sum(colMeans(x) * beta), beta)
  }
  object(list("coefficients" = list_of(values)))
}

counted <- read.csv(file.path(folder, "randhie.csv"))
visits <- counted[rep(seq_len(nrow(counted)), counted$count), names(counted) != "count"]
seen <- visits
seen$mdvis <- as.numeric(visits$mdvis > 0)
stack <- read.csv(file.path(folder, "stackloss.csv"))
fit <- function(formula, family, data, dispersion = NULL) {
  generalized(glm(formula, family, data, epsilon = 1e-15, maxit = 200), dispersion)
}

cat(object(list(
  "longley" = linear("longley.csv", "totemp"),
  "stackloss" = linear("stackloss.csv", "stackloss"),
  "randhie, Poisson" = fit(mdvis ~ ., poisson, visits),
  "randhie, binomial" = fit(mdvis ~ ., binomial, seen),
  "randhie, probit" = fit(mdvis ~ ., binomial("probit"), seen),
  "randhie, cloglog" = fit(mdvis ~ ., binomial("cloglog"), seen),
  "randhie, negative binomial (θ = 1)" = fit(mdvis ~ ., MASS::negative.binomial(1), visits, dispersion = 1),
  "stackloss, gamma with log" = fit(stackloss ~ ., Gamma("log"), stack),
  "stackloss, inverse Gaussian with log" = fit(stackloss ~ ., inverse.gaussian("log"), stack),
  "stackloss, Huber" = robust(stack),
  "stackloss, quantile 0.5" = quantile_fit(stack),
  "stackloss, lasso" = lasso(stack),
  "stackloss, ridge" = ridge(stack)
)))
