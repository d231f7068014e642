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


def poisson(path):
    x, y = load(path, "mdvis")
    fit = sm.GLM(y, x, family=sm.families.Poisson()).fit(tol=1e-14, tol_criterion="params")
    return {
        "coefficients": fit.params,
        "standard errors": fit.bse,
        "z": fit.tvalues,
        "deviance": fit.deviance,
        "null deviance": fit.null_deviance,
        "Pearson χ²": fit.pearson_chi2,
        "log-likelihood": fit.llf,
        "AIC": fit.aic,
    }


def main():
    folder = sys.argv[1]
    sets = {
        "longley": linear(f"{folder}/longley.csv", "totemp"),
        "stackloss": linear(f"{folder}/stackloss.csv", "stackloss"),
        "randhie, Poisson": poisson(f"{folder}/randhie.csv"),
    }
    print(json.dumps({s: {k: numpy.atleast_1d(v).tolist() for k, v in d.items()} for s, d in sets.items()}))


main()
