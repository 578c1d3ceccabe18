import LinearAlgebra

/// How much white space a constrained text may hold.
public enum JSONSpacing: Sendable {
    /// None.
    case compact
    /// A blank after each comma and colon, or none: the model chooses.
    case optional
    /// Up to so many blanks and line breaks between any two parts.
    case upTo(Int)
}

/// Holds what a model writes to a JSON schema, token by token.
///
///     let vocabulary = VocabularyTrie(tokenizer)
///     let constraint = try JSONConstraint(schema, vocabulary)
///     let answer = model.predictor().generate(prompt, tokenizer, options: options, constraint: constraint)
///     // answer.text is JSON that the schema accepts
///
/// The schema becomes an automaton on bytes; a token may come next where its bytes lead on in it. What is written is a part of what the schema allows:
/// properties come in its order, none but those it names (where it names any), and white space as `spacing` says.
/// Where few tokens are left, only those are allowed after which the rest still fits: with `maximumTokens` of at least
/// `minimumTokens` the value is always completed, if the vocabulary spells every character.
///
/// The masks of states that were met are kept; a copy of a constraint starts anew from the beginning with what the original has learnt.
/// Source: Willard, Louf, Efficient Guided Generation for Large Language Models, 2023; here with a stack, for values nest.
/// Complexity: a new state costs one pass over the vocabulary's tree, a known one nothing but the mask.
public struct JSONConstraint: TokenConstraint {
    private let vocabulary: VocabularyTrie
    private let spellings: [[UInt8]]
    private var automaton: ByteAutomaton
    private var state = ByteAutomaton.start
    private var masks: [Int: (mask: TokenMask, farthest: Int)] = [:]
    /// The least number of tokens that certainly suffices for a value.
    public let minimumTokens: Int

    /// - Parameters:
    ///   - schema: What the text must look like.
    ///   - vocabulary: The tokens.
    ///   - spacing: How much white space the text may hold.
    /// - Throws: `JSONSchemaError.endless` where no value satisfies the schema.
    public init(
        _ schema: JSONSchema, _ vocabulary: VocabularyTrie, spacing: JSONSpacing = .optional
    ) throws(JSONSchemaError) {
        self.vocabulary = vocabulary
        automaton = ByteAutomaton(try ByteGrammar(schema, spacing: spacing))
        minimumTokens = automaton.distance[ByteAutomaton.start]
        spellings = vocabulary.spellings
    }

    public var mayEnd: Bool { automaton.accepts[state] }

    public mutating func allowed(remaining: Int) -> TokenMask {
        if let known = masks[state], known.farthest < remaining { return known.mask }
        if masks[state] == nil {
            let found = vocabulary.mask(&automaton, from: state, limit: .max)
            if masks.count >= 4096 { masks = [:] }
            masks[state] = found
            if found.farthest < remaining { return found.mask }
        }
        let fitting = vocabulary.mask(&automaton, from: state, limit: remaining - 1).mask
        // Where not even the shortest ending fits, what is closest to one may be written.
        if fitting.allowedCount == 0, !mayEnd {
            return vocabulary.mask(&automaton, from: state, limit: automaton.distance[state]).mask
        }
        return fitting
    }

    public mutating func advance(_ token: Int) {
        require(token >= 0 && token < spellings.count, "JSONConstraint: token \(token) of \(spellings.count)")
        for byte in spellings[token] {
            let next = automaton.advance(state, byte)
            require(next != nil, "JSONConstraint: token \(token) was not allowed here")
            state = next ?? state
        }
    }
}

extension VocabularyTrie {
    /// The bytes of each token.
    var spellings: [[UInt8]] {
        var result = [[UInt8]](repeating: [], count: vocabularyCount)
        var path: [UInt8] = []
        for node in bytes.indices {
            path.removeLast(path.count - Int(depths[node]) + 1)
            path.append(bytes[node])
            var token = tokens[node]
            while token >= 0 {
                result[Int(token)] = path
                token = same[Int(token)]
            }
        }
        return result
    }
}

extension JSONConstraint {
    /// A constraint at the beginning of a value, which knows all masks that this one has met.
    public var restarted: JSONConstraint {
        var copy = self
        copy.state = ByteAutomaton.start
        return copy
    }
}
