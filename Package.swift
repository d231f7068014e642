// swift-tools-version: 6.2
import PackageDescription

let views: SwiftSetting = .enableExperimentalFeature("Lifetimes")

/// The kernels are optimized in debug builds too: without this a dependant's debug build is ten times slower.
let kernelSettings: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let package = Package(
  name: "Descent",
  products: [
    .library(name: "Descent", targets: ["Descent"]),
    .library(name: "DescentReport", targets: ["DescentReport"]),
    .library(name: "DescentTestProblems", targets: ["DescentTestProblems"]),
    .executable(name: "descent", targets: ["descent-cli"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CSystemBLAS",
      path: "CSystemBLAS",
      pkgConfig: "openblas lapacke",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas", "lapack"])]
    ),
    .target(
      name: "CDescentKernels",
      cSettings: kernelSettings,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .target(
      name: "DescentLinearAlgebra",
      dependencies: [
        "CSystemBLAS", "CDescentKernels",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: [views]
    ),
    .target(name: "DescentOptimization", dependencies: ["DescentLinearAlgebra"], swiftSettings: [views]),
    .target(name: "DescentData", dependencies: ["DescentLinearAlgebra"], swiftSettings: [views]),
    .target(
      name: "DescentRegression",
      dependencies: ["DescentLinearAlgebra", "DescentOptimization", "DescentData"],
      swiftSettings: [views]
    ),
    .target(
      name: "Descent",
      dependencies: ["DescentLinearAlgebra", "DescentOptimization", "DescentData", "DescentRegression"]
    ),
    .target(name: "DescentReport", dependencies: ["Descent"], resources: [.embedInCode("Pages/Assets")]),
    .target(
      name: "DescentTestProblems",
      dependencies: [
        "DescentLinearAlgebra", "DescentOptimization",
        .product(name: "RealModule", package: "swift-numerics"),
      ]
    ),
    .executableTarget(
      name: "descent-cli",
      dependencies: [
        "Descent", "DescentReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("ReferenceSets"), .embedInCode("Demo/Data")]
    ),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(
      name: "DescentLinearAlgebraTests",
      dependencies: ["DescentLinearAlgebra", "CDescentKernels", "AllocationCounter"],
      swiftSettings: [views]
    ),
    .testTarget(
      name: "DescentOptimizationTests",
      dependencies: [
        "DescentOptimization", "DescentTestProblems", "AllocationCounter", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: [views]
    ),
    .testTarget(name: "DescentTestProblemsTests", dependencies: ["DescentTestProblems", "AllocationCounter"]),
    .testTarget(name: "DescentDataTests", dependencies: ["DescentData"]),
    .testTarget(
      name: "DescentRegressionTests",
      dependencies: ["Descent", "AllocationCounter", .product(name: "BigInt", package: "BigInt")]
    ),
    .testTarget(name: "DescentReportTests", dependencies: ["DescentReport"]),
    .testTarget(name: "DescentCommandTests", dependencies: ["descent-cli"]),
  ],
  swiftLanguageModes: [.v6]
)

// Continuous integration builds some of the test targets in each configuration, because building takes most of its time:
// DESCENT_TESTS names them, separated by commas. The command is left out where its tests are.
if let chosen = Context.environment["DESCENT_TESTS"]?.split(separator: ",") {
  package.targets.removeAll { $0.type == .test && !chosen.contains($0.name[...]) }
  if !chosen.contains("DescentCommandTests") {
    package.products.removeAll { $0.name == "descent" }
    package.targets.removeAll { $0.name == "descent-cli" }
  }
}

// What writes the documentation (scripts/generate-documentation); who uses the library never resolves it.
if Context.environment["DESCENT_DOCS"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
