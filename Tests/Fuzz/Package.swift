// swift-tools-version: 6.2
import PackageDescription

// Apart from the root package, so that neither its build nor a dependent's ever meets the fuzzing engine. See README.md.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "cairn", path: "../..")],
    targets: [
        .target(name: "FuzzSupport"),
        .executableTarget(
            name: "NpyFuzzer",
            dependencies: ["FuzzSupport", .product(name: "LinearAlgebra", package: "cairn")]),
        .executableTarget(
            name: "NpzFuzzer",
            dependencies: ["FuzzSupport", .product(name: "LinearAlgebra", package: "cairn")]),
        .executableTarget(
            name: "CSVFuzzer", dependencies: ["FuzzSupport", .product(name: "Tables", package: "cairn")]),
        .executableTarget(
            name: "JSONFuzzer", dependencies: ["FuzzSupport", .product(name: "Tables", package: "cairn")]),
        .executableTarget(
            name: "FieldFuzzer", dependencies: ["FuzzSupport", .product(name: "Tables", package: "cairn")]),
        .executableTarget(
            name: "SafetensorsFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Neural", package: "cairn")]),
        .executableTarget(
            name: "GGUFFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Language", package: "cairn")]),
        .executableTarget(
            name: "PNGFuzzer", dependencies: ["FuzzSupport", .product(name: "Images", package: "cairn")]),
        .executableTarget(
            name: "BoosterFuzzer",
            dependencies: [
                "FuzzSupport", .product(name: "Classical", package: "cairn"),
                .product(name: "LinearAlgebra", package: "cairn"),
            ]),
        .executableTarget(
            name: "TokenizerFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Language", package: "cairn")]),
        .executableTarget(
            name: "TemplateFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Language", package: "cairn")]),
        .executableTarget(
            name: "SchemaFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Language", package: "cairn")]),
        // Holds a link to the source of `inflate`, which no other package sees.
        .executableTarget(name: "InflateFuzzer", dependencies: ["FuzzSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
