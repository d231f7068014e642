// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever depends on Descent resolves nothing of it.
let package = Package(
  name: "DescentBenchmarks",
  dependencies: [
    .package(name: "Descent", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(name: "CStreaming"),
    .executableTarget(
      name: "descent-bench",
      dependencies: [
        "CStreaming",
        .product(name: "Descent", package: "Descent"),
        .product(name: "DescentReport", package: "Descent"),
        .product(name: "DescentTestProblems", package: "Descent"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
