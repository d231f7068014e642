import Descent

try CSVWriter.write([[4, 2], [7, 4]], columnNames: ["speed", "dist"], to: "cars.csv")
