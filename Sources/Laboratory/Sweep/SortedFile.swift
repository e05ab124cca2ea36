internal import Foundation

/// Where a line of a result file stands.
struct LinePlace {
    var run: Int
    /// Which of several files.
    var file = 0
    var offset: Int
    var length: Int
}

/// Writes result files with their lines in the order of runs: the same bytes, however they came in.
enum SortedFile {
    /// Writes a header and lines of other files to a path; all of it or nothing.
    static func write(
        _ header: String, _ places: [LinePlace], from files: [FileDescriptor], to path: String
    ) throws(SweepFileError) {
        let draft = path + ".sorting"
        do throws(SweepFileError) {
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
            guard rename(draft, path) == 0 else { throw .system }
        } catch {
            unlink(draft)
            throw error
        }
    }
}
