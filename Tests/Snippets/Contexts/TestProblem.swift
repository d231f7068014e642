import Descent

let optimizer = LBFGS()
