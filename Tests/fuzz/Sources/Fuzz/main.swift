import Foundation

// One program for every reader that takes bytes from outside: fuzz TARGET [libFuzzer's arguments].

/// libFuzzer's loop; it calls the function with one input after the other and ends the process.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Reads one input. libFuzzer's own main, which is linked but not run, asks for it by this name.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    FuzzTarget.current.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

let names = FuzzTarget.allCases.map(\.rawValue)
guard let name = CommandLine.arguments.dropFirst().first, let target = FuzzTarget(rawValue: name) else {
    FileHandle.standardError.write(Data("usage: Fuzz \(names.joined(separator: "|")) [options] [corpus ...]\n".utf8))
    exit(64)
}
FuzzTarget.current = target
// The target is ours; the rest is libFuzzer's, the program's name among it.
var count = CommandLine.argc - 1
var arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: Int(CommandLine.argc) + 1)
arguments[0] = CommandLine.unsafeArgv[0]
for place in 1..<Int(CommandLine.argc) { arguments[place] = CommandLine.unsafeArgv[place + 1] }
exit(runFuzzer(&count, &arguments, testOneInput))
