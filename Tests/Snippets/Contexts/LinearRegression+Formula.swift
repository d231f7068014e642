import Descent

try AtomicFile.write(to: "cars.csv") { file throws(DataError) in
  try file.write(
    "mpg,weight,origin\n21,2.62,Japan\n22.8,2.32,Japan\n21.4,3.215,USA\n18.7,3.44,USA\n18.1,3.46,USA\n30,2,Japan\n")
}
