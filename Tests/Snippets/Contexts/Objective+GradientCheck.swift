import Descent

let objective = try QuadraticForm(.identity(3))
