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
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "Tables", targets: ["Tables"]),
        .library(name: "Autodiff", targets: ["Autodiff"]),
        .library(name: "Neural", targets: ["Neural"]),
        .library(name: "Images", targets: ["Images"]),
        .library(name: "Attention", targets: ["Attention"]),
        .library(name: "Language", targets: ["Language"]),
        .library(name: "Classical", targets: ["Classical"]),
        .library(name: "Datasets", targets: ["Datasets"]),
        .executable(name: "gallery", targets: ["Gallery"]),
    ],
    traits: [
        .trait(name: "SQLite", description: "Tables to and from SQLite, and SQL over tables, through GRDB."),
        .default(enabledTraits: ["SQLite"]),
    ],
    dependencies: [
        // SQLite for Tables, behind the trait of that name: without the trait it is not even cloned.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Used by lessons only. No product names them (SwiftPM runs executable targets without one), for what a product
        // needs would be cloned by every package that depends on this one.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // Floor 0: C.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "CAttention", dependencies: ["COpenBLAS", "CKernels"], linkerSettings: [.linkedLibrary("m")]
        ),
        .target(name: "CQuantized", dependencies: ["CKernels"], linkerSettings: [.linkedLibrary("m")]),
        .target(name: "CDatasets"),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .target(name: "CImages", dependencies: ["CPNG"]),

        // Floor 1.
        .target(name: "Randomness"),
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS", "CKernels", "Randomness"]),

        // Floor 2.
        .target(name: "Plots", dependencies: ["LinearAlgebra"]),
        .target(name: "Statistics", dependencies: ["LinearAlgebra"]),
        .target(
            name: "Tables",
            dependencies: [
                "CKernels", "LinearAlgebra", "Statistics",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]),
        .target(
            name: "Datasets", dependencies: ["CDatasets", "Randomness", "LinearAlgebra", "Tables"],
            exclude: ["Resources"]),

        .target(name: "Autodiff", dependencies: ["LinearAlgebra", "Randomness"]),

        // Floor 3.
        .target(
            name: "Classical",
            dependencies: ["CKernels", "LinearAlgebra", "Randomness", "Statistics", "Tables", "Plots"]),
        .target(name: "Images", dependencies: ["CImages", "Autodiff", "LinearAlgebra", "Randomness"]),
        .target(name: "Neural", dependencies: ["Autodiff", "LinearAlgebra", "Randomness"]),

        // Floor 4.
        .target(
            name: "Attention",
            dependencies: [
                "CAttention", "CKernels", "Autodiff", "LinearAlgebra", "Neural", "Plots", "Randomness",
            ]),

        // Floor 5.
        .target(
            name: "Language",
            dependencies: [
                "Attention", "Autodiff", "CAttention", "CKernels", "CQuantized", "LinearAlgebra", "Neural",
                "Randomness",
            ]),

        .target(name: "Profiles", dependencies: ["LinearAlgebra", "Tables", "Plots"]),

        // The roof.
        .target(
            name: "Cairn",
            dependencies: [
                "Randomness", "LinearAlgebra", "Statistics", "Tables", "Plots", "Datasets", "Autodiff",
                "Neural", "Images", "Classical", "Attention", "Language",
            ]),

        // The lessons of each stage, one executable per stage, and one that runs them all.
        .target(
            name: "LessonKit",
            dependencies: ["Plots", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Examples/LessonKit"),
        .target(
            name: "Stage1Programming", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage1Programming"),
        .executableTarget(
            name: "stage1", dependencies: ["Stage1Programming"], path: "Examples/Commands/stage1"),
        .target(
            name: "Stage2Mathematics", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage2Mathematics"),
        .executableTarget(
            name: "stage2", dependencies: ["Stage2Mathematics"], path: "Examples/Commands/stage2"),
        .target(
            name: "Stage3ClassicalLearning", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage3ClassicalLearning"),
        .executableTarget(
            name: "stage3",
            dependencies: [
                "Stage3ClassicalLearning", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Examples/Commands/stage3"),
        .target(
            name: "Stage4DeepLearning", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage4DeepLearning", exclude: ["Peers"]),
        .executableTarget(
            name: "stage4", dependencies: ["Stage4DeepLearning"], path: "Examples/Commands/stage4"),
        .target(
            name: "Stage5LanguageModels", dependencies: ["Cairn", "LessonKit"],
            path: "Examples/Stage5LanguageModels"),
        .executableTarget(
            name: "stage5",
            dependencies: [
                "Stage5LanguageModels", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Examples/Commands/stage5"),
        .executableTarget(
            name: "tour",
            dependencies: [
                "Stage1Programming", "Stage2Mathematics", "Stage3ClassicalLearning", "Stage4DeepLearning",
                "Stage5LanguageModels",
            ],
            path: "Examples/Commands/tour"),

        .executableTarget(
            name: "profile",
            dependencies: [
                "Profiles", "Tables", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Examples/Commands/profile"),

        .executableTarget(name: "Gallery", dependencies: ["Plots"], path: "Examples/Gallery"),

        // Tests.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels", "TestSupport"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness", "TestSupport"]),
        .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
        .testTarget(name: "PlotsTests", dependencies: ["Plots", "TestSupport", "Gallery"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"]),
        .testTarget(name: "TablesTests", dependencies: ["Tables", "TestSupport"]),
        .testTarget(name: "AutodiffTests", dependencies: ["Autodiff", "TestSupport"]),
        .testTarget(name: "NeuralTests", dependencies: ["Neural", "TestSupport"]),
        .testTarget(name: "ClassicalTests", dependencies: ["Classical", "Datasets", "TestSupport"]),
        .testTarget(name: "ImagesTests", dependencies: ["Images", "TestSupport"]),
        .testTarget(name: "AttentionTests", dependencies: ["Attention", "TestSupport"]),
        .testTarget(name: "LanguageTests", dependencies: ["Language", "TestSupport"]),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles", "Tables", "TestSupport"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"]),
        .testTarget(name: "ParityTests", dependencies: ["LinearAlgebra", "TestSupport"]),
        .executableTarget(name: "parity-report", dependencies: ["TestSupport"], path: "Tests/ParityReport"),
        .executableTarget(name: "documentation-coverage", path: "Tests/DocumentationCoverage"),
        .testTarget(name: "GuideTests", dependencies: ["Cairn"]),
        .testTarget(name: "LessonKitTests", dependencies: ["LessonKit", "Plots"]),
    ],
    swiftLanguageModes: [.v6]
)

// CI treats the warnings of this package's own targets as errors.
if Context.environment["CAIRN_STRICT"] != nil {
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}

// `CAIRN_ONLY=StatisticsTests swift test` builds these targets (separated by commas) and what they need, and nothing else.
if let names = Context.environment["CAIRN_ONLY"] {
    var kept: Set<String> = []
    var queue = names.split(separator: ",").map(String.init)
    while let name = queue.popLast() {
        guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name })
        else {
            continue
        }
        for case .byNameItem(let needed, _) in target.dependencies { queue.append(needed) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll()
}

// The documentation plugin is a dependency only while documentation is built: see Scripts/docs.
if Context.environment["CAIRN_DOCS"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
