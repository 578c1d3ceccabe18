import Foundation
import LinearAlgebra

/// Weighs counts of terms by how few texts have them, and divides each text by its length.
///
/// `w = f(tf) · idf`, `idf = ln((1 + n)/(1 + d)) + 1` for a term that is in d of n texts (`ln(n/d) + 1` without smoothing), with f(tf) the count, or
/// 1 + ln tf. Then each row is divided by its norm. Equal to scikit-learn's class of this name. O(terms in texts).
/// Source: Spärck Jones, Journal of Documentation 28 (1972).
public struct TfidfTransformer: Sendable, Codable, Hashable {
    /// By which norm rows are divided; nil for none.
    public var norm: Normalizer.Norm?
    /// Whether the rarity of terms counts.
    public var weighsByRarity: Bool
    /// Whether each term counts as if it were in one more text, so that none is in no text.
    public var isSmooth: Bool
    /// Whether a count of c weighs 1 + ln c.
    public var dampsCounts: Bool

    /// A transformer.
    ///
    /// - Parameters:
    ///   - norm: By which norm rows are divided; nil for none.
    ///   - weighsByRarity: Whether the rarity of terms counts.
    ///   - isSmooth: Whether each term counts as if it were in one more text.
    ///   - dampsCounts: Whether a count of c weighs 1 + ln c.
    public init(
        norm: Normalizer.Norm? = .two, weighsByRarity: Bool = true, isSmooth: Bool = true,
        dampsCounts: Bool = false
    ) {
        self.norm = norm
        self.weighsByRarity = weighsByRarity
        self.isSmooth = isSmooth
        self.dampsCounts = dampsCounts
    }

    /// The weights of the terms.
    public struct Model: Sendable, Codable, Hashable {
        /// The options.
        public let options: TfidfTransformer
        /// The weight of each term; 1 where rarity does not count.
        public let rarities: Vector<Double>

        /// The weights of the terms in each text.
        ///
        /// - Parameter counts: A row for each text, compressed by rows.
        public func transform(_ counts: SparseMatrix<Double>) -> SparseMatrix<Double> {
            require(
                counts.columns == rarities.count,
                "TfidfTransformer.transform: \(counts.columns) terms, and \(rarities.count) were fitted")
            let counts = counts.layout == .rows ? counts : counts.converted(to: .rows)
            let weights = counts.values.copied(), start = weights.start, rarity = rarities.contiguous()
            for row in 0..<counts.rows {
                let part = Int(counts.offsets[row])..<Int(counts.offsets[row + 1])
                for place in part {
                    if options.dampsCounts { start[place] = log(start[place]) + 1 }
                    start[place] *= rarity.start[Int(counts.indices[place])]
                }
                guard let norm = options.norm else { continue }
                let length = norm.length(
                    UnsafeBufferPointer(start: start + part.lowerBound, count: part.count))
                if length > 0 { for place in part { start[place] /= length } }
            }
            withExtendedLifetime(rarity) {}
            return SparseMatrix(
                rows: counts.rows, columns: counts.columns, offsets: counts.offsets, indices: counts.indices,
                values: weights)
        }
    }

    /// Counts in how many texts each term is.
    ///
    /// - Parameter counts: A row for each text.
    /// - Throws: ``FitError/empty(rows:columns:)``.
    public func fit(_ counts: SparseMatrix<Double>) throws(FitError) -> Model {
        guard counts.rows > 0, counts.columns > 0 else {
            throw .empty(rows: counts.rows, columns: counts.columns)
        }
        guard weighsByRarity else {
            return Model(options: self, rarities: Vector(repeating: 1, count: counts.columns))
        }
        let counts = counts.layout == .rows ? counts : counts.converted(to: .rows)
        var texts = [Double](repeating: isSmooth ? 1 : 0, count: counts.columns)
        for index in counts.indices { texts[Int(index)] += 1 }
        let all = Double(counts.rows) + (isSmooth ? 1 : 0)
        return Model(options: self, rarities: Vector(texts.map { log(all / $0) + 1 }))
    }
}

/// Counts the terms of texts and weighs them by how few texts have them: ``CountVectorizer``, then ``TfidfTransformer``.
///
///     let model = try TfidfVectorizer().fit(texts)
///     let weights = model.transform(["cheap pills"])
///
/// Equal to scikit-learn's class of this name.
public struct TfidfVectorizer: Sendable, Codable, Hashable {
    /// How terms are counted.
    public var counter: CountVectorizer
    /// How they are weighed.
    public var transformer: TfidfTransformer

    /// A vectorizer.
    ///
    /// - Parameters:
    ///   - counter: How terms are counted.
    ///   - transformer: How they are weighed.
    public init(
        _ counter: CountVectorizer = CountVectorizer(), _ transformer: TfidfTransformer = TfidfTransformer()
    ) {
        self.counter = counter
        self.transformer = transformer
    }

    /// The terms and their weights.
    public struct Model: Sendable, Codable, Hashable {
        /// The terms that are counted.
        public let counts: CountVectorizer.Model
        /// The weights of the terms.
        public let weights: TfidfTransformer.Model
        /// The term of each column.
        public var vocabulary: [String] { counts.vocabulary }

        /// The weights of the terms in each text.
        ///
        /// - Parameter texts: A text for each row.
        public func transform(_ texts: [String]) -> SparseMatrix<Double> {
            weights.transform(counts.transform(texts))
        }
    }

    /// Lists and weighs the terms of some texts.
    ///
    /// - Parameter texts: The texts.
    /// - Throws: ``FitError``, where no term is left.
    public func fit(_ texts: [String]) throws(FitError) -> Model { try fitTransform(texts).model }

    /// Lists and weighs the terms of some texts, and gives the weights there.
    ///
    /// - Parameter texts: The texts.
    /// - Throws: ``FitError``, where no term is left.
    public func fitTransform(_ texts: [String]) throws(FitError) -> (
        model: Model, weights: SparseMatrix<Double>
    ) {
        let (model, counts) = try counter.fitTransform(texts), weights = try transformer.fit(counts)
        return (Model(counts: model, weights: weights), weights.transform(counts))
    }
}
