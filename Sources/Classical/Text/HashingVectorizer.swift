import LinearAlgebra

/// Counts the terms of texts in columns that a hash of the term chooses: no dictionary is kept, and nothing is learned.
///
/// Column |h| mod columns, sign of h, with h the signed 32-bit MurmurHash3 of the term in UTF-8: the same as scikit-learn's class of this name. Terms that
/// share a column are told apart no more; the signs let them cancel on average. O(bytes).
/// Source: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.
public struct HashingVectorizer: Sendable, Codable, Hashable {
    /// How many columns there are.
    public var columns: Int
    /// How texts are cut into terms.
    public var analyzer: TextAnalyzer
    /// By which norm rows are divided; nil for none.
    public var norm: Normalizer.Norm?
    /// Whether half of the terms count negatively.
    public var alternatesSigns: Bool
    /// Whether only presence counts.
    public var isBinary: Bool

    /// A vectorizer.
    ///
    /// - Parameters:
    ///   - columns: How many columns there are, from 1 to 2³¹ - 1.
    ///   - analyzer: How texts are cut into terms.
    ///   - norm: By which norm rows are divided; nil for none.
    ///   - alternatesSigns: Whether half of the terms count negatively.
    ///   - isBinary: Whether only presence counts.
    public init(
        columns: Int = 1 << 20, _ analyzer: TextAnalyzer = TextAnalyzer(), norm: Normalizer.Norm? = .two,
        alternatesSigns: Bool = true, isBinary: Bool = false
    ) {
        self.columns = columns
        self.analyzer = analyzer
        self.norm = norm
        self.alternatesSigns = alternatesSigns
        self.isBinary = isBinary
    }

    /// The counts of the terms in each text.
    ///
    /// - Parameter texts: A text for each row.
    public func transform(_ texts: [String]) -> SparseMatrix<Double> {
        require(
            columns >= 1 && columns < Int(Int32.max) && analyzer.lengths.lowerBound >= 1,
            "HashingVectorizer: \(columns) columns, terms of \(analyzer.lengths)")
        var rows = CountedRows(columns: columns, isBinary: false), scratch = TextScratch()
        for text in texts {
            analyzer.forEachTerm(text, &scratch) { term in
                let hash = Int(Int32(bitPattern: MurmurHash.hash32(term)))
                rows.add(alternatesSigns && hash < 0 ? -1 : 1, at: abs(hash) % columns)
            }
            rows.endRow()
        }
        var counts = rows.matrix()
        if isBinary {
            counts = SparseMatrix(
                rows: counts.rows, columns: columns, offsets: counts.offsets, indices: counts.indices,
                values: Vector(repeating: 1, count: counts.values.count))
        }
        let plain = TfidfTransformer.Model(
            options: TfidfTransformer(norm: norm, weighsByRarity: false),
            rarities: Vector(repeating: 1, count: columns))
        return norm == nil ? counts : plain.transform(counts)
    }
}
