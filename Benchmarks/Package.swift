// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "virtual-amm", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // The same quotes in C on GMP's mpz, with variables that are reused.
        .target(name: "CPeers", linkerSettings: [.linkedLibrary("gmp")]),
        // Some of them again, compiled for the processor that compiles them.
        .target(name: "CNativePeers", dependencies: ["CPeers"], cSettings: [.unsafeFlags(["-march=native"])]),
        // The same in Boost.Multiprecision's checked 256-bit integers (libboost-dev).
        .target(name: "BoostPeer"),
        // What is measured: inputs, markets of any size, and the calls made on them.
        .target(
            name: "Workloads",
            dependencies: [
                .product(name: "VirtualAMM", package: "virtual-amm"),
                .product(name: "Clearing", package: "virtual-amm"),
                .product(name: "Conformance", package: "virtual-amm"),
            ]),
        .executableTarget(
            name: "Suites",
            dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Suites",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "calls",
            dependencies: [
                "Workloads", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "swap-peers",
            dependencies: [
                "BoostPeer", "CNativePeers", "CPeers", "Workloads",
                .product(name: "VirtualAMM", package: "virtual-amm"),
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "growth",
            dependencies: [
                "CPeers", "Workloads",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ],
    cxxLanguageStandard: .cxx17
)
