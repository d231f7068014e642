@_exported import DescentData
@_exported import DescentLinearAlgebra
@_exported import DescentOptimization
@_exported import DescentRegression
