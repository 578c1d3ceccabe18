// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "cairn-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "cairn", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its traits it needs neither jemalloc nor a malloc interposer.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        // The raw BLAS calls to compare with, and the loops that find the peak of the machine.
        .target(name: "CBench"),
        // The one list of cases.
        .target(
            name: "BenchmarkCases",
            dependencies: [
                "CBench",
                .product(name: "LinearAlgebra", package: "cairn"),
                .product(name: "Randomness", package: "cairn"),
                .product(name: "Statistics", package: "cairn"),
                .product(name: "Tables", package: "cairn"),
                .product(name: "Autodiff", package: "cairn"),
                .product(name: "Neural", package: "cairn"),
                .product(name: "Attention", package: "cairn"),
                .product(name: "Classical", package: "cairn"),
                .product(name: "Datasets", package: "cairn"),
                .product(name: "Language", package: "cairn"),
            ]),
        // `swift run -c release cairn-bench`
        .executableTarget(
            name: "cairn-bench",
            dependencies: [
                "BenchmarkCases", "CBench",
                .product(name: "LinearAlgebra", package: "cairn"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // `swift package benchmark`
        .executableTarget(
            name: "Kernels",
            dependencies: ["BenchmarkCases", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Kernels",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
