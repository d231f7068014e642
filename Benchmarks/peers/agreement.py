"""Statistics of regressions by statsmodels, for comparison; prints one JSON object: set → statistic → list of numbers.

usage: agreement.py FOLDER, which holds longley.csv, stackloss.csv and randhie.csv
"""

import csv
import json
import sys
import warnings

import numpy
import statsmodels.api as sm
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera

warnings.simplefilter("ignore")


def load(path, target):
    with open(path) as file:
        rows = list(csv.reader(file))
    values = numpy.array(rows[1:], float)
    place = rows[0].index(target)
    return sm.add_constant(numpy.delete(values, place, 1)), values[:, place]


def linear(path, target):
    x, y = load(path, target)
    fit = sm.OLS(y, x).fit()
    influence = fit.get_influence()
    jb = jarque_bera(fit.resid)
    bp = het_breuschpagan(fit.resid, x)
    result = {
        "coefficients": fit.params,
        "standard errors": fit.bse,
        "t": fit.tvalues,
        "p": fit.pvalues,
        "confidence intervals": fit.conf_int().ravel(),
        "residual standard error": fit.mse_resid**0.5,
        "R²": fit.rsquared,
        "adjusted R²": fit.rsquared_adj,
        "F": fit.fvalue,
        "p of F": fit.f_pvalue,
        "log-likelihood": fit.llf,
        "leverages": influence.hat_matrix_diag,
        "standardized residuals": influence.resid_studentized_internal,
        "studentized residuals": influence.resid_studentized_external,
        "Cook's distances": influence.cooks_distance[0],
        "DFFITS": influence.dffits[0],
        "DFBETAS": influence.dfbetas.ravel(),
        "PRESS": influence.ess_press,
        "Durbin–Watson": durbin_watson(fit.resid),
        "skewness": jb[2],
        "kurtosis": jb[3],
        "Jarque–Bera": jb[0],
        "Breusch–Pagan": bp[0],
        "p of Breusch–Pagan": bp[1],
        "variance inflation": [variance_inflation_factor(x, j) for j in range(1, x.shape[1])],
    }
    for name in ("HC0", "HC1", "HC2", "HC3"):
        result[name] = fit.get_robustcov_results(name, use_t=True).bse
    groups = numpy.arange(len(y)) % 5
    result["cluster-robust errors"] = fit.get_robustcov_results("cluster", groups=groups, use_t=True).bse
    return result


def rows(path, target, counts=None):
    """X with a column of ones, and y; rows repeated as a column of counts says."""
    x, y = load(path, target)
    if counts is None:
        return x, y
    with open(path) as file:
        names = next(csv.reader(file))
    names.remove(target)
    place = 1 + names.index(counts)
    repeats = x[:, place].astype(int)
    return numpy.repeat(numpy.delete(x, place, 1), repeats, 0), numpy.repeat(y, repeats)


def generalized(x, y, family):
    fit = sm.GLM(y, x, family=family).fit(tol=1e-14, tol_criterion="params", maxiter=200)
    return {
        "coefficients": fit.params,
        "standard errors": fit.bse,
        "z or t": fit.tvalues,
        "deviance": fit.deviance,
        "null deviance": fit.null_deviance,
        "Pearson χ²": fit.pearson_chi2,
        "dispersion": fit.scale,
        "log-likelihood": fit.llf,
        "deviance residuals": fit.resid_deviance[:20],
        "Pearson residuals": fit.resid_pearson[:20],
        "working residuals": fit.resid_working[:20],
    }


def robust(path, target):
    x, y = load(path, target)
    fit = sm.RLM(y, x, M=sm.robust.norms.HuberT(1.345)).fit(tol=1e-14, maxiter=5000, conv="coefs")
    return {"coefficients": fit.params, "standard errors": fit.bse, "scale": fit.scale, "weights": fit.weights}


def quantile(path, target):
    x, y = load(path, target)
    fit = sm.QuantReg(y, x).fit(q=0.5, max_iter=100000, p_tol=1e-14)
    return {"coefficients": fit.params}


def lasso(path, target):
    from sklearn.linear_model import Lasso

    x, y = load(path, target)
    z = (x[:, 1:] - x[:, 1:].mean(0)) / x[:, 1:].std(0)
    slopes, intercepts = [], []
    for penalty in (2, 0.5, 0.1):
        fit = Lasso(penalty, tol=1e-16, max_iter=1000000).fit(z, y)
        beta = fit.coef_ / x[:, 1:].std(0)
        slopes += [y.mean() - x[:, 1:].mean(0) @ beta, *beta]
    return {"coefficients": slopes}


def ridge(path, target):
    x, y = load(path, target)
    z = (x[:, 1:] - x[:, 1:].mean(0)) / x[:, 1:].std(0)
    values = []
    for penalty in (2, 0.5, 0.1):
        gram = z.T @ z / len(y) + penalty * numpy.eye(z.shape[1])
        beta = numpy.linalg.solve(gram, z.T @ (y - y.mean()) / len(y)) / x[:, 1:].std(0)
        values += [y.mean() - x[:, 1:].mean(0) @ beta, *beta]
    return {"coefficients": values}


def main():
    folder = sys.argv[1]
    visits = rows(f"{folder}/randhie.csv", "mdvis", "count")
    seen = visits[0], (visits[1] > 0).astype(float)
    stackloss = load(f"{folder}/stackloss.csv", "stackloss")
    families = sm.families
    sets = {
        "longley": linear(f"{folder}/longley.csv", "totemp"),
        "stackloss": linear(f"{folder}/stackloss.csv", "stackloss"),
        "randhie, Poisson": generalized(*visits, families.Poisson()),
        "randhie, binomial": generalized(*seen, families.Binomial()),
        "randhie, probit": generalized(*seen, families.Binomial(families.links.Probit())),
        "randhie, cloglog": generalized(*seen, families.Binomial(families.links.CLogLog())),
        "randhie, negative binomial (θ = 1)": generalized(*visits, families.NegativeBinomial(alpha=1.0)),
        "stackloss, gamma with log": generalized(*stackloss, families.Gamma(families.links.Log())),
        "stackloss, inverse Gaussian with log": generalized(*stackloss, families.InverseGaussian(families.links.Log())),
        "stackloss, Huber": robust(f"{folder}/stackloss.csv", "stackloss"),
        "stackloss, quantile 0.5": quantile(f"{folder}/stackloss.csv", "stackloss"),
        "stackloss, lasso": lasso(f"{folder}/stackloss.csv", "stackloss"),
        "stackloss, ridge": ridge(f"{folder}/stackloss.csv", "stackloss"),
    }
    print(json.dumps({s: {k: numpy.atleast_1d(v).tolist() for k, v in d.items()} for s, d in sets.items()}))


main()
