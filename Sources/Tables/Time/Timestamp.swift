import LinearAlgebra

/// A point in time, to the microsecond, in UTC.
///
///     let lecture = Timestamp(year: 2026, month: 3, day: 1, hour: 14, minute: 30)
///     print(lecture, lecture.weekday)                  // 2026-03-01 14:30:00 7
///     print(lecture.truncated(to: .month))             // 2026-03-01
///     print(lecture.adding(1, .day))                   // 2026-03-02 14:30:00
///     print(Timestamp("2026-03-01T15:30+01:00") == lecture)    // true
///
/// The calendar is the Gregorian one at all times, without time zones, daylight saving or leap seconds. The range is about
/// 292 000 years to either side of 1970.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
    /// The microseconds since 1970-01-01 00:00 UTC.
    public var microseconds: Int64

    /// The time that many microseconds after 1970-01-01 00:00 UTC.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The time that many seconds after 1970-01-01 00:00 UTC, rounded to the microsecond.
    ///
    /// - Parameter seconds: Below 9.2·10¹² in size.
    public init(seconds: Double) {
        require(abs(seconds) < 9.2e12, "Timestamp(seconds:): \(seconds) is out of range")
        self.init(microseconds: Int64((seconds * 1e6).rounded()))
    }

    /// The time of a date and a time of day. O(1).
    ///
    /// - Parameters:
    ///   - year: -290 000 to 290 000.
    ///   - month: 1 to 12.
    ///   - day: 1 to the length of the month.
    ///   - hour: 0 to 23.
    ///   - minute: 0 to 59.
    ///   - second: 0 to 59.
    ///   - microsecond: 0 to 999 999.
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        let made = Timestamp.checked(year, month, day, hour, minute, second, microsecond)
        require(
            made != nil,
            "Timestamp: there is no \(year)-\(month)-\(day) \(hour):\(minute):\(second).\(microsecond)")
        self = made ?? Timestamp(microseconds: 0)
    }

    /// The time of the parts, `nil` where they are out of range.
    static func checked(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int, _ microsecond: Int
    ) -> Timestamp? {
        guard abs(year) <= 290_000, month >= 1, month <= 12, day >= 1,
            day <= Calendar.daysIn(month: month, of: year), hour >= 0, hour < 24, minute >= 0, minute < 60,
            second >= 0, second < 60, microsecond >= 0, microsecond < 1_000_000
        else { return nil }
        let days = Int64(Calendar.days(year: year, month: month, day: day))
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        return Timestamp(
            microseconds: days * Calendar.microsecondsPerDay + seconds * 1_000_000 + Int64(microsecond))
    }

    /// Earlier comes first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Timestamp {
    /// The days since 1970-01-01, and the microseconds since midnight.
    var daysAndRest: (days: Int, rest: Int) {
        let days = Calendar.floorDivide(Int(microseconds), Int(Calendar.microsecondsPerDay))
        return (days, Int(microseconds) - days * Int(Calendar.microsecondsPerDay))
    }

    /// The year.
    public var year: Int { Calendar.date(days: daysAndRest.days).year }
    /// The month, 1 to 12.
    public var month: Int { Calendar.date(days: daysAndRest.days).month }
    /// The day of the month, 1 to 31.
    public var day: Int { Calendar.date(days: daysAndRest.days).day }
    /// The hour, 0 to 23.
    public var hour: Int { daysAndRest.rest / 3_600_000_000 }
    /// The minute, 0 to 59.
    public var minute: Int { daysAndRest.rest / 60_000_000 % 60 }
    /// The second, 0 to 59.
    public var second: Int { daysAndRest.rest / 1_000_000 % 60 }
    /// The microsecond, 0 to 999 999.
    public var microsecond: Int { daysAndRest.rest % 1_000_000 }
    /// The quarter of the year, 1 to 4.
    public var quarter: Int { (month + 2) / 3 }
    /// The day of the week as in ISO 8601: 1 for Monday to 7 for Sunday.
    public var weekday: Int { Calendar.weekday(days: daysAndRest.days) }
    /// The day of the year, 1 to 366.
    public var dayOfYear: Int {
        let days = daysAndRest.days
        return days - Calendar.days(year: Calendar.date(days: days).year, month: 1, day: 1) + 1
    }
    /// The week of the year as in ISO 8601, 1 to 53: the first is the one with the year's first Thursday.
    public var week: Int {
        let days = daysAndRest.days, thursday = days - Calendar.weekday(days: days) + 4
        return (thursday - Calendar.days(year: Calendar.date(days: thursday).year, month: 1, day: 1)) / 7 + 1
    }
    /// Whether the time is midnight.
    public var isMidnight: Bool { microseconds % Calendar.microsecondsPerDay == 0 }
    /// The seconds since 1970-01-01 00:00 UTC.
    public var seconds: Double { Double(microseconds) / 1e6 }
}

