// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The house: one target per idea, arrows only point down. TidyTests hold the imports of every file against this list.
// ISA-L is optional (2.7 x zlib's speed): without its header the zlib path is built instead.
let hasISAL = FileManager.default.fileExists(atPath: "/usr/include/isa-l.h")
let isal: [Target.Dependency] = hasISAL ? ["CISAL"] : []

let package = Package(
    name: "silkrate",
    products: [
        .executable(name: "silkrate", targets: ["silkrate"]),
        .executable(name: "bench", targets: ["bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "3.12.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "5.0.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    ],
    targets: [
        // Floor 0: the system's libraries, the words, the bytes, the threads.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "Domain"),
        .target(name: "Problems"),
        .systemLibrary(name: "CScan"),
        .target(name: "Bytes", dependencies: ["CScan"]),
        .target(name: "Parallel"),
        // Floor 1: pure stages that know no partition and no run.
        .target(name: "Decompression", dependencies: ["Bytes", "Problems", "CZlib", "CZstd"] + isal),
        .target(name: "Records", dependencies: ["Bytes", "Domain"]),
        .target(name: "Segments", dependencies: ["Bytes", "Decompression", "Domain", "Records"]),
        .target(name: "Scoring", dependencies: ["Domain"]),
        .target(name: "Tables", dependencies: ["Domain"]),
        .target(name: "Parquet", dependencies: ["Bytes", "Decompression", "Domain", "Tables"]),
        .target(name: "CurrencyGuidance", dependencies: ["Domain", "Tables"]),
        .target(name: "Statistics", dependencies: ["Domain"]),
        // Floor 2: the stages of a run, each usable alone.
        .target(
            name: "Ingest",
            dependencies: [
                "Bytes", "Decompression", "Domain", "Parallel", "Problems", "Records", "Segments",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "InformationBases",
            dependencies: ["Bytes", "Domain", "Parallel", "Records", "Scoring", "Segments", "Statistics", "Tables"]),
        .target(
            name: "RatingsDatabase",
            dependencies: [
                "Bytes", "Domain", "Parallel", "Problems", "Tables", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "Settings",
            dependencies: ["CurrencyGuidance", "Domain", "Parallel", "Problems", "Scoring", .product(name: "Yams", package: "Yams")],
            resources: [.embedInCode("expert.yaml"), .embedInCode("fees.yaml"), .embedInCode("marketplaces.yaml")]),
        .target(
            name: "Guidance",
            dependencies: [
                "Bytes", "CurrencyGuidance", "Domain", "Parallel", "Problems", "RatingsDatabase", "Scoring", "Tables",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [
                .embedInCode("Assets/currencies.mustache"), .embedInCode("Assets/currency.mustache"),
                .embedInCode("Assets/enterprise.mustache"), .embedInCode("Assets/frame.mustache"), .embedInCode("Assets/front.mustache"),
                .embedInCode("Assets/icon.svg"), .embedInCode("Assets/lane.mustache"), .embedInCode("Assets/lanes.mustache"),
                .embedInCode("Assets/method.mustache"), .embedInCode("Assets/search.js"), .embedInCode("Assets/site.css"),
                .embedInCode("Assets/site.js"), .embedInCode("Assets/statistics.mustache"),
            ]),
        .target(name: "Synthesis", dependencies: ["Decompression", "Domain", "Problems"]),
        // Floor 3: the plan of a run.
        .target(
            name: "Nightly",
            dependencies: [
                "Bytes", "CurrencyGuidance", "Domain", "Guidance", "Ingest", "InformationBases", "Parallel", "Parquet", "Problems",
                "RatingsDatabase", "Records", "Scoring", "Segments", "Settings", "Statistics", "Tables",
                .product(name: "Logging", package: "swift-log"),
            ]),
        // Floor 4: arguments, printing, exit codes.
        .executableTarget(
            name: "silkrate",
            dependencies: [
                "Bytes", "Decompression", "Domain", "Guidance", "Nightly", "Parallel", "Problems", "RatingsDatabase", "Settings",
                "Synthesis", "Tables", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "bench",
            dependencies: ["Domain", "Scoring", "Settings", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        // Tests. TestSupport holds the slow twins: readable second implementations that the fast code must equal.
        .target(name: "TestSupport", dependencies: ["Bytes", "Domain", "Problems", "RatingsDatabase"], path: "Tests/TestSupport"),
        .testTarget(name: "DomainTests", dependencies: ["Domain"]),
        .testTarget(name: "DecompressionTests", dependencies: ["Bytes", "Decompression", "Problems", "TestSupport"]),
        .testTarget(
            name: "RecordsTests",
            dependencies: ["Bytes", "Decompression", "Domain", "Ingest", "Problems", "Records", "Segments", "TestSupport"]),
        .testTarget(
            name: "SegmentsTests",
            dependencies: ["Bytes", "Decompression", "Domain", "Ingest", "Parallel", "Problems", "Records", "Segments", "TestSupport"]),
        .testTarget(name: "TablesTests", dependencies: ["Domain", "Tables"]),
        .testTarget(name: "ParquetTests", dependencies: ["Bytes", "Domain", "Parquet", "Tables", "TestSupport"]),
        .testTarget(
            name: "CurrencyGuidanceTests",
            dependencies: ["CurrencyGuidance", "Domain", "Nightly", "Problems", "Settings", "Tables", "TestSupport"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Domain", "Statistics"]),
        .testTarget(name: "ScoringTests", dependencies: ["Domain", "Problems", "Scoring", "Settings"]),
        .testTarget(
            name: "InformationBasesTests",
            dependencies: [
                "Bytes", "Decompression", "Domain", "InformationBases", "Ingest", "Parallel", "Problems", "Records", "Scoring", "Segments",
                "Statistics",
                "Synthesis", "TestSupport",
            ]),
        .testTarget(
            name: "RatingsDatabaseTests",
            dependencies: ["Domain", "Problems", "RatingsDatabase", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "GuidanceTests",
            dependencies: [
                "CurrencyGuidance", "Domain", "Guidance", "Problems", "RatingsDatabase", "Scoring", "Settings", "TestSupport",
            ]),
        .testTarget(name: "SynthesisTests", dependencies: ["Decompression", "Domain", "Problems", "Synthesis", "TestSupport"]),
        .testTarget(
            name: "NightlyTests",
            dependencies: [
                "Decompression", "Domain", "Guidance", "Ingest", "Nightly", "Problems", "RatingsDatabase", "Segments", "Settings",
                "Synthesis", "Tables", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ]),
        // Starts the executables, which lie beside the tests.
        .testTarget(name: "BenchTests"),
        .testTarget(name: "TidyTests"),
    ]
)
if hasISAL {
    package.targets.append(.systemLibrary(name: "CISAL", providers: [.apt(["libisal-dev"])]))
}
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableExperimentalFeature("Lifetimes"),
        ] + (hasISAL ? [.define("ISAL")] : [])
}
