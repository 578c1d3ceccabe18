#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns fields into values. One for each thread: it holds a little memory for fields that must be rewritten.
final class CSVValueParser {
    let decimal: DecimalParser
    private let options: CSVOptions
    private let thousands: UInt8?
    private let quote: UInt8?
    private let emptyIsMissing: Bool
    private let missingTexts: [[UInt8]]
    /// Which bytes begin a text that means "missing", and how long the longest is.
    private var missingStarts = [Bool](repeating: false, count: 256)
    private let longestMissing: Int
    private var rewritten: [UInt8] = []

    init(_ options: CSVOptions, _ format: CSVFormat) {
        self.options = options
        decimal = DecimalParser(mark: options.decimalMark.asciiValue ?? UInt8(ascii: "."))
        thousands = options.thousandsMark?.asciiValue
        quote = format.quote == format.separator ? nil : format.quote
        emptyIsMissing = options.missingValues.contains("")
        missingTexts = options.missingValues.map { Array($0.utf8) }.filter { !$0.isEmpty }
        longestMissing = missingTexts.map(\.count).max() ?? 0
        for text in missingTexts { missingStarts[Int(text[0])] = true }
    }

    /// What is in a field, quotation marks taken off: `body(bytes, count, is missing)`.
    @inline(__always)
    func content<Result>(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ body: (UnsafePointer<UInt8>, Int, Bool) -> Result
    ) -> Result {
        if count == 0 { return body(text, 0, emptyIsMissing) }
        if text[0] == quote { return unquoted(text, count, body) }
        return body(text, count, isMissing(text, count))
    }

    @inline(never)
    private func unquoted<Result>(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ body: (UnsafePointer<UInt8>, Int, Bool) -> Result
    ) -> Result {
        if rewritten.count < count + 64 { rewritten = [UInt8](repeating: 0, count: 2 * count + 64) }
        return rewritten.withUnsafeMutableBufferPointer { target in
            let base = target.baseAddress!
            let length = CSVValueParser.unquote(text, count, quote ?? 0, into: base)
            let isMissing =
                options.quotedMissing && (length == 0 ? emptyIsMissing : self.isMissing(base, length))
            return body(base, length, isMissing)
        }
    }

    /// Writes what a quoted field means and returns its length.
    static func unquote(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ quote: UInt8, into target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var length = 0, index = 1
        while index < count {
            if text[index] == quote {
                if index + 1 < count, text[index + 1] == quote {
                    index += 1
                } else {
                    index += 1
                    break
                }
            }
            target[length] = text[index]
            length += 1
            index += 1
        }
        while index < count {
            target[length] = text[index]
            length += 1
            index += 1
        }
        return length
    }

    @inline(__always)
    func isMissing(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count > longestMissing || !missingStarts[Int(text[0])] { return false }
        return isListedAsMissing(text, count)
    }

    @inline(never)
    private func isListedAsMissing(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for candidate in missingTexts where candidate.count == count {
            if candidate.withUnsafeBufferPointer({ memcmp($0.baseAddress!, text, count) == 0 }) {
                return true
            }
        }
        return false
    }

    /// What a field that is not missing is.
    func kind(_ text: UnsafePointer<UInt8>, _ count: Int) -> CSVKinds {
        if let integer = integer(text, count) { return integer == nil ? .longInteger : .integer }
        if number(text, count) != nil { return .number }
        if boolean(text, count) != nil { return .boolean }
        if options.findsDates, TimestampParser.parse(text, count) != nil { return .timestamp }
        return .text
    }

    /// Without spaces and tabs at both ends.
    private func trimmed(_ text: UnsafePointer<UInt8>, _ count: Int) -> (UnsafePointer<UInt8>, Int) {
        var start = 0, end = count
        while start < end, text[start] == 32 || text[start] == 9 { start += 1 }
        while end > start, text[end - 1] == 32 || text[end - 1] == 9 { end -= 1 }
        return (text + start, end - start)
    }

    /// A whole number; inside, nil where it is too long for 64 bits.
    func integer(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int?? {
        let (text, count) = trimmed(text, count)
        var index = 0, value = 0, digits = 0, isLong = false
        let isNegative = count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative || (count > 0 && text[0] == UInt8(ascii: "+")) { index = 1 }
        while index < count {
            if text[index] == thousands, digits > 0 {
                index += 1
                continue
            }
            let digit = text[index] &- 48
            if digit > 9 { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int(digit))
            isLong = isLong || overflow || carry
            value = sum
            digits += 1
            index += 1
        }
        if digits == 0 { return nil }
        // Built from below zero, where there is one number more.
        if isLong || (!isNegative && value == .min) { return .some(nil) }
        return isNegative ? value : -value
    }

    /// A number, also infinite or not a number.
    func number(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        let (text, count) = trimmed(text, count)
        if let value = decimal.parse(text, count) { return value }
        if let thousands, count > 0, (0..<count).contains(where: { text[$0] == thousands }) {
            let bytes = (0..<count).map { text[$0] }.filter { $0 != thousands }
            guard text[0] != thousands, !bytes.isEmpty else { return nil }
            return bytes.withUnsafeBufferPointer { decimal.parse($0.baseAddress!, $0.count) }
        }
        return CSVValueParser.word(text, count)
    }

    /// `inf`, `infinity` and `nan`, in any case, with or without a sign.
    private static func word(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        guard count >= 3, count <= 9 else { return nil }
        var letters = (0..<count).map { text[$0] | 0x20 }
        let isNegative = text[0] == UInt8(ascii: "-")
        if isNegative || text[0] == UInt8(ascii: "+") { letters.removeFirst() }
        switch String(decoding: letters, as: UTF8.self) {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan": return .nan
        default: return nil
        }
    }

    /// `true`, `True`, `TRUE` and their opposites.
    @inline(__always)
    func boolean(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool? {
        guard count == 4 || count == 5 else { return nil }
        let word: StaticString = count == 4 ? "true" : "false"
        let capitals: StaticString = count == 4 ? "TRUE" : "FALSE"
        if memcmp(text, capitals.utf8Start, count) == 0 { return count == 4 }
        guard text[0] | 0x20 == word.utf8Start[0], memcmp(text + 1, word.utf8Start + 1, count - 1) == 0 else {
            return nil
        }
        return count == 4
    }
}
