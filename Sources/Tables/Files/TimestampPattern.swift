/// Dates and times as a `strptime` pattern writes them, such as `"%d.%m.%Y %H:%M"`.
///
/// Known: `%Y %y %m %d %j %H %I %M %S %f %p %b %B %z %%`; other characters stand for themselves, and a space for any number
/// of them.
/// `%y` from 69 on is of the last century, as POSIX has it; names of months are English, in any case.
struct TimestampPattern: Sendable {
    private let pattern: [UInt8]

    init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    private struct Parts {
        var year = 1970, month = 1, day = 1, dayOfYear: Int?, hour = 0, minute = 0, second = 0,
            microseconds = 0
        var isAfternoon: Bool?, offset = 0
    }

    /// The microseconds since 1970-01-01 00:00 UTC, or nil where the text does not fit.
    func parse(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        var cursor = Cursor(text: text, end: count), parts = Parts(), index = 0
        while index < pattern.count {
            let byte = pattern[index]
            if byte == UInt8(ascii: "%"), index + 1 < pattern.count {
                guard read(pattern[index + 1], &cursor, &parts) else { return nil }
                index += 2
                continue
            }
            index += 1
            if byte == 32 {
                cursor.skipSpaces()
            } else if !cursor.take(byte) {
                return nil
            }
        }
        return cursor.place == cursor.end ? TimestampPattern.microseconds(parts) : nil
    }

    private func read(_ directive: UInt8, _ cursor: inout Cursor, _ parts: inout Parts) -> Bool {
        let number = { (cursor: inout Cursor, digits: Int, range: ClosedRange<Int>) -> Int? in
            cursor.number(digits).flatMap { range.contains($0) ? $0 : nil }
        }
        func set(_ part: WritableKeyPath<Parts, Int>, _ value: Int?) -> Bool {
            guard let value else { return false }
            parts[keyPath: part] = value
            return true
        }
        switch Character(Unicode.Scalar(directive)) {
        case "Y": return set(\.year, number(&cursor, 4, 0...9999))
        case "y": return set(\.year, number(&cursor, 2, 0...99).map { $0 + ($0 < 69 ? 2000 : 1900) })
        case "m": return set(\.month, number(&cursor, 2, 1...12))
        case "d": return set(\.day, number(&cursor, 2, 1...31))
        case "j":
            parts.dayOfYear = number(&cursor, 3, 1...366)
            return parts.dayOfYear != nil
        case "H": return set(\.hour, number(&cursor, 2, 0...23))
        case "I": return set(\.hour, number(&cursor, 2, 1...12).map { $0 % 12 })
        case "M": return set(\.minute, number(&cursor, 2, 0...59))
        case "S": return set(\.second, number(&cursor, 2, 0...59))
        case "f": return set(\.microseconds, cursor.fraction())
        case "b", "B": return set(\.month, cursor.month())
        case "z": return set(\.offset, cursor.zone())
        case "p":
            let first = cursor.next().map { $0 | 0x20 }, second = cursor.next().map { $0 | 0x20 }
            parts.isAfternoon = first == UInt8(ascii: "p")
            return second == UInt8(ascii: "m") && (first == UInt8(ascii: "p") || first == UInt8(ascii: "a"))
        case "%": return cursor.take(directive)
        default: return false
        }
    }

    private static func microseconds(_ parts: Parts) -> Int64? {
        var days: Int
        if let dayOfYear = parts.dayOfYear {
            let length = 337 + Calendar.daysIn(month: 2, of: parts.year)
            guard dayOfYear <= length else { return nil }
            days = Calendar.days(year: parts.year, month: 1, day: 1) + dayOfYear - 1
        } else {
            guard parts.day <= Calendar.daysIn(month: parts.month, of: parts.year) else { return nil }
            days = Calendar.days(year: parts.year, month: parts.month, day: parts.day)
        }
        let hour = parts.hour % (parts.isAfternoon == nil ? 24 : 12) + (parts.isAfternoon == true ? 12 : 0)
        let seconds = days * 86_400 + hour * 3600 + parts.minute * 60 + parts.second - parts.offset
        return Int64(seconds) * 1_000_000 + Int64(parts.microseconds)
    }

    private struct Cursor {
        let text: UnsafePointer<UInt8>
        let end: Int
        var place = 0

        mutating func next() -> UInt8? {
            guard place < end else { return nil }
            place += 1
            return text[place - 1]
        }

        mutating func take(_ byte: UInt8) -> Bool { next() == byte }

        mutating func skipSpaces() {
            while place < end, text[place] == 32 { place += 1 }
        }

        /// One digit or more, at most `digits`.
        mutating func number(_ digits: Int) -> Int? {
            var value = 0, count = 0
            while count < digits, place < end, text[place] &- 48 <= 9 {
                value = value * 10 + Int(text[place] &- 48)
                place += 1
                count += 1
            }
            return count == 0 ? nil : value
        }

        mutating func fraction() -> Int? {
            let start = place
            guard var value = number(6) else { return nil }
            for _ in (place - start)..<6 { value *= 10 }
            return value
        }

        /// The number of a month from its name or the first three letters of it.
        mutating func month() -> Int? {
            var letters: [UInt8] = []
            while place < end, (97...122).contains(text[place] | 0x20) {
                letters.append(text[place] | 0x20)
                place += 1
            }
            let name = String(decoding: letters, as: UTF8.self)
            let index = TimestampPattern.months.firstIndex { $0 == name || $0.prefix(3) == name }
            return index.map { $0 + 1 }
        }

        /// `Z`, `+0100` or `+01:00` in seconds.
        mutating func zone() -> Int? {
            guard let sign = next() else { return nil }
            if sign == UInt8(ascii: "Z") { return 0 }
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(2), hours < 24
            else {
                return nil
            }
            if place < end, text[place] == UInt8(ascii: ":") { place += 1 }
            guard let minutes = number(2), minutes < 60 else { return nil }
            return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]
}
