import Descent

let species = (0..<21).map { ["setosa", "versicolor", "virginica"][$0 % 3] }
