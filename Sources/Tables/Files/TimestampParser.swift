/// Dates and times as ISO 8601 writes them, to microseconds since 1970-01-01 00:00 UTC.
///
/// `2024-02-29`, `2024/02/29`, either with `T` or a space and `13:45`, `13:45:01`, `13:45:01.123456`, and that with `Z`,
/// `+01:00` or `+0100`.
/// Without a zone, UTC. More than six digits of a second are cut. The calendar is the Gregorian one, years 0000 to 9999.
package enum TimestampParser {
    /// The microseconds, or nil where `text` as a whole is no date.
    @inline(__always)
    package static func parse(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard count >= 10 else { return nil }
        let separator = text[4]
        guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"), text[7] == separator else {
            return nil
        }
        guard let century = twoDigits(text), let year = twoDigits(text + 2), let month = twoDigits(text + 5),
            let day = twoDigits(text + 8)
        else { return nil }
        let fullYear = 100 * century + year
        guard month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= Calendar.daysIn(month: month, of: fullYear)
        else {
            return nil
        }
        let midnight = Int64(days(fullYear, month, day)) * 86_400_000_000
        if count == 10 { return midnight }
        guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            let time = time(text + 11, count - 11)
        else { return nil }
        // A zone can shift the time out of the years that four digits name.
        let sum = midnight + time
        return sum >= -62_167_219_200_000_000 && sum < 253_402_300_800_000_000 ? sum : nil
    }

    /// The days since 1970-01-01, for years from 0 on. Years start in March here, so that the leap day ends them.
    @inline(__always)
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = year &+ (month > 2 ? 400 : 399), monthFromMarch = month > 2 ? month &- 3 : month &+ 9
        let leapDays = shifted / 4 &- shifted / 100 &+ shifted / 400
        return 365 &* shifted &+ leapDays &+ (153 &* monthFromMarch &+ 2) / 5 &+ day &- 865_566
    }

    /// `13:45[:01[.123]][zone]`, in microseconds after midnight UTC.
    @inline(never)
    private static func time(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard count >= 5, text[2] == UInt8(ascii: ":"), let hour = twoDigits(text), hour < 24,
            let minute = twoDigits(text + 3), minute < 60
        else { return nil }
        var seconds = hour * 3600 + minute * 60, fraction = 0, index = 5
        if index + 2 < count, text[5] == UInt8(ascii: ":") {
            guard let second = twoDigits(text + 6), second < 60 else { return nil }
            seconds += second
            index = 8
            if index < count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") {
                index += 1
                let start = index
                var scale = 100_000
                while index < count, text[index] &- 48 <= 9 {
                    fraction += Int(text[index] &- 48) * scale
                    scale /= 10
                    index += 1
                }
                if index == start { return nil }
            }
        }
        guard let offset = zone(text + index, count - index) else { return nil }
        return Int64(seconds - offset) * 1_000_000 + Int64(fraction)
    }

    /// The seconds that a zone is ahead of UTC: of nothing, `Z`, `+01`, `+0100` or `+01:00`.
    private static func zone(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        if count == 0 || (count == 1 && text[0] == UInt8(ascii: "Z")) { return 0 }
        guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"), count >= 3,
            let hours = twoDigits(text + 1), hours < 24
        else { return nil }
        var minutes = 0
        switch count {
        case 3: break
        case 5:
            guard let read = twoDigits(text + 3) else { return nil }
            minutes = read
        case 6:
            guard text[3] == UInt8(ascii: ":"), let read = twoDigits(text + 4) else { return nil }
            minutes = read
        default: return nil
        }
        guard minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text[0] == UInt8(ascii: "-") ? -seconds : seconds
    }

    @inline(__always)
    private static func twoDigits(_ text: UnsafePointer<UInt8>) -> Int? {
        let tens = text[0] &- 48, ones = text[1] &- 48
        return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
    }
}
