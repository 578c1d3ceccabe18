import LinearAlgebra

/// The words of a corpus and how often each comes: the most frequent first, words of one count in the order of the alphabet.
///
///     let counts = WordFrequencies([["the", "cat", "saw", "the", "dog"]])
///     print(counts.words[0], counts.counts[0])  // the 2
public struct WordFrequencies: Sendable, Hashable {
    /// The words.
    public let words: [String]
    /// How often each comes.
    public let counts: [Int]
    /// The place of each word.
    let places: [String: Int]

    /// Counts words.
    ///
    /// - Parameters:
    ///   - sentences: The corpus, sentence by sentence.
    ///   - minimum: How often a word must come to be kept, at least 1.
    public init(_ sentences: [[String]], minimum: Int = 1) {
        require(minimum >= 1, "WordFrequencies: a minimum of \(minimum)")
        var found: [String: Int] = [:]
        for sentence in sentences {
            for word in sentence { found[word, default: 0] += 1 }
        }
        let kept = found.filter { $0.value >= minimum }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        words = kept.map(\.key)
        counts = kept.map(\.value)
        places = Dictionary(zip(words, words.indices), uniquingKeysWith: { first, _ in first })
    }

    /// How many words there are.
    public var count: Int { words.count }

    /// Where a word stands in the list, or nil.
    public func place(of word: String) -> Int? { places[word] }

    /// The sentences as places of words; words that were not kept are left out, as if they were not there.
    func encoded(_ sentences: [[String]]) -> [[Int32]] {
        sentences.map { sentence in sentence.compactMap { places[$0].map { Int32($0) } } }
    }
}

/// The words of a text, sentence by sentence: runs of letters, digits and apostrophes in lower case, sentences ended by `.`, `!`, `?` or a new line.
///
///     print(wordSentences(of: "They run! We walk."))  // [["they", "run"], ["we", "walk"]]
///
/// - Parameter text: Any text.
public func wordSentences(of text: String) -> [[String]] {
    var sentences: [[String]] = [[]], word = ""
    func endWord() {
        let trimmed = word.drop { $0 == "'" }
        if !trimmed.isEmpty { sentences[sentences.count - 1].append(String(trimmed)) }
        word = ""
    }
    for character in text.lowercased() {
        if character.isLetter || character.isNumber || character == "'" {
            word.append(character)
            continue
        }
        endWord()
        if ".!?".contains(character) || character.isNewline, sentences.last?.isEmpty == false {
            sentences.append([])
        }
    }
    endWord()
    return sentences.filter { !$0.isEmpty }
}
