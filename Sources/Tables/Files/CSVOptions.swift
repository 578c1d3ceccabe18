/// How a CSV file is written, and what is made of it.
///
/// The defaults read what RFC 4180 describes and what pandas' `read_csv` reads: commas, quotation marks, names in the first
/// row, types
/// that are found out.
///
///     var options = CSVOptions()
///     options.separator = .character(";")
///     options.decimalMark = ","
///     options.types["postcode"] = .text
public struct CSVOptions: Sendable {
    /// What stands between two fields.
    public enum Separator: Sendable, Equatable {
        /// One ASCII character, such as `","`, `";"` or `"\t"`.
        case character(Character)
        /// That one of comma, semicolon, tab and bar which cuts the first rows into the most fields, the same number in each.
        case detected
    }

    /// Where the names of the columns come from.
    public enum Header: Sendable, Equatable {
        /// The first row.
        case firstRow
        /// The first row is data already; the columns are called `"0"`, `"1"` and so on.
        case numbered
        /// The first row is data already; these are the names.
        case names([String])
        /// The first row holds names, which these replace.
        case replaced([String])
    }

    /// The bytes of the characters.
    public enum Encoding: Sendable, Equatable {
        /// What a byte-order mark says; else UTF-16 where every other byte of the beginning is 0; else UTF-8; else, where the
        /// bytes are not UTF-8, Windows-1252.
        case automatic
        /// UTF-8, with or without a byte-order mark. Other bytes are an error.
        case utf8
        /// UTF-16 with the low byte first.
        case utf16LittleEndian
        /// UTF-16 with the high byte first.
        case utf16BigEndian
        /// ISO 8859-1: each byte is the character of that number.
        case latin1
        /// Latin-1 with typographic characters in the place of 32 control codes.
        case windows1252
    }

    /// What happens to a row with too many fields, and to one whose value is not of the column's given type.
    public enum BadRows: Sendable, Equatable {
        /// Reading ends with an error.
        case fail
        /// The row is left out and counted.
        case skip
        /// The row is left out and kept, with its line and the reason, in `CSVReport.rejected`.
        case keepAside
    }

    /// What stands between two fields. `.character(",")` unless set; an ASCII character other than a quotation mark or line
    /// end.
    public var separator = Separator.character(",")
    /// What encloses a field that holds separators, line ends or quotation marks; `nil` for no such thing. ASCII.
    public var quote: Character? = "\""
    /// Where the names come from.
    public var header = Header.firstRow
    /// What starts a comment that goes to the end of the line, outside quotation marks; `nil` for none. ASCII.
    public var comment: Character?
    /// How many lines at the beginning are passed over.
    public var skippedLines = 0
    /// The most rows that are read; `nil` for all.
    public var rowLimit: Int?
    /// Which columns are read, by name; `nil` for all. The order is that of the file.
    public var columns: [String]?
    /// The texts that mean "missing". Unless set, those of pandas: nothing, `NA`, `N/A`, `NaN`, `null`, `None` and their like.
    public var missingValues = CSVOptions.usualMissingValues
    /// Whether `""` and `"NA"` in quotation marks mean "missing" too, as in pandas. `false` reads back exactly what
    /// `write(csv:)` wrote.
    public var quotedMissing = true
    /// What stands between the whole and the fraction of a number. ASCII.
    public var decimalMark: Character = "."
    /// What may stand between the digits of large numbers; `nil` for nothing. ASCII.
    public var thousandsMark: Character?
    /// The types of columns that are not to be found out, by name.
    public var types: [String: ColumnType] = [:]
    /// How the dates and times of columns are written that are not ISO 8601, by name: patterns of `strptime` such as
    /// `"%d.%m.%Y %H:%M"`, of
    /// `%Y %y %m %d %j %H %I %M %S %f %p %b %B %z %%`.
    public var timestampPatterns: [String: String] = [:]
    /// Whether columns of ISO dates become timestamps. Text otherwise, as in pandas.
    public var findsDates = true
    /// The bytes of the characters.
    public var encoding = Encoding.automatic
    /// What happens to bad rows.
    public var badRows = BadRows.fail
    /// Whether a row with too few fields has missing values at its end, as in pandas. Otherwise it is a bad row.
    public var fillsShortRows = true

    /// The defaults.
    public init() {}

    /// The texts that pandas takes as missing.
    public static let usualMissingValues: Set<String> = [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
        "N/A",
        "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    ]
}
