/// What the splitting rules ask of a character, as one byte of flags.
///
/// The tables that tokenizers were made with are older than Swift's, and a character that they do not know yet has no class in them. So each flag
/// is of one version of Unicode: that of the library whose ids must come out. The flags of the first two planes lie in one flat table that is
/// filled on first use; what lies beyond is rare enough to be asked of the standard library each time.
struct CharacterClass: OptionSet, BitwiseCopyable {
    var rawValue: UInt8

    /// `\p{L}` of Unicode 16.
    static let letter = CharacterClass(rawValue: 1)
    /// `\p{N}` of Unicode 16.
    static let number = CharacterClass(rawValue: 2)
    /// `\s`: the property White_Space.
    static let space = CharacterClass(rawValue: 4)
    /// `\w` of Unicode 16: letters, marks, decimal digits, connectors.
    static let word = CharacterClass(rawValue: 8)
    /// `\p{P}` of Unicode 8, and the symbols of ASCII.
    static let punctuation = CharacterClass(rawValue: 16)
    /// `\p{Mn}` of Unicode 8.
    static let mark = CharacterClass(rawValue: 32)
    /// Control, format and private characters of Unicode 8.
    static let other = CharacterClass(rawValue: 64)
    /// `\p{N}` as new as Swift's.
    static let numeric = CharacterClass(rawValue: 128)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties, category = properties.generalCategory
        self = CharacterClass(category)
        let version = properties.age.map { $0.major } ?? .max
        if properties.isAlphabetic || scalar.value == 0x200C || scalar.value == 0x200D { insert(.word) }
        if scalar.isASCII, self.isDisjoint(with: [.word, .other]), scalar != " " { insert(.punctuation) }
        if version > 16 { subtract([.letter, .number, .word]) }
        if version > 8 { subtract([.punctuation, .mark, .other]) }
        if properties.isWhitespace { insert(.space) }
        changeSinceUnicode8(scalar)
    }

    private init(_ category: Unicode.GeneralCategory) {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = [.letter, .word]
        case .decimalNumber: self = [.number, .numeric, .word]
        case .letterNumber, .otherNumber: self = [.number, .numeric]
        case .nonspacingMark: self = [.mark, .word]
        case .spacingMark, .enclosingMark: self = .word
        case .connectorPunctuation: self = [.punctuation, .word]
        case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            self = .punctuation
        case .control, .format, .privateUse: self = .other
        default: self = []
        }
    }

    /// The characters whose category has changed since Unicode 8.
    private mutating func changeSinceUnicode8(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x166D: insert(.punctuation)
        case 0x111C9:
            insert(.punctuation)
            remove(.mark)
        case 0x1734, 0x1171E: insert(.mark)
        case 0x1885, 0x1886, 0xA9BD: remove(.mark)
        default: break
        }
    }

    /// The flags of all scalars below `tableCount`.
    static let table = FixedStorage<CharacterClass>(count: Int(tableCount)) { base in
        for value in 0..<tableCount {
            base[Int(value)] = Unicode.Scalar(value).map { CharacterClass($0) } ?? []
        }
    }
    static let tableCount: UInt32 = 0x20000
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

    private func wide(at place: Int) -> (flags: CharacterClass, length: Int) {
        let (value, length) = bytes.scalar(at: place, end: end)
        guard length > 0 else { return ([], 1) }
        if value < CharacterClass.tableCount { return (classes[Int(value)], length) }
        return (Unicode.Scalar(value).map { CharacterClass($0) } ?? [], length)
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
