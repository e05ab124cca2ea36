import Foundation
import Testing

/// What a run of the program ended with.
struct Run {
    var status: Int32
    /// Whether the process was ended by a signal: a crash.
    var crashed: Bool
    var output: String
    var errors: String
}

/// Runs the `vamm` that was built beside the tests, from the root of the package.
func vamm(_ arguments: String..., input: Data? = nil) throws -> Run {
    try vamm(arguments, input: input)
}

func vamm(_ arguments: [String], input: Data? = nil) throws -> Run {
    let process = Process()
    process.executableURL = programURL
    process.arguments = arguments
    process.currentDirectoryURL = packageRoot
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: a child that writes more than a pipe holds would wait for a reader.
    let (outputFile, errorFile) = (folder.appending(path: "out"), folder.appending(path: "err"))
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let inputFile = folder.appending(path: "in")
    try (input ?? Data()).write(to: inputFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    try process.run()
    process.waitUntilExit()
    return Run(
        status: process.terminationStatus, crashed: process.terminationReason == .uncaughtSignal,
        output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
}

/// The folder that the package's own files are in.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// The program, which is built beside the tests.
let programURL = programFolder.appending(path: "vamm")

#if canImport(Darwin)
// The tests are a bundle there, which another program loads.
let programFolder = Bundle(for: Beside.self).bundleURL.deletingLastPathComponent()
private final class Beside {}
#else
let programFolder = Bundle.main.bundleURL
#endif

/// Whether the system has a file that is always full.
let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

/// A new folder of the test's own.
func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vamm-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// A file with a content, in a folder that is gone after the body.
func withFile<Result>(_ content: Data, name: String = "case.json", _ body: (String) throws -> Result) throws -> Result {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try content.write(to: file)
    return try body(file.path())
}
