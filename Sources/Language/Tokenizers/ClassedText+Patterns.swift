/// The regular expressions of known tokenizers, by hand: each function returns where the match that begins at `place` ends.
///
/// A regular expression engine tries the alternatives in order and takes back what it took; here each case is told apart by its first two characters.
extension ClassedText {
    private static let worded: CharacterClass = [.letter, .number, .space]

    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
    @inline(__always)
    func gpt2End(_ place: Int) -> Int {
        let byte = bytes[place]
        if byte == 0x27, let end = contraction(place, anyCase: false) { return end }
        var (flags, length) = character(at: place)
        var start = place + length
        if byte == 0x20, start < end {
            let next = character(at: start)
            if !next.flags.contains(.space) {
                (flags, length) = next
                start += length
            }
        }
        if flags.contains(.letter) { return skip(start) { $0.contains(.letter) } }
        if flags.contains(.number) { return skip(start) { $0.contains(.number) } }
        if flags.contains(.space) { return spaceRunEnd(place) }
        return skip(start) { $0.isDisjoint(with: ClassedText.worded) }
    }

    /// `\s+(?!\S)|\s+`: a run of white space but for its last character, which belongs to the word behind it.
    private func spaceRunEnd(_ place: Int) -> Int {
        var stop = place, last = place
        while stop < end {
            let (flags, length) = character(at: stop)
            if !flags.contains(.space) { break }
            last = stop
            stop += length
        }
        return stop == end || last == place ? stop : last
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`, or nil where there is none.
    @inline(__always)
    private func contraction(_ place: Int, anyCase: Bool) -> Int? {
        guard place + 1 < end else { return nil }
        let fold: UInt8 = anyCase ? 0x20 : 0
        let first = bytes[place + 1] | fold
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return place + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            guard place + 2 < end else { return nil }
            let wanted = first == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
            return bytes[place + 2] | fold == wanted ? place + 3 : nil
        // The long s folds to s.
        case 0xC5 | fold where anyCase:
            return place + 2 < end && bytes[place + 1] == 0xC5 && bytes[place + 2] == 0xBF ? place + 3 : nil
        default: return nil
        }
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
    @inline(__always)
    func contractionsEnd(_ place: Int, digits: Int) -> Int {
        let byte = bytes[place]
        if byte == 0x27, let end = contraction(place, anyCase: true) { return end }
        let (flags, length) = character(at: place)
        let second = place + length
        if flags.contains(.letter) { return skip(second) { $0.contains(.letter) } }
        if flags.contains(.number) {
            var left = digits
            return skip(place) { flags in
                left -= 1
                return left >= 0 && flags.contains(.number)
            }
        }
        let isBreak = byte == 0x0A || byte == 0x0D
        let next = second < end ? character(at: second).flags : .space
        if !isBreak, second < end, next.contains(.letter) { return skip(second) { $0.contains(.letter) } }
        if !flags.contains(.space) || byte == 0x20 && next.isDisjoint(with: ClassedText.worded) {
            var stop = skip(second) { $0.isDisjoint(with: ClassedText.worded) }
            while stop < end, bytes[stop] == 0x0A || bytes[stop] == 0x0D { stop += 1 }
            return stop
        }
        return breakEnd(place) ?? spaceRunEnd(place)
    }

    /// `\s*[\r\n]+`: up to the last line break of a run of white space, or nil where it has none.
    private func breakEnd(_ place: Int) -> Int? {
        var stop = place, found: Int?
        while stop < end {
            let (flags, length) = character(at: stop)
            if !flags.contains(.space) { break }
            if bytes[stop] == 0x0A || bytes[stop] == 0x0D { found = stop + 1 }
            stop += length
        }
        return found
    }

    func digitsEnd(_ place: Int, individually: Bool) -> Int {
        let (flags, length) = character(at: place)
        if flags.contains(.numeric) {
            return individually ? place + length : skip(place) { $0.contains(.numeric) }
        }
        return skip(place) { !$0.contains(.numeric) }
    }

    /// `\w+|[^\w\s]+`
    func wordsEnd(_ place: Int) -> Int {
        if character(at: place).flags.contains(.word) { return skip(place) { $0.contains(.word) } }
        return skip(place) { $0.isDisjoint(with: [.word, .space]) }
    }

    func spaceEnd(_ place: Int) -> Int { skip(place) { !$0.contains(.space) } }

    func bertEnd(_ place: Int) -> Int {
        let (flags, length) = character(at: place)
        if flags.contains(.punctuation) { return place + length }
        return skip(place) { $0.isDisjoint(with: [.punctuation, .space]) }
    }
}
