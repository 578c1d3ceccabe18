// Times as text: ISO 8601 (2019), read strictly.

extension Timestamp: CustomStringConvertible {
    /// The date alone at midnight; else date and time, with as many places of the second as it takes: `2026-03-01 14:30:00`.
    public var description: String {
        let (days, rest) = daysAndRest, date = Calendar.date(days: days)
        let year = date.year < 0 ? "-" + Timestamp.padded(-date.year, 4) : Timestamp.padded(date.year, 4)
        let day = "\(year)-\(Timestamp.padded(date.month, 2))-\(Timestamp.padded(date.day, 2))"
        if rest == 0 { return day }
        let time = [hour, minute, second].map { Timestamp.padded($0, 2) }.joined(separator: ":")
        let fraction = rest % 1_000_000
        if fraction == 0 { return "\(day) \(time)" }
        let digits = Timestamp.padded(fraction, 6)
        return "\(day) \(time).\(fraction % 1000 == 0 ? String(digits.prefix(3)) : digits)"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// The time of an ISO 8601 text, `nil` where it is none.
    ///
    /// A date, `2026-03-01`, or a date and a time, `2026-03-01T14:30`, `2026-03-01 14:30:05.25`, `2026-03-01T14:30Z`,
    /// `2026-03-01T14:30+01:00`. Without an offset the time is UTC; digits beyond the microsecond are dropped.
    ///
    /// - Parameter text: The text, without blanks around it.
    public init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { Timestamp(parsing: $0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The time of an ISO 8601 text in UTF-8, `nil` where it is none. Allocates nothing.
    package init?(parsing text: UnsafeBufferPointer<UInt8>) {
        var reader = DigitReader(text: text)
        guard text.count >= 10, let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2)
        else { return nil }
        var hour = 0, minute = 0, second = 0, microsecond = 0, offset = 0
        if !reader.isAtEnd {
            guard reader.skip("T") || reader.skip(" "), let hours = reader.number(2), reader.skip(":"),
                let minutes = reader.number(2)
            else { return nil }
            (hour, minute) = (hours, minutes)
            if reader.skip(":") {
                guard let seconds = reader.number(2) else { return nil }
                second = seconds
                if reader.skip(".") {
                    guard let fraction = reader.fraction() else { return nil }
                    microsecond = fraction
                }
            }
            guard let found = reader.offset(), reader.isAtEnd else { return nil }
            offset = found
        }
        guard let time = Timestamp.checked(year, month, day, hour, minute, second, microsecond) else {
            return nil
        }
        self.init(microseconds: time.microseconds - Int64(offset) * 60_000_000)
    }
}

/// Reads digits and signs one after another.
private struct DigitReader {
    let text: UnsafeBufferPointer<UInt8>
    var place = 0

    var isAtEnd: Bool { place == text.count }

    mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        guard place < text.count, text[place] == UInt8(truncatingIfNeeded: letter.value) else { return false }
        place += 1
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        guard place + digits <= text.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            let digit = Int(text[place]) - 48
            guard digit >= 0, digit <= 9 else { return nil }
            value = value * 10 + digit
            place += 1
        }
        return value
    }

    /// The digits after the point as microseconds.
    mutating func fraction() -> Int? {
        var value = 0, digits = 0
        while place < text.count, text[place] >= 48, text[place] <= 57 {
            if digits < 6 { value = value * 10 + Int(text[place]) - 48 }
            digits += 1
            place += 1
        }
        guard digits > 0 else { return nil }
        for _ in 0..<max(0, 6 - digits) { value *= 10 }
        return value
    }

    /// The minutes ahead of UTC: none, `Z`, `+hh`, `+hhmm` or `+hh:mm`.
    mutating func offset() -> Int? {
        if isAtEnd || skip("Z") { return 0 }
        let isBehind = skip("-")
        guard isBehind || skip("+"), let hours = number(2), hours < 24 else { return nil }
        if isAtEnd { return isBehind ? -hours * 60 : hours * 60 }
        _ = skip(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return (isBehind ? -1 : 1) * (hours * 60 + minutes)
    }
}
