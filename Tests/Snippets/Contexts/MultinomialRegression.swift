import Descent

let table = try DataTable([
  "species": .text(["setosa", "setosa", "setosa", "versicolor", "versicolor", "versicolor", "virginica", "virginica"]),
  "length": .numbers([1.4, 4.8, 1.3, 4.7, 1.5, 5.9, 5.1, 4.5]),
  "width": .numbers([0.2, 1.8, 1.5, 1.4, 1.3, 0.3, 2.1, 0.4]),
])
