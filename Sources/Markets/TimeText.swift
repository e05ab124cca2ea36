internal import Messages

/// A time as a text: seconds or milliseconds since 1970, or ISO 8601.
enum TimeText {
    /// How times are written.
    enum Unit: String, Sendable {
        case seconds
        case milliseconds
        case calendar = "ISO 8601"
    }

    struct Problem: Error {
        var message: String
    }

    /// The latest time: the year 2286.
    private static let latest: UInt64 = 10_000_000_000

    /// - Parameter unit: How the times before were written; nil for the first.
    static func seconds(_ text: String, unit: Unit?) throws(Problem) -> (UInt64, Unit?) {
        let isWhole = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        let found: (time: UInt64, unit: Unit)
        if isWhole, let number = UInt64(text) {
            found = number <= latest ? (number, .seconds) : (number / 1000, .milliseconds)
        } else if let time = calendar(text) {
            found = (time, .calendar)
        } else {
            throw Problem(
                message: "\"\(shortened(text))\" is not a time; give seconds or milliseconds since 1970, such as"
                    + " 1600000000, or 2020-09-13T12:26:40Z")
        }
        guard found.time <= latest else { throw Problem(message: "\(shortened(text)) lies after the year 2286") }
        if let unit, unit != found.unit {
            throw Problem(
                message: "\(shortened(text)) is in \(found.unit.rawValue), the lines before in \(unit.rawValue); write"
                    + " all times alike")
        }
        return (found.time, found.unit)
    }

    /// "2021-02-21", "2021-02-21 10:30", "2021-02-21T10:30:00.5Z", "…+02:00"; without a zone it is UTC.
    private static func calendar(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            return bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        guard bytes.count >= 10, bytes[4] == 45, bytes[7] == 45, let year = number(0..<4), let month = number(5..<7),
            let day = number(8..<10), (1970...2286).contains(year), (1...12).contains(month),
            (1...days(in: month, of: year)).contains(day)
        else { return nil }
        var seconds = dayNumber(year, month, day) * 86400
        var place = 10
        if place < bytes.count {
            guard bytes[place] == 84 || bytes[place] == 32, let hour = number(11..<13), hour < 24, bytes.count >= 16,
                bytes[13] == 58, let minute = number(14..<16), minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60
            place = 16
            if place < bytes.count, bytes[place] == 58 {
                guard let second = number(17..<19), second < 60 else { return nil }
                seconds += second
                place = 19
                // A part of a second is cut off.
                if place < bytes.count, bytes[place] == 46 {
                    place += 1
                    while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
                }
            }
            guard let offset = offset(bytes[place...]) else { return nil }
            seconds -= offset
        }
        return UInt64(exactly: seconds)
    }

    /// Seconds east of UTC: "", "Z", "+02:00" or "-0530"; nil for what is none.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        if zone.isEmpty || zone.elementsEqual([90]) { return 0 }
        guard let sign = zone.first, sign == 43 || sign == 45 else { return nil }
        let digits = zone.dropFirst().filter { $0 != 58 }
        guard digits.count == 4, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.map { Int($0 - 48) }
        let (hours, minutes) = (number[0] * 10 + number[1], number[2] * 10 + number[3])
        return hours < 24 && minutes < 60 ? (sign == 43 ? 1 : -1) * (hours * 3600 + minutes * 60) : nil
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int, of year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let past = year - 1
        let years = past * 365 + past / 4 - past / 100 + past / 400 - 719_162
        return years + (1..<month).reduce(0) { $0 + days(in: $1, of: year) } + day - 1
    }
}
