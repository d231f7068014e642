import Descent

var point = result.minimizer
