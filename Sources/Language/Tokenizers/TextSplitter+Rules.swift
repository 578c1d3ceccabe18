extension SplitRule {
    /// Cuts one piece by this rule.
    @inline(__always)
    func split<Sink: WordSink>(_ text: Bytes, isFirst: Bool, into sink: inout Sink) {
        switch self {
        case .gpt2(let addingSpace):
            if addingSpace, text.first != 0x20 {
                return withSpace(text) { SplitRule.each($0, into: &sink) { $0.gpt2End($1) } }
            }
            SplitRule.each(text, into: &sink) { $0.gpt2End($1) }
        case .gpt2Words: SplitRule.each(text, into: &sink) { $0.gpt2End($1) }
        case .bytes(let addingSpace):
            if addingSpace, text.first != 0x20 { return withSpace(text) { sink.take($0) } }
            sink.take(text)
        case .contractions(let digits):
            SplitRule.each(text, into: &sink) { $0.contractionsEnd($1, digits: digits) }
        default: splitSlowly(text, isFirst: isFirst, into: &sink)
        }
    }

    private func splitSlowly<Sink: WordSink>(_ text: Bytes, isFirst: Bool, into sink: inout Sink) {
        switch self {
        case .digits(let individually):
            SplitRule.each(text, into: &sink) { $0.digitsEnd($1, individually: individually) }
        case .words:
            SplitRule.each(text, into: &sink, dropping: .space) { $0.wordsEnd($1) }
        case .whitespace:
            SplitRule.each(text, into: &sink, dropping: .space) { $0.spaceEnd($1) }
        case .bert:
            SplitRule.each(text, into: &sink, dropping: .space) { $0.bertEnd($1) }
        case .punctuation(let behavior):
            behavior.split(text, at: SplitRule.punctuation(in: text), into: &sink)
        case .literal(let pattern, let behavior):
            behavior.split(text, at: SplitRule.occurrences(of: Array(pattern.utf8), in: text), into: &sink)
        case .metaspace(let mark, let prepend, let cutting):
            metaspace(
                text, Array(mark.utf8), isFirst && prepend == .first || prepend == .always, cutting, &sink)
        case .charactersAlone:
            SplitRule.each(text, into: &sink) { $1 + $0.character(at: $1).length }
        case .gpt2, .gpt2Words, .bytes, .contractions: break
        }
    }

    /// Hands over the pieces whose ends `next` finds; characters of `dropping` between them fall out.
    @inline(__always)
    private static func each<Sink: WordSink>(
        _ text: Bytes, into sink: inout Sink, dropping: CharacterClass = [],
        _ next: (ClassedText, Int) -> Int
    ) {
        let classed = ClassedText(text)
        var place = 0
        while place < classed.end {
            if !dropping.isEmpty {
                place = classed.skip(place) { !$0.isDisjoint(with: dropping) }
                if place == classed.end { return }
            }
            let end = next(classed, place)
            sink.take(Bytes(start: classed.bytes + place, count: end - place))
            place = end
        }
    }

    private func withSpace(_ text: Bytes, _ body: (Bytes) -> Void) {
        ([0x20] + Array(text)).withUnsafeBufferPointer(body)
    }

    private func metaspace<Sink: WordSink>(
        _ text: Bytes, _ mark: [UInt8], _ prepends: Bool, _ cuts: Bool, _ sink: inout Sink
    ) {
        var marked: [UInt8] = []
        marked.reserveCapacity(text.count + text.count / 2 + mark.count)
        for byte in text { if byte == 0x20 { marked += mark } else { marked.append(byte) } }
        if prepends, !marked.starts(with: mark) { marked = mark + marked }
        marked.withUnsafeBufferPointer { marked in
            guard cuts else { return sink.take(marked) }
            SplitBehavior.mergedWithNext.split(
                marked, at: SplitRule.occurrences(of: mark, in: marked), into: &sink)
        }
    }

    static func occurrences(of pattern: [UInt8], in text: Bytes) -> [Range<Int>] {
        guard let first = pattern.first else { return [] }
        var found: [Range<Int>] = [], place = 0
        while place + pattern.count <= text.count {
            if text[place] == first, text[place..<place + pattern.count].elementsEqual(pattern) {
                found.append(place..<place + pattern.count)
                place += pattern.count
            } else {
                place += 1
            }
        }
        return found
    }

    private static func punctuation(in text: Bytes) -> [Range<Int>] {
        let classed = ClassedText(text)
        var found: [Range<Int>] = [], place = 0
        while place < classed.end {
            let (flags, length) = classed.character(at: place)
            if flags.contains(.punctuation) { found.append(place..<place + length) }
            place += length
        }
        return found
    }
}

extension SplitBehavior {
    /// Cuts `text` at the places `found`, which are in order and apart.
    func split<Sink: WordSink>(_ text: Bytes, at found: [Range<Int>], into sink: inout Sink) {
        var pieces: [(range: Range<Int>, isMatch: Bool)] = [], place = 0
        for match in found {
            if place < match.lowerBound { pieces.append((place..<match.lowerBound, false)) }
            pieces.append((match, true))
            place = match.upperBound
        }
        if place < text.count { pieces.append((place..<text.count, false)) }
        for range in merged(pieces) { sink.take(Bytes(rebasing: text[range])) }
    }

    private func merged(_ pieces: [(range: Range<Int>, isMatch: Bool)]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        func join(_ range: Range<Int>) {
            let last = result.removeLast()
            result.append(last.lowerBound..<range.upperBound)
        }
        var before = false
        for (index, piece) in pieces.enumerated() {
            switch self {
            case .isolated: result.append(piece.range)
            case .removed: if !piece.isMatch { result.append(piece.range) }
            case .contiguous:
                if index > 0, before == piece.isMatch {
                    join(piece.range)
                } else {
                    result.append(piece.range)
                }
            case .mergedWithPrevious:
                if index > 0, piece.isMatch, !before { join(piece.range) } else { result.append(piece.range) }
            case .mergedWithNext:
                if index > 0, before, !piece.isMatch { join(piece.range) } else { result.append(piece.range) }
            }
            before = piece.isMatch
        }
        return result
    }
}
