/// What a model expects around a text, or around two: `[CLS] A [SEP] B [SEP]`.
public struct TokenTemplate: Sendable, Equatable {
    /// One part of a template, with the segment number of its tokens.
    public enum Part: Sendable, Equatable {
        /// Fixed tokens.
        case tokens([Int], segment: Int)
        /// The text, or the first of two.
        case first(segment: Int)
        /// The second text.
        case second(segment: Int)
    }

    /// The template of one text.
    public var single: [Part]
    /// The template of two texts.
    public var pair: [Part]

    /// A template of its parts; without any, texts stand alone.
    public init(
        single: [Part] = [.first(segment: 0)], pair: [Part] = [.first(segment: 0), .second(segment: 1)]
    ) {
        (self.single, self.pair) = (single, pair)
    }

    /// `before`, the text, `after`; two texts follow one another in the same way.
    public init(before: [Int], after: [Int]) {
        let start: [Part] = before.isEmpty ? [] : [.tokens(before, segment: 0)]
        let end: [Part] = after.isEmpty ? [] : [.tokens(after, segment: 0)]
        let secondEnd: [Part] = after.isEmpty ? [] : [.tokens(after, segment: 1)]
        single = start + [.first(segment: 0)] + end
        pair = start + [.first(segment: 0)] + end + [.second(segment: 1)] + secondEnd
    }

    /// The tokens of `parts` with those of the texts in place, and their segment numbers.
    static func fill(_ parts: [Part], _ first: [Int], _ second: [Int]) -> (ids: [Int], segments: [Int]) {
        var ids: [Int] = [], segments: [Int] = []
        func append(_ tokens: [Int], _ segment: Int) {
            ids += tokens
            segments += Array(repeating: segment, count: tokens.count)
        }
        for part in parts {
            switch part {
            case .tokens(let tokens, let segment): append(tokens, segment)
            case .first(let segment): append(first, segment)
            case .second(let segment): append(second, segment)
            }
        }
        return (ids, segments)
    }
}
