// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "virtual-amm", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        // The same quotes in C on GMP's mpz, with variables that are reused.
        .target(name: "CPeers", linkerSettings: [.linkedLibrary("gmp")]),
        .executableTarget(
            name: "swap-peers",
            dependencies: [
                "CPeers", .product(name: "VirtualAMM", package: "virtual-amm"),
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "growth",
            dependencies: [
                .product(name: "Clearing", package: "virtual-amm"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)
