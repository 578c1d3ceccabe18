/// The Gregorian calendar as arithmetic on days since 1970-01-01.
///
/// A year that begins in March has its odd day at the end, so that the days before each month follow one formula:
/// (153·m + 2)/5. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
enum Calendar {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// The days from 1970-01-01 to a date; the month may lie outside 1...12 and carries into the year.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let monthFromZero = month - 1, carried = floorDivide(monthFromZero, 12)
        let year = year + carried, month = monthFromZero - carried * 12 + 1
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400), yearOfEra = shifted - era * 400
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date that many days after 1970-01-01.
    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097), dayOfEra = shifted - era * 146_097
        let leaps = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func daysIn(month: Int, of year: Int) -> Int {
        month == 2
            ? (isLeap(year) ? 29 : 28) : (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31)
    }

    /// 1 for Monday to 7 for Sunday.
    static func weekday(days: Int) -> Int {
        let place = (days + 3) % 7
        return (place < 0 ? place + 7 : place) + 1
    }

    /// The largest integer that is not above the quotient.
    @inline(__always)
    static func floorDivide(_ left: Int, _ right: Int) -> Int {
        let quotient = left / right
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient
    }
}
