import LinearAlgebra

/// Words as vectors: words that stand in like company have like vectors.
///
///     let vectors = WordVectors(
///         words: ["king", "queen", "apple"], vectors: [[1, 0.9], [0.9, 1], [-1, 0.2]])
///     print(vectors.nearest(to: "king", count: 1).map(\.word))  // ["queen"]
///
/// Made by ``NegativeSampling`` or ``GloVe``, or read from a file. Similarity is the cosine of the angle. O(words · dimension) for each question.
public struct WordVectors: Sendable {
    /// A word and how like it is to what was asked.
    public struct Neighbor: Sendable, Hashable {
        /// The word.
        public let word: String
        /// The cosine, -1 to 1.
        public let similarity: Float
    }

    /// The words.
    public let words: [String]
    /// A row for each word.
    public let vectors: Matrix<Float>
    /// The rows over their lengths.
    private let units: Matrix<Float>
    private let places: [String: Int]

    /// Words and their vectors.
    ///
    /// - Parameters:
    ///   - words: The words; of two that are alike the first is found.
    ///   - vectors: A row for each.
    public init(words: [String], vectors: Matrix<Float>) {
        require(
            words.count == vectors.rows, "WordVectors: \(words.count) words and \(vectors.rows) vectors")
        self.words = words
        self.vectors = vectors
        places = Dictionary(zip(words, words.indices), uniquingKeysWith: { first, _ in first })
        var units = Matrix<Float>(rows: vectors.rows, columns: vectors.columns, elements: vectors.elements)
        let width = vectors.columns
        units.withUnsafeMutableBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: Swift.max(1, width)) {
                var sum = 0.0
                for column in start..<(start + width) { sum += Double(rows[column]) * Double(rows[column]) }
                let length = Float(sum.squareRoot())
                for column in start..<(start + width) where length > 0 { rows[column] /= length }
            }
        }
        self.units = units
    }

    /// The number of words.
    public var count: Int { words.count }

    /// The length of a vector.
    public var dimension: Int { vectors.columns }

    /// The vector of a word; nil where it has none.
    public subscript(word: String) -> Vector<Float>? { places[word].map { vectors[row: $0] } }

    /// The cosine of the angle between two words; nil where one has no vector.
    ///
    /// - Parameters:
    ///   - first: A word.
    ///   - second: Another.
    public func similarity(_ first: String, _ second: String) -> Float? {
        guard let a = places[first], let b = places[second] else { return nil }
        return zip(units[row: a], units[row: b]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The words most like a word, the nearest first; none where it has no vector.
    ///
    /// - Parameters:
    ///   - word: The word, which is not among them.
    ///   - count: How many.
    public func nearest(to word: String, count: Int = 10) -> [Neighbor] {
        guard let place = places[word] else { return [] }
        return nearest(to: units[row: place], count: count, except: [place])
    }

    /// The words whose vectors are most like a vector, the nearest first.
    ///
    /// - Parameters:
    ///   - vector: A vector of `dimension` numbers.
    ///   - count: How many.
    public func nearest(to vector: Vector<Float>, count: Int = 10) -> [Neighbor] {
        require(
            vector.count == dimension, "WordVectors.nearest: \(vector.count) numbers, not \(dimension)")
        return nearest(to: vector, count: count, except: [])
    }

    /// What is to `word` as `other` is to `base`: king to queen is man to — woman. The words nearest to `other - base + word`, of unit vectors.
    ///
    /// - Parameters:
    ///   - base: The word that is taken away.
    ///   - other: The word that stands to it as is asked.
    ///   - word: The word that is asked about.
    ///   - count: How many answers.
    /// - Returns: The nearest words but for the three; none where one of them has no vector.
    ///
    /// Source: Mikolov, Yih and Zweig, *Linguistic Regularities in Continuous Space Word Representations* (2013).
    public func analogy(_ base: String, to other: String, as word: String, count: Int = 5) -> [Neighbor] {
        guard let a = places[base], let b = places[other], let c = places[word] else { return [] }
        let target = units[row: b] - units[row: a] + units[row: c]
        return nearest(to: target, count: count, except: [a, b, c])
    }

    private func nearest(to vector: Vector<Float>, count: Int, except places: Set<Int>) -> [Neighbor] {
        require(count >= 0, "WordVectors.nearest: \(count) words")
        let length = Float(vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
        let scores = LinearAlgebra.matmul(units, vector).map {
            length > 0 && !$0.isNaN ? $0 / length : -.infinity
        }
        let order = scores.indices.filter { !places.contains($0) }.sorted {
            (scores[$1], $0) < (scores[$0], $1)
        }
        return order.prefix(count).map { Neighbor(word: words[$0], similarity: scores[$0]) }
    }
}
