import Descent

try AtomicFile.write(to: "visits.csv") { file throws(DataError) in
  try file.write("visits,age,sex,years\n2,30,f,1\n1,41,m,2\n4,55,f,2\n3,62,m,1\n6,70,f,2\n2,35,m,1\n")
}
