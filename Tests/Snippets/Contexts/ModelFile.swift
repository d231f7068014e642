import Descent

let formula = try Formula("y ~ x + k")
var means: [Double?] = []
