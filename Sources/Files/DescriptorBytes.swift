internal import Foundation

// Bytes from and to open descriptors. The descriptors of this module are the system's own, and paths are texts: what is
// mostly needed, locks, status, renaming and files without a name, swift-system leaves to the same calls.

/// The most that comes in one piece.
private let pieceSize = 1 << 18

/// What comes next, or stands at a position, as much as comes at once; empty at the end. Nil, with the reason in
/// `errno`, is where it can't be read.
func readPiece(_ descriptor: Int32, at offset: Int? = nil) -> [UInt8]? {
    var count = -1
    let piece = [UInt8](unsafeUninitializedCapacity: pieceSize) { bytes, used in
        repeat {
            count =
                offset.map { pread(descriptor, bytes.baseAddress, bytes.count, off_t($0)) }
                ?? read(descriptor, bytes.baseAddress, bytes.count)
        } while count < 0 && errno == EINTR
        used = max(0, count)
    }
    return count < 0 ? nil : piece
}

/// Writes all bytes, next or at a position; false, with the reason in `errno`, where that did not go.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil) -> Bool {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count =
            offset.map { pwrite(descriptor, rest.baseAddress, rest.count, off_t($0 + done)) }
            ?? write(descriptor, rest.baseAddress, rest.count)
        guard count >= 0 || errno == EINTR else { return false }
        done += max(0, count)
    }
    return true
}
