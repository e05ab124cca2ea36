internal import Files
internal import Foundation

/// Puts the result files of a grid's shards together: the same bytes as those of a sweep that was not sharded.
public struct SweepMerge {
    /// Whose results the files have; the shard is the whole.
    public private(set) var header: SweepHeader?
    /// How many runs they have together.
    public var count: Int { places.count }

    private var files: [FileDescriptor] = []
    private var names: [String] = []
    private var places: [LinePlace] = []
    private var known: [Int: Int] = [:]

    /// Reads files; each may have any part of the runs, and a run may stand in several.
    ///
    /// - Throws: Where one can't be read, is of another grid or program, or has other results of the same run.
    public init(_ inputs: [String]) throws(SweepError) {
        for input in inputs {
            do throws(FileError) {
                try add(input)
            } catch {
                throw .unreadable(file: input, message: error.message)
            }
        }
    }

    private mutating func add(_ path: String) throws(FileError) {
        let file = try FileDescriptor(path, flags: O_RDONLY)
        var reader = LineReader(file)
        guard let first = try reader.next(), first.isWhole, var own = SweepHeader(line: first.bytes) else {
            throw file.error("not a result file; name files that vamm sweep wrote")
        }
        own.shard = .whole
        if let header, header != own {
            let difference = header.gridHash == own.gridHash ? "was made by \(own.program)" : "is of another grid"
            throw file.error("\(difference) than \(names[0]); merge files of one grid and program")
        }
        header = own
        files.append(file)
        names.append(path)
        var number = 1
        while let line = try reader.next() {
            number += 1
            if !line.isWhole { break }
            guard let record = SweepRecord(line: line.bytes, in: own.grid) else {
                throw file.error("line \(number) is not a run of this grid; sweep this part again")
            }
            try add(line, run: record.run)
        }
    }

    private mutating func add(_ line: LineReader.Line, run: Int) throws(FileError) {
        let place = LinePlace(run: run, file: files.count - 1, offset: line.offset, length: line.bytes.count)
        guard let index = known[run] else {
            known[run] = places.count
            return places.append(place)
        }
        let other = places[index]
        guard try files[other.file].read(other.length, at: other.offset) == line.bytes else {
            throw files[place.file].error(
                "run \(run) came to other results than in \(names[other.file]); one of the files is damaged,"
                    + " or one of the programs")
        }
    }

    /// The runs that no file has, as a text: "3, 7-12"; nil where all are there.
    public var missing: String? {
        var ranges: [String] = []
        var run = 0
        let total = header?.grid.runCount ?? 0
        while run < total {
            guard known[run] == nil else {
                run += 1
                continue
            }
            let start = run
            while run < total, known[run] == nil { run += 1 }
            if ranges.count == 12 { return ranges.joined(separator: ", ") + ", …" }
            ranges.append(run - start == 1 ? "\(start)" : "\(start)-\(run - 1)")
        }
        return ranges.isEmpty ? nil : ranges.joined(separator: ", ")
    }

    /// Writes all runs, in order, to a file.
    ///
    /// A result file that is there is replaced; any other file is left alone.
    ///
    /// - Throws: Where runs are missing; nothing is written then. Where the file is one of those that were read, is no
    ///   result file, is being written by somebody else, or can't be written.
    public func write(to path: String) throws(SweepError) {
        guard let header else { throw .incomplete("no files to merge; name some") }
        if let missing {
            throw .incomplete(
                "\(header.grid.runCount - count) of \(header.grid.runCount) runs are missing (\(missing));"
                    + " sweep these parts to their end, or name their files too")
        }
        do throws(FileError) {
            let old = try lockedFile(at: path)
            try SortedFile.write(header.line, places, from: files, to: path, replacing: old)
        } catch {
            throw .unwritable(file: path, message: error.message)
        }
    }

    /// The file that is at a path, locked, so that no sweep writes to it meanwhile; nil where there is none.
    private func lockedFile(at path: String) throws(FileError) -> FileDescriptor? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if files.contains(where: { $0.isAt(path) }) {
            throw FileError(file: path, message: "that is one of the files to merge; name another")
        }
        // Asked before it is opened: a pipe would be waited for.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(file: path, message: "not a regular file; name another")
        }
        let file = try FileDescriptor(path, flags: O_RDWR)
        guard try file.lock() else {
            throw file.error("another process is writing it; wait for its end, or name another file")
        }
        var reader = LineReader(file)
        guard let first = try reader.next() else { return file }
        guard first.isWhole, SweepHeader(line: first.bytes) != nil else {
            throw file.error("not a result file, and not replaced; name another")
        }
        return file
    }
}
