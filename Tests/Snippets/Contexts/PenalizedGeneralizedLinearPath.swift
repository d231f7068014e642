import Descent

let path = try PenalizedGeneralizedLinearRegression(family: .binomial).fit(x, y)
