/// What the splitting rules ask of a character, as one byte of flags.
///
/// The flags of the first three planes lie in one flat table that is filled on first use (about 10 ms); what lies beyond is rare enough to be asked of
/// the standard library each time.
struct CharacterClass: OptionSet, BitwiseCopyable {
    var rawValue: UInt8

    /// `\p{L}`.
    static let letter = CharacterClass(rawValue: 1)
    /// `\p{N}`.
    static let number = CharacterClass(rawValue: 2)
    /// `\s`: the property White_Space.
    static let space = CharacterClass(rawValue: 4)
    /// `\w`: letters, marks, decimal digits, connectors.
    static let word = CharacterClass(rawValue: 8)
    /// `\p{P}`, and the symbols of ASCII.
    static let punctuation = CharacterClass(rawValue: 16)
    /// `\p{Mn}`.
    static let mark = CharacterClass(rawValue: 32)
    /// `\p{C}`: control, format, private, unassigned.
    static let other = CharacterClass(rawValue: 64)
    /// Ideographs as BERT has them.
    static let ideograph = CharacterClass(rawValue: 128)

    /// Of a character that is no scalar: a byte that is not UTF-8.
    static let broken: CharacterClass = [.other]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        self = CharacterClass(properties.generalCategory)
        if properties.isWhitespace { insert(.space) }
        if properties.isAlphabetic { insert(.word) }
        if scalar.value == 0x200C || scalar.value == 0x200D { insert(.word) }
        if scalar.isASCII, self.isDisjoint(with: [.word, .space, .other]) { insert(.punctuation) }
        if scalar == "_" { insert(.punctuation) }
        if CharacterClass.ideographs.contains(where: { $0.contains(scalar.value) }) { insert(.ideograph) }
    }

    private init(_ category: Unicode.GeneralCategory) {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = [.letter, .word]
        case .decimalNumber: self = [.number, .word]
        case .letterNumber, .otherNumber: self = .number
        case .nonspacingMark: self = [.mark, .word]
        case .spacingMark, .enclosingMark: self = .word
        case .connectorPunctuation: self = [.punctuation, .word]
        case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            self = .punctuation
        case .control, .format, .surrogate, .privateUse, .unassigned: self = .other
        default: self = []
        }
    }

    private static let ideographs: [ClosedRange<UInt32>] = [
        0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
        0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F,
    ]

    /// The flags of all scalars below `tableCount`.
    static let table = FixedStorage<CharacterClass>(count: Int(tableCount)) { base in
        for value in 0..<tableCount {
            base[Int(value)] = Unicode.Scalar(value).map { CharacterClass($0) } ?? .broken
        }
    }
    static let tableCount: UInt32 = 0x33480
}

/// A text as bytes with the flags of its characters: what the splitting rules walk over.
///
/// Bytes that are not UTF-8 count as characters of one byte each, of no class.
struct ClassedText {
    let bytes: UnsafePointer<UInt8>
    let end: Int
    private let classes: UnsafeMutablePointer<CharacterClass>

    init(_ text: Bytes) {
        bytes = text.baseAddress ?? UnsafePointer(CharacterClass.empty.base)
        end = text.count
        classes = CharacterClass.table.base
    }

    /// The flags of the character at `place`, which must be below `end`, and its length in bytes.
    @inline(__always)
    func character(at place: Int) -> (flags: CharacterClass, length: Int) {
        let first = bytes[place]
        if first < 0x80 { return (classes[Int(first)], 1) }
        return wide(at: place)
    }

    @inline(never)
    private func wide(at place: Int) -> (flags: CharacterClass, length: Int) {
        let (value, length) = bytes.scalar(at: place, end: end)
        guard length > 0 else { return (.broken, 1) }
        if value < CharacterClass.tableCount { return (classes[Int(value)], length) }
        return (Unicode.Scalar(value).map { CharacterClass($0) } ?? .broken, length)
    }

    /// Where the run of characters of which `holds` is true, from `place` on, ends.
    @inline(__always)
    func skip(_ place: Int, while holds: (CharacterClass) -> Bool) -> Int {
        var place = place
        while place < end {
            let (flags, length) = character(at: place)
            if !holds(flags) { break }
            place += length
        }
        return place
    }
}

extension CharacterClass {
    fileprivate static let empty = FixedStorage<UInt8>(repeating: 0, count: 1)
}

extension UnsafePointer<UInt8> {
    /// The scalar whose UTF-8 begins at `place`, and its length; length 0 where the bytes are no UTF-8.
    @inline(__always)
    func scalar(at place: Int, end: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self[place])
        if first < 0x80 { return (first, 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, place + length <= end else { return (0, 0) }
        var value = first & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let next = UInt32(self[place + offset])
            guard next & 0xC0 == 0x80 else { return (0, 0) }
            value = value << 6 | next & 0x3F
        }
        let isLong = length == 2 || (length == 3 ? value >= 0x800 : value >= 0x10000)
        guard isLong, value < 0x110000, !(0xD800..<0xE000).contains(value) else { return (0, 0) }
        return (value, length)
    }
}
