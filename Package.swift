// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "cairn",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Cairn", targets: ["Cairn"]),
        .library(name: "Randomness", targets: ["Randomness"]),
        .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
        .library(name: "Plots", targets: ["Plots"]),
        .library(name: "Datasets", targets: ["Datasets"]),
        .executable(name: "stage2", targets: ["Stage2Mathematics"]),
        .executable(name: "gallery", targets: ["Gallery"]),
    ],
    targets: [
        // Floor 0: C.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),

        // Floor 1.
        .target(name: "Randomness"),
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS", "CKernels", "Randomness"]),

        // Floor 2.
        .target(name: "Plots", dependencies: ["LinearAlgebra"]),
        .target(
            name: "Datasets", dependencies: ["LinearAlgebra"], exclude: ["Resources/README.md"],
            resources: [.embedInCode("Resources/diabetes.npz"), .embedInCode("Resources/digits.npz")]),

        // The roof.
        .target(name: "Cairn", dependencies: ["Randomness", "LinearAlgebra", "Plots", "Datasets"]),

        // One executable per stage of the roadmap.
        .target(name: "LessonKit", dependencies: ["LinearAlgebra", "Plots"], path: "Examples/LessonKit"),
        .executableTarget(
            name: "Stage2Mathematics", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage2Mathematics"),

        .executableTarget(name: "Gallery", dependencies: ["Plots"], path: "Examples/Gallery"),

        // Tests.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels", "TestSupport"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness", "TestSupport"]),
        .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
        .testTarget(name: "PlotsTests", dependencies: ["Plots", "TestSupport", "Gallery"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"]),
        .testTarget(name: "ParityTests", dependencies: ["LinearAlgebra", "TestSupport"]),
        .executableTarget(name: "parity-report", dependencies: ["TestSupport"], path: "Tests/ParityReport"),
        .executableTarget(name: "documentation-coverage", path: "Tests/DocumentationCoverage"),
    ],
    swiftLanguageModes: [.v6]
)

// CI treats the warnings of this package's own targets as errors.
if Context.environment["CAIRN_STRICT"] != nil {
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}

// The documentation plugin is a dependency only while documentation is built: see Scripts/docs.
if Context.environment["CAIRN_DOCS"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
