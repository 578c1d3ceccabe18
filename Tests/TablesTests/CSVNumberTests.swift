import Randomness
import Tables
import TestSupport
import Testing

@Suite struct CSVNumberTests {
    private func numbers(_ texts: [String]) throws -> [Double] {
        var options = CSVOptions()
        options.types = ["x": .number]
        let frame = try DataFrame(csvText: "x\n" + texts.joined(separator: "\n"), options)
        return Array(frame.columns[0].doubles)
    }

    /// Swift's own conversion is the C library's, which is correctly rounded.
    @Test func roundsEveryNumberToTheNearest() throws {
        var generator = Generator(seed: 11)
        var texts: [String] = []
        for _ in 0..<40_000 {
            let bits = generator.next()
            let value = Double(bitPattern: bits)
            if value.isFinite { texts.append("\(value)") }
            let digits = String(bits) + String(generator.next())
            let length = Int(generator.next() % 40) + 1
            let exponent = Int(generator.next() % 700) - 350
            texts.append("\(digits.prefix(length))e\(exponent)")
            texts.append("-0.\(digits.prefix(length))")
            texts.append("\(digits.prefix(length % 12 + 1)).\(digits.suffix(length))E+\(abs(exponent) / 8)")
        }
        let read = try numbers(texts)
        let wrong = zip(texts, read).filter { Double($0.0)?.bitPattern != $0.1.bitPattern }
        #expect(wrong.isEmpty, "\(wrong.prefix(5).map { "\($0.0) → \($0.1)" })")
        #expect(
            Parity.holds(
                "Tables", "DataFrame.init(csv:)", against: "glibc strtod",
                on: "\(texts.count) random decimals",
                measure: "numbers that differ", tolerance: 0, error: Double(wrong.count)))
    }

    @Test func roundsHardNumbers() throws {
        let texts = [
            "9007199254740993", "9007199254740992.99999999999999999999", "2.2250738585072011e-308",
            "2.2250738585072014e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
            "2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623159e308", "1e400", "1e-400",
            "0.000000000000000000000000000000000000001", "5e-324", "3e-324", "2e-324", "8.5e22", "1e23",
            "179769313486231580793728971405301e276", "6929495644600919.5", "3.7455744005952583e15",
            "0." + String(repeating: "0", count: 400) + "1e400", String(repeating: "9", count: 400),
            "1" + String(repeating: "0", count: 300), ".5", "5.", "+5", "-0", "000000000000000000000000001",
            "7.2057594037927933e16", "1e999999999999999999999", "1e-999999999999999999999",
        ]
        let read = try numbers(texts)
        for (text, value) in zip(texts, read) {
            #expect(Double(text)?.bitPattern ?? 0 == value.bitPattern, "\(text): \(value)")
        }
        #expect(
            try numbers(["inf", "-Infinity", "+INF", " 1.5 "]) == [.infinity, -.infinity, .infinity, 1.5])
        for text in [".", "-", "1e", "1e+", "--1", "1.2.3", "0x10", "1 2", "1_000", "e5", "１"] {
            #expect(throws: CSVError.self) { try numbers([text]) }
        }
    }

    @Test func readsTheLimitsOfWholeNumbers() throws {
        let frame = try DataFrame(csvText: "x\n9223372036854775807\n-9223372036854775808\n+7\n007\n -0 \n")
        #expect(frame.columns[0].integers == [.max, .min, 7, 7, 0])
        #expect(try DataFrame(csvText: "x\n9223372036854775808\n").columns[0].type == .text)
    }

    @Test func readsDates() throws {
        let texts = [
            "1970-01-01", "2000-02-29", "1900-02-28", "0000-03-01", "9999-12-31", "2024/12/31 23:59",
            "2024-12-31T23:59:59.123456789Z", "2024-12-31T00:30:00+01:00", "1969-12-31 23:59:59.5",
        ]
        let frame = try DataFrame(csvText: "x\n" + texts.joined(separator: "\n"))
        #expect(
            frame.columns[0].timestamps.map { $0?.description } == [
                "1970-01-01", "2000-02-29", "1900-02-28", "0000-03-01", "9999-12-31", "2024-12-31 23:59:00",
                "2024-12-31 23:59:59.123456", "2024-12-30 23:30:00", "1969-12-31 23:59:59.500",
            ])
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "2024-01-01T25:00", "1900-02-29"] {
            #expect(try DataFrame(csvText: "x\n\(text)").columns[0].type == .text)
        }
    }
}
