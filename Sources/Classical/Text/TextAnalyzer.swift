/// How texts are cut into terms.
public struct TextAnalyzer: Sendable, Codable, Hashable {
    /// What a term is made of.
    public enum Unit: Sendable, Codable, Hashable {
        /// Words of two letters, digits or underscores or more.
        case words
        /// Characters (Unicode scalars), with runs of white space as one blank.
        case characters
        /// Characters within words, each with a blank at both ends.
        case charactersInWords
    }

    /// What a term is made of.
    public var unit: Unit
    /// How many words or characters a term has: `1...2` for words and pairs of neighbours.
    public var lengths: ClosedRange<Int>
    /// Whether capitals become small letters first.
    public var lowercases: Bool
    /// Words that are no terms.
    public var stopWords: Set<String>

    /// An analyzer.
    ///
    /// - Parameters:
    ///   - unit: What a term is made of.
    ///   - lengths: How many words or characters a term has, from 1 on.
    ///   - lowercases: Whether capitals become small letters first.
    ///   - stopWords: Words that are no terms.
    public init(
        _ unit: Unit = .words, lengths: ClosedRange<Int> = 1...1, lowercases: Bool = true,
        stopWords: Set<String> = []
    ) {
        self.unit = unit
        self.lengths = lengths
        self.lowercases = lowercases
        self.stopWords = stopWords
    }

    /// The terms of a text, in their order, words before pairs.
    ///
    /// - Parameter text: The text.
    public func terms(_ text: String) -> [String] {
        var result: [String] = [], scratch = TextScratch()
        forEachTerm(text, &scratch) { result.append(String(decoding: $0, as: UTF8.self)) }
        return result
    }

    /// Calls `body` with the bytes of each term.
    @inline(__always)
    func forEachTerm(
        _ text: String, _ scratch: inout TextScratch, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        scratch.load(text, lowercases: lowercases)
        switch unit {
        case .words:
            scratch.findWords(stopWords)
            scratch.forEachRun(lengths, body)
        case .characters:
            scratch.collapseSpaces()
            scratch.forEachCharacterRun(0..<scratch.bytes.count, lengths, body)
        case .charactersInWords:
            scratch.forEachPaddedWord(lengths, body)
        }
    }
}

/// The bytes of a text and where its words are, kept from text to text so that no memory is asked for.
struct TextScratch {
    /// The text in UTF-8.
    private(set) var bytes: [UInt8] = []
    /// Where each word begins and ends.
    private var words: [(start: Int, end: Int)] = []
    private var joined: [UInt8] = []
    private var starts: [Int] = []
    private var isASCII = true

    init() {}

    /// Takes in a text.
    mutating func load(_ text: String, lowercases: Bool) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text.utf8)
        isASCII = bytes.allSatisfy { $0 < 128 }
        guard lowercases else { return }
        if isASCII {
            bytes.withUnsafeMutableBufferPointer { bytes in
                for place in bytes.indices where bytes[place] &- 65 < 26 { bytes[place] |= 32 }
            }
        } else {
            bytes.removeAll(keepingCapacity: true)
            bytes.append(contentsOf: text.lowercased().utf8)
        }
    }

    /// Finds the runs of two word characters or more that are no stop words.
    mutating func findWords(_ stopWords: Set<String>) {
        words.removeAll(keepingCapacity: true)
        if isASCII { findASCIIWords() } else { findUnicodeWords() }
        if stopWords.isEmpty { return }
        words.removeAll { stopWords.contains(String(decoding: bytes[$0.start..<$0.end], as: UTF8.self)) }
    }

    private mutating func findASCIIWords() {
        var start = -1
        for place in 0...bytes.count {
            let isWord = place < bytes.count && Self.isWordByte(bytes[place])
            if isWord {
                if start < 0 { start = place }
            } else if start >= 0 {
                if place - start >= 2 { words.append((start, place)) }
                start = -1
            }
        }
    }

    @inline(__always)
    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 32) &- 97 < 26 || byte &- 48 < 10 || byte == 95
    }

    private mutating func findUnicodeWords() {
        var start = -1, length = 0, place = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let size = UTF8.width(scalar)
            if Self.isWordScalar(scalar) {
                if start < 0 { (start, length) = (place, 0) }
                length += 1
            } else if start >= 0 {
                if length >= 2 { words.append((start, place)) }
                start = -1
            }
            place += size
        }
        if start >= 0, length >= 2 { words.append((start, place)) }
    }

    /// Letters, numbers and the underscore: `\w` of Python.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isWordByte(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }

    /// Each run of neighbouring words, joined by blanks.
    @inline(__always)
    mutating func forEachRun(_ lengths: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        for length in lengths where length <= words.count {
            if length == 1 {
                bytes.withUnsafeBufferPointer { bytes in
                    for word in words { body(UnsafeBufferPointer(rebasing: bytes[word.start..<word.end])) }
                }
                continue
            }
            for first in 0...words.count - length {
                joined.removeAll(keepingCapacity: true)
                for place in first..<first + length {
                    if place > first { joined.append(32) }
                    // lives: no pointer, a place.
                    joined.append(contentsOf: bytes[words[place].start..<words[place].end])
                }
                joined.withUnsafeBufferPointer(body)
            }
        }
    }

    /// Runs of two and more white space characters become one blank.
    mutating func collapseSpaces() {
        var result: [UInt8] = [], spaces = 0, single: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let own = Array(String(scalar).utf8)
            if scalar.properties.isWhitespace {
                spaces += 1
                single = own
                continue
            }
            if spaces > 0 { result += spaces == 1 ? single : [32] }
            spaces = 0
            result += own
        }
        if spaces > 0 { result += spaces == 1 ? single : [32] }
        bytes = result
    }

    /// Each run of characters within a part of the bytes.
    func forEachCharacterRun(
        _ part: Range<Int>, _ lengths: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        bytes.withUnsafeBufferPointer { bytes in
            let starts = part.filter { bytes[$0] & 0xc0 != 0x80 } + [part.upperBound]
            for length in lengths where length < starts.count {
                for first in 0..<starts.count - length {
                    body(UnsafeBufferPointer(rebasing: bytes[starts[first]..<starts[first + length]]))
                }
            }
        }
    }

    /// Each run of characters of each word with a blank at both ends; a word shorter than the run gives itself once.
    mutating func forEachPaddedWord(
        _ lengths: ClosedRange<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let text = String(decoding: bytes, as: UTF8.self)
        for word in text.unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace }) {
            bytes = [32] + Array(String(String.UnicodeScalarView(word)).utf8) + [32]
            let count = word.count + 2
            for length in lengths {
                if length >= count {
                    // Once, whatever longer lengths there are.
                    bytes.withUnsafeBufferPointer(body)
                    break
                }
                forEachCharacterRun(0..<bytes.count, length...length, body)
            }
        }
    }
}
