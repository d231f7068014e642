import Descent

let path = try Lasso().fit(x, y)
