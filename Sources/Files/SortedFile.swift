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
    package static func write(
        _ header: String, _ places: [LinePlace], from files: [FileDescriptor], to path: String
    ) throws(FileError) {
        let draft = path + ".sorting"
        do throws(FileError) {
            let file = try FileDescriptor(draft, flags: O_RDWR | O_CREAT | O_TRUNC)
            if let mode = files.first?.status?.st_mode { fchmod(file.number, mode & 0o777) }
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
            guard rename(draft, path) == 0 else { throw file.systemError }
        } catch {
            unlink(draft)
            throw error
        }
    }
}