/// A unit of the calendar.
public enum TimeUnit: String, Sendable, Hashable, CaseIterable, Codable {
    /// 60 of them are a minute.
    case second
    /// 60 seconds.
    case minute
    /// 60 minutes.
    case hour
    /// 24 hours.
    case day
    /// 7 days, from Monday on.
    case week
    /// A month of the calendar.
    case month
    /// Three months.
    case quarter
    /// A year of the calendar.
    case year

    /// How many microseconds a unit of fixed length has.
    var microseconds: Int64? {
        switch self {
        case .second: 1_000_000
        case .minute: 60_000_000
        case .hour: 3_600_000_000
        case .day: Calendar.microsecondsPerDay
        case .week: 7 * Calendar.microsecondsPerDay
        default: nil
        }
    }

    /// How many months a unit has that is counted in months.
    var months: Int? {
        switch self {
        case .month: 1
        case .quarter: 3
        case .year: 12
        default: nil
        }
    }
}

extension Timestamp {
    /// The beginning of the second, …, week (Monday), …, year that the time lies in. O(1).
    ///
    /// - Parameter unit: What to round down to.
    public func truncated(to unit: TimeUnit) -> Timestamp {
        if let months = unit.months {
            let date = Calendar.date(days: daysAndRest.days)
            let first = (date.month - 1) / months * months + 1
            return Timestamp(
                microseconds: Int64(Calendar.days(year: date.year, month: first, day: 1))
                    * Calendar.microsecondsPerDay)
        }
        let length = Int(unit.microseconds ?? 1)
        // Day 0 was a Thursday: weeks begin four days after it.
        let origin = unit == .week ? 4 * Int(Calendar.microsecondsPerDay) : 0
        let (shifted, overflow) = Int(microseconds).subtractingReportingOverflow(origin)
        require(!overflow, "Timestamp.truncated: \(microseconds) µs is out of range")
        return Timestamp(microseconds: Int64(Calendar.floorDivide(shifted, length) * length + origin))
    }

    /// The time so many units later, or earlier where `count` is negative. O(1).
    ///
    /// A month later is the same day of the next month, or its last day where it is shorter: 31 January and one month is 28 or
    /// 29 February.
    ///
    /// - Parameters:
    ///   - count: How many units.
    ///   - unit: The unit.
    public func adding(_ count: Int, _ unit: TimeUnit) -> Timestamp {
        if let months = unit.months {
            let (days, rest) = daysAndRest, date = Calendar.date(days: days)
            let month = date.year * 12 + date.month - 1 + count * months
            let year = Calendar.floorDivide(month, 12), monthOfYear = month - year * 12 + 1
            let day = min(date.day, Calendar.daysIn(month: monthOfYear, of: year))
            let start = Int64(Calendar.days(year: year, month: monthOfYear, day: day))
            return Timestamp(microseconds: start * Calendar.microsecondsPerDay + Int64(rest))
        }
        let (span, overflow) = Int64(count).multipliedReportingOverflow(by: unit.microseconds ?? 1)
        let (sum, beyond) = microseconds.addingReportingOverflow(span)
        require(
            !overflow && !beyond,
            "Timestamp.adding: \(count) \(unit)s from \(microseconds) µs is out of range")
        return Timestamp(microseconds: sum)
    }

    /// The seconds from one time to another.
    ///
    /// - Parameter other: The earlier time, for a positive result.
    public func seconds(since other: Timestamp) -> Double {
        (Double(microseconds) - Double(other.microseconds)) / 1e6
    }
}
