// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "FittingARegression",
  dependencies: [.package(name: "Descent", path: "../..")],
  targets: [
    .executableTarget(
      name: "FittingARegression",
      dependencies: [.product(name: "Descent", package: "Descent")])
  ]
)
