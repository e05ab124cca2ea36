// swift-tools-version: 6.2
import PackageDescription

// In CI a warning is an error; at home, and for those who depend on this package, it stays a warning.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    warnings + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]

let package = Package(
    name: "virtual-amm",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "VirtualAMM", targets: ["WideIntegers", "FixedPoint", "VirtualAMM"]),
        .library(name: "Clearing", targets: ["WideIntegers", "FixedPoint", "VirtualAMM", "Clearing"]),
        .library(
            name: "Explanation",
            targets: ["Messages", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing", "Explanation"]),
        .library(
            name: "Simulation",
            targets: ["Messages", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing", "Simulation"]),
        .library(name: "Scenarios", targets: ["Messages", "Files", "JSON", "Scenarios"]),
        .library(name: "Conformance", targets: ["Messages", "Files", "JSON", "Scenarios", "Conformance"]),
        .library(name: "ContractABI", targets: ["ContractABI"]),
        .library(name: "Trace", targets: ["Trace"]),
        .library(name: "Charts", targets: ["Charts"]),
        .library(name: "Markets", targets: ["Markets"]),
        .library(name: "Sweeps", targets: ["Sweeps"]),
        .library(name: "Reports", targets: ["Charts", "Reports"]),
        .executable(name: "vamm", targets: ["vamm"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Market files in YAML; the core does not see it.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // SQLite, for traces.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Test only: an independent, slow big integer to compare with.
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        // Dependencies point one way, top of this list to bottom.
        .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
        .target(name: "WideIntegers", dependencies: ["CGMP"], swiftSettings: strict),
        .target(name: "FixedPoint", dependencies: ["WideIntegers"], swiftSettings: strict),
        // Eight quotes at a time on the vector units that some processors have; integer arithmetic only.
        .target(name: "CVectorQuotes"),
        .target(
            name: "VirtualAMM", dependencies: ["WideIntegers", "FixedPoint", "CVectorQuotes"], swiftSettings: strict),
        .target(name: "Clearing", dependencies: ["WideIntegers", "FixedPoint", "VirtualAMM"], swiftSettings: strict),
        // How things are said to people: misspelt names, long texts, marks that don't show.
        .target(name: "Messages", swiftSettings: strict),
        // Exact derivations of the core's numbers, for people.
        .target(
            name: "Explanation", dependencies: ["Messages", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing"],
            swiftSettings: strict),
        // Markets of agents on the exact core: the K laboratory.
        .target(
            name: "Simulation", dependencies: ["Messages", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing"],
            swiftSettings: strict),
        // Reading in pieces, writing as a whole, locks, lines; whatever is in them.
        .target(name: "Files", dependencies: ["Messages"], swiftSettings: strict),
        .target(name: "JSON", dependencies: ["Messages", "Files"], swiftSettings: strict),
        // Systems by name: setups, what can be observed of them, steps, and the one way to run them.
        .target(
            name: "Scenarios",
            dependencies: [
                "Messages", "Files", "JSON", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing", "Explanation",
            ],
            swiftSettings: strict),
        // Vector files, checked against our own implementation or another.
        .target(
            name: "Conformance",
            dependencies: [
                "Messages", "Files", "JSON", "Scenarios", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing",
                "Explanation",
            ],
            swiftSettings: strict),
        // Calls as they travel to a contract.
        .target(
            name: "ContractABI",
            dependencies: [
                "Messages", "Files", "JSON", "Scenarios", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing",
            ],
            swiftSettings: strict),
        // Runs as rows of a database, or of CSV files.
        .target(
            name: "Trace",
            dependencies: [
                "Messages", "Files", "JSON", "Scenarios", "WideIntegers", "FixedPoint", "VirtualAMM", "Clearing",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        // Charts and pages, whatever they show; computes in floating point, and only to draw.
        .target(name: "Charts", dependencies: ["Messages"], swiftSettings: strict),
        // Markets as documents, price files, and simulations as series and scenarios.
        .target(
            name: "Markets",
            dependencies: [
                "Messages", "Files", "JSON", "Scenarios", "Simulation", "Clearing", "VirtualAMM", "FixedPoint",
                "WideIntegers", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        // Grids of markets, their results, and what to choose by them.
        .target(
            name: "Sweeps",
            dependencies: ["Files", "JSON", "Markets", "Simulation", "FixedPoint", "WideIntegers"],
            swiftSettings: strict),
        // Pages of scenarios, of simulations and of frontiers.
        .target(
            name: "Reports",
            dependencies: [
                "Charts", "Files", "Scenarios", "Markets", "Sweeps", "Simulation", "Clearing", "VirtualAMM",
                "FixedPoint", "WideIntegers", "Messages",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "vamm",
            dependencies: [
                "Reports", "Sweeps", "Markets", "Charts", "Trace", "ContractABI", "Conformance", "Scenarios", "JSON",
                "Files", "Messages", "Simulation", "Explanation", "Clearing", "VirtualAMM", "FixedPoint",
                "WideIntegers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // One test target a module, beside what they share: seeded generators and slow oracles.
        .target(
            name: "TestSupport", dependencies: ["WideIntegers", "FixedPoint"], path: "Tests/TestSupport",
            swiftSettings: warnings),
        .testTarget(
            name: "WideIntegersTests",
            dependencies: ["WideIntegers", "TestSupport", .product(name: "BigInt", package: "BigInt")],
            swiftSettings: warnings),
        .testTarget(
            name: "FixedPointTests", dependencies: ["FixedPoint", "WideIntegers", "TestSupport"],
            swiftSettings: warnings),
        // Counts the heap allocations of a thread by standing in front of the C library's malloc.
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(
            name: "VirtualAMMTests",
            dependencies: [
                "VirtualAMM", "FixedPoint", "WideIntegers", "TestSupport", "AllocationCounter",
                .product(name: "BigInt", package: "BigInt"),
            ],
            swiftSettings: warnings),
        .testTarget(
            name: "ClearingTests",
            dependencies: [
                "Clearing", "VirtualAMM", "FixedPoint", "WideIntegers", "TestSupport", "AllocationCounter",
            ],
            swiftSettings: warnings),
        .testTarget(
            name: "ExplanationTests",
            dependencies: ["Explanation", "VirtualAMM", "FixedPoint", "WideIntegers", "TestSupport"],
            swiftSettings: warnings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Simulation", "Clearing", "VirtualAMM", "FixedPoint", "WideIntegers", "TestSupport"],
            swiftSettings: warnings),
        .testTarget(name: "MessagesTests", dependencies: ["Messages"], swiftSettings: warnings),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: warnings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Files"], swiftSettings: warnings),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "Scenarios", "Explanation", "Clearing", "VirtualAMM", "FixedPoint", "JSON", "Files", "WideIntegers",
                "TestSupport",
            ],
            swiftSettings: warnings),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Conformance", "Scenarios", "Clearing", "JSON", "Files", "WideIntegers", "TestSupport"],
            swiftSettings: warnings),
        .testTarget(name: "ContractABITests", dependencies: ["ContractABI"], swiftSettings: warnings),
        .testTarget(
            name: "TraceTests",
            dependencies: [
                "Trace", "Scenarios", "Clearing", "VirtualAMM", "FixedPoint", "JSON", "Files", "WideIntegers",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: warnings),
        .testTarget(name: "ChartsTests", dependencies: ["Charts"], swiftSettings: warnings),
        .testTarget(
            name: "MarketsTests",
            dependencies: [
                "Markets", "Simulation", "Scenarios", "JSON", "Files", "Clearing", "VirtualAMM", "FixedPoint",
            ],
            swiftSettings: warnings),
        .testTarget(
            name: "SweepsTests",
            dependencies: ["Sweeps", "Markets", "Simulation", "Files", "WideIntegers", "TestSupport"],
            swiftSettings: warnings),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Charts", "Sweeps", "Markets", "Scenarios", "FixedPoint", "WideIntegers", "JSON",
            ],
            swiftSettings: warnings),
        .testTarget(
            name: "VammTests",
            dependencies: [
                "vamm", "Conformance", "Scenarios", "JSON", "Files", "Simulation", "WideIntegers", "TestSupport",
            ],
            swiftSettings: warnings),
        // What the articles of the documentation show.
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Simulation", "Conformance", "Scenarios", "Clearing", "JSON", "Files", "Explanation", "VirtualAMM",
                "FixedPoint", "WideIntegers",
            ],
            swiftSettings: warnings),
        .testTarget(name: "TidyTests", swiftSettings: warnings),
    ]
)
