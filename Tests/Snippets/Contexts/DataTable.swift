import Descent

try AtomicFile.write(to: "cars.csv") { file throws(DataError) in try file.write("maker,mpg\nFiat,32.4\nHonda,30.4\n") }
