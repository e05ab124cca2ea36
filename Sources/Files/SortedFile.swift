internal import Foundation

/// Where a line of a result file stands.
package struct LinePlace: Sendable {
    package var run: Int
    /// Which of several files.
    package var file: Int
    package var offset: Int
    package var length: Int

    package init(run: Int, file: Int = 0, offset: Int, length: Int) {
        (self.run, self.file, self.offset, self.length) = (run, file, offset, length)
    }
}

/// Writes result files with their lines in the order of runs: the same bytes, however they came in.
package enum SortedFile {
    /// Writes a header and lines of other files to a path; all of it or nothing.
    ///
    /// - Parameters:
    ///   - header: The first line.
    ///   - places: Where the other lines are.
    ///   - files: Where they are read from.
    ///   - path: The file to write.
    ///   - old: The file that is there and locked by us, and whose place and mode the new one takes; nil where none is.
    /// - Throws: `FileError` where it can't be written; where another file took the path meanwhile, which is then left.
    package static func write(
        _ header: String, _ places: [LinePlace], from files: [FileDescriptor], to path: String,
        replacing old: FileDescriptor?
    ) throws(FileError) {
        do throws(OutputError) {
            let target = try LinkTarget(path)
            let place = try PrivatePlace(beside: target, named: path)
            do throws(FileError) {
                let file = try FileDescriptor(place.content, flags: O_RDWR | O_CREAT | O_EXCL)
                if let mode = old?.status?.st_mode { fchmod(file.number, mode & 0o7777) }
                try write(header, places, from: files, to: file)
                let held: FileDescriptor
                if let old { held = old } else { held = try reserve(target.path) }
                guard held.isAt(target.path) else {
                    throw held.error("another file was put in its place meanwhile; nothing was written")
                }
                guard rename(place.content, target.path) == 0 else { throw file.systemError }
            } catch {
                throw OutputError(path: path, message: error.message)
            }
        } catch {
            throw FileError(file: path, message: error.message)
        }
    }

    private static func write(
        _ header: String, _ places: [LinePlace], from files: [FileDescriptor], to file: FileDescriptor
    ) throws(FileError) {
        var bytes = Array((header + "\n").utf8)
        var offset = 0
        for place in places.sorted(by: { $0.run < $1.run }) {
            bytes += try files[place.file].read(place.length, at: place.offset)
            bytes.append(UInt8(ascii: "\n"))
            if bytes.count > 1 << 20 {
                try file.write(bytes, at: offset)
                offset += bytes.count
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try file.write(bytes, at: offset)
        try file.synchronize()
    }

    /// Makes an empty file where none is, and locks it, so that nobody else begins to write there meanwhile.
    private static func reserve(_ path: String) throws(FileError) -> FileDescriptor {
        let file = try FileDescriptor(path, flags: O_RDWR | O_CREAT | O_EXCL)
        guard try file.lock() else { throw file.error("another process is writing it; name another file") }
        return file
    }
}
