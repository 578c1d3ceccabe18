import Cairn
import LessonKit

/// A free text field that 1095 people filled in their own way, made into numbers.
struct Cleaning: Lesson {
    let name = "cleaning"
    let title = "Cleaning a messy real file"
    let summary =
        "1095 students typed their height into a free field. Feet, inches, centimetres, commas, words and nonsense become one column of inches."
    let topics = ["Stage 1 · item 3 File I/O, exceptions, encoding problems", "Stage 1 · item 7 Pandas"]
    let budget = Budget(seconds: 10, megabytes: 150)
    let target = Target("share of the answers that could be read", atLeast: 0.96)

    func run(_ page: inout Narrator) throws -> Double {
        var heights = loadReportedHeights()
        page.heading("Look before you clean")
        page.text(
            "A reader that guesses types calls this column text, and so it is: one answer in fourteen is no number."
        )
        let typed = heights["height"].strings.map { $0 ?? "" }
        let isNumber = typed.map { Double($0) != nil }
        page.code("\(heights.filter(isNumber.map { !$0 }).head(12))")
        page.text(
            "And a number need not be a height in inches. The smallest and largest of those that are numbers:"
        )
        let numbers = typed.compactMap(Double.init).sorted()
        page.code("\(numbers.prefix(8))  …  \(numbers.suffix(8))")
        page.heading("Rules, the sure ones first")
        page.text(
            "A rule reads an answer or passes it on. Nobody's height is guessed from nothing: an answer that could mean two things, or nothing, is missing, which is a value that every later step knows."
        )
        let readings = typed.map(HeightReading.init)
        page.table(
            ["rule", "answers", "for example"],
            rows: HeightReading.Rule.allCases.map { rule in
                let places = readings.indices.filter { readings[$0].rule == rule }
                let unusual = places.first { !isNumber[$0] } ?? places.first
                return [rule.rawValue, "\(places.count)", unusual.map { typed[$0] } ?? ""]
            })
        heights["inches"] = Column(readings.map(\.inches))
        heights["rule"] = Column(categories: readings.map(\.rule.rawValue))
        draw(before: numbers, after: heights.vector("inches").filter { !$0.isNaN }, &page)
        page.heading("What is left")
        let bySex = try heights.grouped(by: "sex").aggregate(
            .rows(), .count("inches"), .mean("inches"), .standardDeviation("inches"))
        page.code("\(bySex)")
        page.text(
            "The mean of everything that is a number, as it was typed, would have been \(Vector(numbers).mean().fixed(1)) inches."
        )
        // The same rules in Python, with re and pandas.
        let reference = [64.94505360187415, 69.34675610410491]
        let error = zip(bySex.vector("inches_mean"), reference).map { Swift.abs($0 - $1) }.max() ?? .nan
        page.check(Target("means by sex, off the same rules in Python by", atMost: 1e-12), score: error)
        let missing = heights["inches"].missingCount
        page.text(
            "\(missing) answers stay missing. Read them in the file, and see whether you would have known.")
        return 1 - Double(missing) / Double(heights.rowCount)
    }

    private func draw(before: [Double], after: [Double], _ page: inout Narrator) {
        var panels = Panels(columns: 2, width: 760, height: 340)
        panels[0, 0].title = "Numbers as they were typed"
        panels[0, 0].xLabel = "up to 250"
        panels[0, 0].histogram(before.filter { $0 <= 250 }, bins: .count(50))
        panels[0, 1].title = "Heights"
        panels[0, 1].xLabel = "inches"
        panels[0, 1].histogram(after, bins: .count(34))
        page.figure(panels, caption: "The same answers before and after.")
        page.youShouldSee("three heaps on the left, feet, inches and centimetres; and one hill on the right.")
    }
}

/// What an answer means in inches, and by which rule.
struct HeightReading {
    enum Rule: String, CaseIterable {
        case inches, centimetres, metres
        case feetAndInches = "feet and inches"
        case feetAndDecimals = "feet with a fraction"
        case unreadable
    }

    let inches: Double?
    let rule: Rule

    init(_ answer: String) {
        var text = answer.lowercased()
        for (word, digit) in [("five", "5"), ("six", "6"), ("eight", "8")] {
            text = text.split(separator: word, omittingEmptySubsequences: false).joined(separator: digit)
        }
        (inches, rule) = HeightReading.feet(text) ?? HeightReading.number(text) ?? (nil, .unreadable)
    }

    /// `5'11"`, `5 feet 7inches`, `5 .11`, `5,8`, `6 04`; a fraction of feet where there would be twelve inches or more.
    private static func feet(_ text: String) -> (Double?, Rule)? {
        if let found = text.prefixMatch(
            of: /\s*([4-7])\s*(?:feet|foot|ft|')\s*(?:and\s*)?(\d{1,2}(?:\.\d+)?)?/)
        {
            let inches = found.2.flatMap { Double($0) } ?? 0
            return inches < 12 ? ((Double(found.1) ?? 0) * 12 + inches, .feetAndInches) : (nil, .unreadable)
        }
        guard let found = text.wholeMatch(of: /\s*([4-7])(?:\s*[.,]\s*|\s+)(\d{1,2})\s*/) else { return nil }
        let inches = Double(found.2) ?? 0
        if inches < 12 { return ((Double(found.1) ?? 0) * 12 + inches, .feetAndInches) }
        return ((Double("\(found.1).\(found.2)") ?? 0) * 12, .feetAndDecimals)
    }

    /// A number alone: its size tells the unit.
    private static func number(_ text: String) -> (Double?, Rule)? {
        guard let found = text.wholeMatch(of: /\s*(\d+)(?:[.,](\d+))?\s*(cm|")?\s*/) else { return nil }
        let number = Double("\(found.1).\(found.2 ?? "0")") ?? .nan
        if found.3 == "cm" { return (number / 2.54, .centimetres) }
        switch number {
        case 4...7: return (number * 12, .feetAndDecimals)
        case 50...84: return (number, .inches)
        case 1.3...2.2: return (number * 100 / 2.54, .metres)
        case 130...220: return (number / 2.54, .centimetres)
        default: return nil
        }
    }
}
