import Tables
import Testing

@Suite struct TimestampTests {
    @Test func countsDaysThroughTheCenturies() {
        // Every 97th day from 1583 to 2400, against the calendar walked day by day.
        var time = Timestamp(year: 1583, month: 1, day: 1), year = 1583, month = 1, day = 1, weekday = 6
        while year < 2400 {
            #expect(time.year == year && time.month == month && time.day == day && time.weekday == weekday)
            #expect(Timestamp(year: year, month: month, day: day) == time)
            for _ in 0..<97 {
                day += 1
                weekday = weekday % 7 + 1
                let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                if day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
                    (day, month) = (1, month + 1)
                    if month > 12 { (month, year) = (1, year + 1) }
                }
            }
            time = time.adding(97, .day)
        }
    }

    @Test func readsAndWritesISO8601() {
        #expect(Timestamp("2026-03-01")?.description == "2026-03-01")
        #expect(Timestamp("2026-03-01T14:30")?.description == "2026-03-01 14:30:00")
        #expect(Timestamp("2026-03-01 14:30:05.25")?.description == "2026-03-01 14:30:05.250")
        #expect(Timestamp("2026-03-01 14:30:05.123456789")?.description == "2026-03-01 14:30:05.123456")
        #expect(Timestamp("2026-03-01T14:30:00+02:00") == Timestamp("2026-03-01T12:30Z"))
        #expect(Timestamp("1969-12-31T23:59:59.999999")?.microseconds == -1)
        let wrong = [
            "", "2026", "2026-3-1", "2026-02-29", "2026-13-01", "2026-00-10", "2026-03-01T",
            "2026-03-01T24:00",
            "2026-03-01T14:30:", "2026-03-01T14:30:05.", "2026-03-01x", "2026-03-01T14:30+", "20260301xx",
            "2026-03-01T14:30+9",
        ]
        for text in wrong { #expect(Timestamp(text) == nil, "\(text)") }
    }

    @Test func truncatesAndAdds() {
        let time = Timestamp(year: 2024, month: 8, day: 31, hour: 13, minute: 45, second: 59, microsecond: 7)
        #expect(time.truncated(to: .second).description == "2024-08-31 13:45:59")
        #expect(time.truncated(to: .minute).description == "2024-08-31 13:45:00")
        #expect(time.truncated(to: .hour).description == "2024-08-31 13:00:00")
        #expect(time.truncated(to: .day).description == "2024-08-31")
        #expect(time.truncated(to: .week).description == "2024-08-26")
        #expect(time.truncated(to: .month).description == "2024-08-01")
        #expect(time.truncated(to: .quarter).description == "2024-07-01")
        #expect(time.truncated(to: .year).description == "2024-01-01")
        #expect(time.adding(6, .month).truncated(to: .day).description == "2025-02-28")
        #expect(time.adding(-1, .year).day == 31 && time.adding(2, .week).day == 14)
        #expect(Timestamp(year: 1960, month: 1, day: 2).truncated(to: .week).description == "1959-12-28")
        #expect(time.seconds(since: time.adding(-1, .hour)) == 3600)
        #expect(time.dayOfYear == 244 && time.quarter == 3 && time.microsecond == 7)
    }
}
