import Tables

/// Something about a table that is easily overlooked.
public struct ProfileWarning: Sendable, Equatable {
    /// How much it matters.
    public enum Level: Int, Sendable, Comparable {
        /// Good to know.
        case note
        /// Likely to spoil results.
        case warning

        /// A note comes before a warning.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// What it is, in a few words.
    public enum Kind: String, Sendable {
        /// Every value is the same.
        case constant
        /// There is no value at all.
        case empty
        /// Half of the values or more are missing.
        case mostlyMissing = "mostly missing"
        /// A twentieth of the values or more are missing.
        case missing
        /// Every value occurs once.
        case unique
        /// Text with very many different values.
        case highCardinality = "high cardinality"
        /// Nearly all rows have the same value.
        case imbalance
        /// A long tail on one side.
        case skew
        /// Half of the numbers or more are 0.
        case zeros
        /// Infinite numbers.
        case infinities
        /// Text or whole numbers that look like dates.
        case possibleDates = "possible dates"
        /// Text that is mostly numbers.
        case possibleNumbers = "possible numbers"
        /// Text with spaces at an end.
        case spaces
        /// Two columns that nearly determine each other.
        case correlation
        /// Rows that occur more than once.
        case duplicates
        /// What happened while the file was read.
        case reading
    }

    /// What it is.
    public var kind: Kind
    /// How much it matters.
    public var level: Level
    /// The column, or `nil` where it concerns the table.
    public var column: String?
    /// The facts, in a sentence.
    public var text: String

    static func about(_ profile: ColumnProfile, _ column: Column) -> [ProfileWarning] {
        var found: [ProfileWarning] = []
        func add(_ kind: Kind, _ level: Level, _ text: String) {
            found.append(ProfileWarning(kind: kind, level: level, column: profile.name, text: text))
        }
        let rows = profile.rows, present = rows - profile.missing
        guard rows > 0 else { return [] }
        if present == 0 {
            add(.empty, .warning, "has no value at all")
            return found
        }
        let missing = Double(profile.missing) / Double(rows)
        if missing >= 0.5 {
            add(.mostlyMissing, .warning, "\(percent(missing)) of the values are missing")
        } else if missing >= 0.05 {
            add(.missing, .note, "\(percent(missing)) of the values are missing")
        }
        if profile.distinct == 1, present > 1 {
            add(.constant, .warning, "is always \(profile.top.first?.value ?? "the same")")
        }
        let isText = profile.type == .text
        if present > 10, profile.distinct == present, isText || profile.type == .integer {
            add(.unique, .note, "no value occurs twice: an identifier?")
        } else if isText, profile.distinct > 50, profile.distinct * 2 > present {
            add(.highCardinality, .note, "\(profile.distinct) different texts in \(counted(present, "row"))")
        }
        if let top = profile.top.first, profile.distinct > 1, present >= 20, profile.type != .number {
            let share = Double(top.count) / Double(present)
            if share >= 0.95 { add(.imbalance, .warning, "\(percent(share)) of the values are \(top.value)") }
        }
        numbers(profile, present, add)
        texts(profile, column, add)
        return found
    }

    private static func numbers(
        _ profile: ColumnProfile, _ present: Int, _ add: (Kind, Level, String) -> Void
    ) {
        guard let summary = profile.summary else { return }
        if abs(summary.skewness) > 2, profile.distinct > 2 {
            let side = summary.skewness > 0 ? "right" : "left"
            add(.skew, .note, "a long tail to the \(side): skewness \(rounded(summary.skewness))")
        }
        let zeros = Double(summary.zeros) / Double(present)
        if zeros >= 0.5, profile.distinct > 2 { add(.zeros, .note, "\(percent(zeros)) of the values are 0") }
        if summary.infinities > 0 {
            add(.infinities, .warning, counted(summary.infinities, "infinite value"))
        }
        if profile.type == .integer, let low = summary.quantiles.first, let high = summary.quantiles.last,
            low >= 19_000_101, high <= 21_001_231, profile.values.prefix(1000).allSatisfy(isDayNumber)
        {
            add(.possibleDates, .note, "whole numbers like \(Int(low)) may be dates")
        }
    }

    private static func isDayNumber(_ value: Double) -> Bool {
        let number = Int(value), month = number / 100 % 100, day = number % 100
        return month >= 1 && month <= 12 && day >= 1 && day <= 31
    }

    private static func texts(
        _ profile: ColumnProfile, _ column: Column, _ add: (Kind, Level, String) -> Void
    ) {
        guard case .texts(let texts) = column.storage else { return }
        let present = (0..<texts.count).lazy.filter { !column.isMissing(at: $0) }
        let sample = present.prefix(5000).map { texts[$0] }
        let spaced = sample.count { $0.hasPrefix(" ") || $0.hasSuffix(" ") }
        if spaced > 0 {
            add(
                .spaces, .note,
                "\(spaced) of the first \(counted(sample.count, "text")) have a space at an end")
        }
        let date = /\s*\d{1,4}[.\/\-]\d{1,2}[.\/\-]\d{1,4}([ T].*)?/
        let dates = sample.count { $0.wholeMatch(of: date) != nil }
        if sample.count >= 5, dates * 10 >= sample.count * 9 {
            add(
                .possibleDates, .note,
                "texts like \(sample[0]) may be dates: `CSVOptions.timestampPatterns` reads them")
        } else if let odd = sample.first(where: { !isNumber($0) }) {
            let numbers = sample.count(where: isNumber)
            if sample.count >= 5, numbers * 5 >= sample.count * 4 {
                let share = percent(Double(numbers) / Double(sample.count))
                add(.possibleNumbers, .warning, "\(share) of the texts are numbers, but not \"\(odd)\"")
            }
        }
    }

    /// Whether a text is a finite number: `inf` and `nan` are words.
    private static func isNumber(_ text: String) -> Bool { Double(text)?.isFinite ?? false }

    static func percent(_ share: Double) -> String {
        let percent = 100 * share
        return percent >= 10 || percent == 0
            ? "\(Int(percent.rounded())) %" : "\(NumberFormat.twoDigits(percent)) %"
    }

    /// Three digits that count.
    static func rounded(_ value: Double) -> String { NumberFormat.short(value) }
}
