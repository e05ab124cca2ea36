import Files
import Foundation
import Testing

@Suite struct ReadingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func errorsSayFileLineColumnAndPlace() {
        let error = FileError(file: "a\u{1B}.json", line: 3, column: 7, place: "steps[2]", message: "wrong")
        #expect(error.description == "a\\u{1b}.json:3:7: wrong (in steps[2])")
        #expect(FileError(file: "a", message: "wrong").description == "a: wrong")
    }

    @Test func whatIsThereIsReadWhole() throws {
        let text = String(repeating: "0123456789", count: 100_000)
        let path = try folder.write(text, to: "large")
        #expect(try ByteSource(path: path).rest() == Array(text.utf8))
        #expect(try RereadableSource(path: path).all() == Array(text.utf8))
    }

    @Test func whatIsNotThereSaysWhatToDo() throws {
        for (path, message) in [
            (folder.path("none"), "no such file; check the path"), ("", "an empty path; name a file"),
            (folder.path(""), "it is a directory; name a file in it"),
        ] {
            let error = try #require(throws: FileError.self) { try ByteSource(path: path).rest() }
            #expect(error.message == message)
        }
    }

    @Test func positionsAreCountedInLinesAndBytes() throws {
        let source = try RereadableSource(path: try folder.write("a\nbc\n\nd", to: "lines"))
        for (offset, line, column) in [(0, 1, 1), (1, 1, 2), (2, 2, 1), (4, 2, 3), (5, 3, 1), (6, 4, 1)] {
            let error = source.error("here", at: offset)
            #expect(error.line == line && error.column == column)
            let place = Excerpt(bytes: Array("a\nbc\n\nd".utf8)).position(of: offset)
            #expect(place.line == line && place.column == column)
        }
        let later = Excerpt(bytes: Array("x\ny".utf8), line: 10, column: 5)
        #expect(later.position(of: 1).line == 10 && later.position(of: 1).column == 6)
        #expect(later.position(of: 2).line == 11 && later.position(of: 2).column == 1)
    }

    @Test func linesComeWithTheirPlacesAndTheLastMayLackItsEnd() throws {
        let long = String(repeating: "x", count: 1_000_000)
        let path = try folder.write("first\n\n\(long)\nlast", to: "lines")
        var reader = LineReader(try FileDescriptor(path, flags: O_RDONLY))
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["first", "", long, "last"])
        #expect(lines.map(\.offset) == [0, 6, 7, 1_000_008])
        #expect(lines.map(\.isWhole) == [true, true, true, false])
    }

    @Test func oneLockAtATime() throws {
        let path = try folder.write("", to: "locked")
        let (first, second) = (try FileDescriptor(path, flags: O_RDWR), try FileDescriptor(path, flags: O_RDWR))
        #expect(try first.lock())
        #expect(try !second.lock())
        first.unlock()
        #expect(try second.lock())
    }

    @Test func linesOfSeveralFilesAreWrittenInOrder() throws {
        let a = try FileDescriptor(try folder.write("2 two\n0 zero\n", to: "a"), flags: O_RDONLY)
        let b = try FileDescriptor(try folder.write("1 one\n", to: "b"), flags: O_RDONLY)
        let places = [
            LinePlace(run: 2, offset: 0, length: 5), LinePlace(run: 0, offset: 6, length: 6),
            LinePlace(run: 1, file: 1, offset: 0, length: 5),
        ]
        try SortedFile.write("header", places, from: [a, b], to: folder.path("sorted"), replacing: nil)
        #expect(folder.text(of: "sorted") == "header\n0 zero\n1 one\n2 two\n")
        #expect(try folder.names == ["a", "b", "sorted"])
    }
}
