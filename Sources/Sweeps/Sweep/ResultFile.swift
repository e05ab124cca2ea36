internal import Files
internal import Foundation

/// The file that a sweep's results are appended to, locked as long as it is open.
///
/// A line is written as a whole and counts once its end is there, so that nothing is lost but the line that was being
/// written when the process or the machine stopped.
struct ResultFile: Sendable {
    let path: String
    let header: SweepHeader
    /// How many of the shard's runs are done.
    private(set) var doneCount = 0

    private let file: FileDescriptor
    private var places: [LinePlace] = []
    private var isDone: [Bool]
    private var size = 0
    private var isSorted = true

    /// Opens or makes the file, and reads how far an earlier sweep came.
    init(path: String, header: SweepHeader) throws(SweepError) {
        self.path = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        self.header = header
        isDone = Array(repeating: false, count: header.grid.runCount)
        do throws(FileError) {
            file = try Self.open(self.path)
        } catch {
            throw .unwritable(file: path, message: error.message)
        }
        do throws(FileError) {
            try load()
        } catch {
            throw .unreadable(file: path, message: error.message)
        }
    }

    /// The file, and its lock. Who had the lock before may have put a sorted file in its place meanwhile.
    private static func open(_ path: String) throws(FileError) -> FileDescriptor {
        while true {
            let file = try FileDescriptor(path, flags: O_RDWR | O_CREAT)
            guard try file.lock() else {
                throw file.error("another sweep is writing it; wait for its end, or name another file")
            }
            if file.isAt(path) { return file }
        }
    }

    /// Lets another sweep write the file.
    func unlock() { file.unlock() }

    private mutating func load() throws(FileError) {
        var reader = LineReader(file)
        let line = header.line
        guard let first = try reader.next(), first.isWhole else { return try begin(line) }
        if first.bytes != Array(line.utf8) { throw refusal(SweepHeader(line: first.bytes), header) }
        size = first.end
        var number = 1
        while let line = try reader.next() {
            number += 1
            let record = line.isWhole ? SweepRecord(line: line.bytes, in: header.grid) : nil
            if let record, header.shard.contains(record.run), !isDone[record.run] {
                note(record.run, at: line.offset, length: line.bytes.count)
                size = line.end
            } else if try reader.next() == nil {
                // The last line was being written when an earlier sweep was stopped.
                break
            } else {
                throw file.error(
                    "line \(number) is not a run of this grid, or stands twice; begin a new file")
            }
        }
        try file.truncate(to: size)
    }

    /// Writes the header into a file that is empty, or has no more than the beginning of one.
    private mutating func begin(_ line: String) throws(FileError) {
        let bytes = Array((line + "\n").utf8)
        let present = file.size
        guard present < bytes.count, try file.read(present, at: 0).elementsEqual(bytes.prefix(present)) else {
            throw file.error("not a result file; name another")
        }
        try file.write(bytes, at: 0)
        size = bytes.count
    }

    private func refusal(_ found: SweepHeader?, _ wanted: SweepHeader) -> FileError {
        guard let found else { return file.error("not a result file; name another") }
        if found.gridHash != wanted.gridHash {
            return file.error(
                "has results of another grid (\(found.gridHash.prefix(8)), this is"
                    + " \(wanted.gridHash.prefix(8))); name another file")
        }
        if found.shard != wanted.shard {
            return file.error(
                "has shard \(found.shard) of this grid, not \(wanted.shard); name a file for each shard")
        }
        return file.error(
            "was begun by \(found.program), this is \(wanted.program), which may come to other bits; go on with"
                + " that one, or name another file")
    }

    /// Whether a run is in the file.
    func contains(_ run: Int) -> Bool { isDone[run] }

    private mutating func note(_ run: Int, at offset: Int, length: Int) {
        if let last = places.last, last.run > run { isSorted = false }
        places.append(LinePlace(run: run, offset: offset, length: length))
        isDone[run] = true
        doneCount += 1
    }

    /// Appends a run.
    mutating func append(_ record: SweepRecord) throws(FileError) {
        let bytes = Array((record.line + "\n").utf8)
        try file.write(bytes, at: size)
        note(record.run, at: size, length: bytes.count - 1)
        size += bytes.count
    }

    /// Puts the lines in the order of runs.
    mutating func sort() throws(FileError) {
        if isSorted { return try file.synchronize() }
        try SortedFile.write(header.line, places, from: [file], to: path, replacing: file)
    }
}
