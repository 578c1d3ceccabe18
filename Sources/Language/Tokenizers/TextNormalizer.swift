import Foundation

/// How a text is made uniform before it is cut: cases, accents, forms of Unicode.
public struct TextNormalizer: Sendable, Equatable {
    /// The steps, in order; none leaves a text as it is.
    public var steps: [NormalizerStep]

    /// A normaliser of some steps.
    public init(_ steps: [NormalizerStep]) { self.steps = steps }

    /// A text after all steps.
    public func callAsFunction(_ text: String) -> String {
        String(decoding: apply(Array(text.utf8)), as: UTF8.self)
    }

    func apply(_ text: [UInt8]) -> [UInt8] { steps.reduce(text) { $1.apply($0) } }
}

/// One step of a `TextNormalizer`.
public enum NormalizerStep: Sendable, Equatable {
    /// A normal form of Unicode.
    case form(NormalForm)
    /// Lower case.
    case lowercase
    /// Marks fall out (which lie apart only after NFD).
    case stripAccents
    /// BERT's rules: no control characters, white space is a space, spaces around ideographs; if asked for, no accents and lower case.
    case bert(cleaning: Bool, ideographs: Bool, accents: Bool, lowercase: Bool)
    /// A text in front, where there is any text.
    case prepend(String)
    /// Every occurrence of one text by another.
    case replace(String, by: String)
    /// No white space at the ends.
    case strip(left: Bool, right: Bool)
    /// Control characters out and odd spaces to spaces, as SentencePiece's `nmt` rules have it.
    case nmt
}

/// A normal form of Unicode (Unicode Standard Annex 15).
public enum NormalForm: String, Sendable, Equatable {
    /// Composed.
    case composed = "NFC"
    /// Taken apart.
    case decomposed = "NFD"
    /// Composed, with compatible characters made equal: `ﬁ` to `fi`.
    case compatiblyComposed = "NFKC"
    /// Taken apart, with compatible characters made equal.
    case compatiblyDecomposed = "NFKD"
}

extension NormalizerStep {
    func apply(_ text: [UInt8]) -> [UInt8] {
        switch self {
        case .form(let form): return form.apply(text)
        case .lowercase:
            return mapScalars(text) { $1.append(contentsOf: $0.properties.lowercaseMapping.utf8) }
        case .stripAccents:
            return mapScalars(text) { if !$0.isMark { $1.append(contentsOf: String($0).utf8) } }
        case .bert(let cleaning, let ideographs, let accents, let lowercase):
            return BertRules(
                cleaning: cleaning, ideographs: ideographs, accents: accents, lowercase: lowercase
            ).apply(text)
        case .prepend(let prefix): return text.isEmpty ? text : Array(prefix.utf8) + text
        case .replace(let pattern, let replacement):
            return replacing(Array(pattern.utf8), in: text, by: Array(replacement.utf8))
        case .strip(let left, let right): return strip(text, left, right)
        case .nmt: return mapScalars(text, NormalizerStep.nmt)
        }
    }

    private func strip(_ text: [UInt8], _ left: Bool, _ right: Bool) -> [UInt8] {
        var scalars = Substring(String(decoding: text, as: UTF8.self)).unicodeScalars
        while left, let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while right, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return Array(String(scalars).utf8)
    }

    private static func nmt(_ scalar: Unicode.Scalar, _ result: inout [UInt8]) {
        switch scalar.value {
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
        case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
            result.append(0x20)
        default: result.append(contentsOf: String(scalar).utf8)
        }
    }
}

extension NormalForm {
    /// Texts of ASCII only are in all forms.
    func apply(_ text: [UInt8]) -> [UInt8] {
        if text.allSatisfy({ $0 < 0x80 }) { return text }
        return Array(apply(String(decoding: text, as: UTF8.self)).utf8)
    }

    /// The form that Unicode 9 gave a text: a character that came later stays what it is and parts its neighbours, as in the library that
    /// tokenizers were made with.
    func apply(_ text: String) -> String {
        var result = "", run = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value < 0x530 || scalar.isOfUnicode9 {
                run.append(scalar)
            } else {
                result.unicodeScalars.append(contentsOf: convert(String(run)).unicodeScalars)
                result.unicodeScalars.append(scalar)
                run = String.UnicodeScalarView()
            }
        }
        if result.isEmpty { return convert(String(run)) }
        result.unicodeScalars.append(contentsOf: convert(String(run)).unicodeScalars)
        return result
    }

    private func convert(_ text: String) -> String {
        switch self {
        case .composed: text.precomposedStringWithCanonicalMapping
        case .decomposed: text.decomposedStringWithCanonicalMapping
        // Foundation's own composes "ｶﾞ" only half.
        case .compatiblyComposed:
            text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        case .compatiblyDecomposed: text.decomposedStringWithCompatibilityMapping
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isOfUnicode9: Bool { (properties.age?.major ?? .max) <= 9 }

    /// `\p{M}` of Unicode 9.
    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: isOfUnicode9 && value != 0x111C9
        default: value == 0x1CF2 || value == 0x1CF3
        }
    }
}

/// `text` with each scalar replaced by what `body` appends for it.
func mapScalars(_ text: [UInt8], _ body: (Unicode.Scalar, inout [UInt8]) -> Void) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars { body(scalar, &result) }
    return result
}

/// `text` with each occurrence of `pattern`, from left to right, replaced.
func replacing(_ pattern: [UInt8], in text: [UInt8], by replacement: [UInt8]) -> [UInt8] {
    text.withUnsafeBufferPointer { text in
        var result: [UInt8] = [], done = 0
        result.reserveCapacity(text.count)
        for match in SplitRule.occurrences(of: pattern, in: text) {
            result.append(contentsOf: text[done..<match.lowerBound])
            result.append(contentsOf: replacement)
            done = match.upperBound
        }
        result.append(contentsOf: text[done...])
        return result
    }
}
