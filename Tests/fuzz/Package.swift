// swift-tools-version: 6.2
import PackageDescription

// Built with -Xswiftc -sanitize=fuzzer, which `make fuzz` gives, so that all modules are watched.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "virtual-amm", path: "../..")],
    targets: [
        .executableTarget(
            name: "Fuzz",
            dependencies: ["Scenarios", "Conformance", "ContractABI", "Markets"].map {
                .product(name: $0, package: "virtual-amm")
            },
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    ]
)
