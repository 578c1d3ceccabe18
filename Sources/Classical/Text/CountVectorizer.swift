import LinearAlgebra

/// Counts the terms of texts: a row for each text, a column for each term, most of them 0.
///
///     let model = try CountVectorizer().fit(["a good day", "good day, good night"])
///     print(model.vocabulary)                         // ["day", "good", "night"]
///     print(model.transform(["good good news"]).dense)    // [[0.0, 2.0, 0.0]]
///
/// Terms are sorted by code points. Equal to scikit-learn's class of this name. O(bytes + terms log terms).
public struct CountVectorizer: Sendable, Codable, Hashable {
    /// How texts are cut into terms.
    public var analyzer: TextAnalyzer
    /// In how many texts a term must be.
    public var minimumTexts: Int
    /// In which share of the texts a term may be at most.
    public var maximumShare: Double
    /// How many terms there may be at most, the most frequent; nil for any number.
    public var maximumTerms: Int?
    /// Whether only presence counts, as 1.
    public var isBinary: Bool

    /// A vectorizer.
    ///
    /// - Parameters:
    ///   - analyzer: How texts are cut into terms.
    ///   - minimumTexts: In how many texts a term must be, 1 or more.
    ///   - maximumShare: In which share of the texts a term may be at most, above 0 and up to 1.
    ///   - maximumTerms: How many terms there may be at most, 1 or more.
    ///   - isBinary: Whether only presence counts.
    public init(
        _ analyzer: TextAnalyzer = TextAnalyzer(), minimumTexts: Int = 1, maximumShare: Double = 1,
        maximumTerms: Int? = nil, isBinary: Bool = false
    ) {
        self.analyzer = analyzer
        self.minimumTexts = minimumTexts
        self.maximumShare = maximumShare
        self.maximumTerms = maximumTerms
        self.isBinary = isBinary
    }

    /// The terms that are counted.
    public struct Model: Sendable, Codable, Hashable {
        /// How texts are cut into terms.
        public let analyzer: TextAnalyzer
        /// The term of each column, sorted by code points.
        public let vocabulary: [String]
        /// Whether only presence counts.
        public let isBinary: Bool

        /// The counts of the terms in each text.
        ///
        /// - Parameter texts: A text for each row.
        public func transform(_ texts: [String]) -> SparseMatrix<Double> {
            let table = TermTable(vocabulary)
            var rows = CountedRows(columns: vocabulary.count, isBinary: isBinary), scratch = TextScratch()
            for text in texts {
                analyzer.forEachTerm(text, &scratch) { term in
                    if let number = table.number(of: term) { rows.add(1, at: number) }
                }
                rows.endRow()
            }
            return rows.matrix()
        }
    }

    /// Lists the terms of some texts.
    ///
    /// - Parameter texts: The texts.
    /// - Throws: ``FitError/badOption(_:)`` where no term is left.
    public func fit(_ texts: [String]) throws(FitError) -> Model { try fitTransform(texts).model }

    /// Lists the terms of some texts, and counts them there.
    ///
    /// - Parameter texts: The texts.
    /// - Throws: ``FitError/badOption(_:)`` where no term is left.
    public func fitTransform(_ texts: [String]) throws(FitError) -> (
        model: Model, counts: SparseMatrix<Double>
    ) {
        guard !texts.isEmpty else { throw .empty(rows: 0, columns: 0) }
        guard analyzer.lengths.lowerBound >= 1, minimumTexts >= 1, maximumShare > 0, maximumShare <= 1 else {
            throw .badOption(
                "CountVectorizer: terms of \(analyzer.lengths), in \(minimumTexts) texts or more, in a share of \(maximumShare) at most"
            )
        }
        var table = TermTable(), rows = CountedRows(columns: 0, isBinary: isBinary), scratch = TextScratch()
        for text in texts {
            analyzer.forEachTerm(text, &scratch) { rows.add(1, at: table.insert($0)) }
            rows.endRow()
        }
        let kept = keptTerms(table.count, rows, texts.count)
        guard !kept.isEmpty else { throw .badOption("CountVectorizer: no term is left of \(table.count)") }
        let named = kept.map { (number: $0, term: table.term($0)) }.sorted {
            $0.term.utf8.lexicographicallyPrecedes($1.term.utf8)
        }
        var places = [Int32](repeating: -1, count: table.count)
        for (place, pair) in named.enumerated() { places[pair.number] = Int32(place) }
        let model = Model(analyzer: analyzer, vocabulary: named.map(\.term), isBinary: isBinary)
        return (model, rows.matrix(places, columns: named.count))
    }

    /// The terms that are frequent enough and not too frequent.
    private func keptTerms(_ count: Int, _ rows: CountedRows, _ texts: Int) -> [Int] {
        let (documents, totals) = rows.totals(count), most = maximumShare * Double(texts)
        let kept = (0..<count).filter { documents[$0] >= minimumTexts && Double(documents[$0]) <= most }
        guard let maximumTerms, kept.count > maximumTerms else { return kept }
        return Array(kept.sorted { (totals[$1], $0) < (totals[$0], $1) }.prefix(max(0, maximumTerms)))
    }
}

/// Rows of counts that are being filled, one after another.
struct CountedRows {
    private var columns: Int
    private let isBinary: Bool
    private var offsets: [Int32] = [0]
    private var indices: [Int32] = []
    private var values: [Double] = []
    /// For each column where it stands in the row that is being filled.
    private var latest: [Int32]

    init(columns: Int, isBinary: Bool) {
        self.columns = columns
        self.isBinary = isBinary
        latest = [Int32](repeating: -1, count: columns)
    }

    /// Adds to a column of the row that is being filled.
    @inline(__always)
    mutating func add(_ value: Double, at column: Int) {
        if column >= latest.count {
            latest.append(contentsOf: repeatElement(-1, count: max(column + 1 - latest.count, latest.count)))
        }
        let place = latest[column]
        if place >= offsets[offsets.count - 1] {
            if !isBinary { values[Int(place)] += value }
        } else {
            latest[column] = Int32(indices.count)
            indices.append(Int32(column))
            values.append(value)
        }
    }

    /// Ends the row.
    mutating func endRow() { offsets.append(Int32(indices.count)) }

    /// In how many rows each column is, and its sum.
    func totals(_ count: Int) -> (rows: [Int], sums: [Double]) {
        var rows = [Int](repeating: 0, count: count), sums = [Double](repeating: 0, count: count)
        for (place, column) in indices.enumerated() {
            rows[Int(column)] += 1
            sums[Int(column)] += values[place]
        }
        return (rows, sums)
    }

    /// The rows, with columns renumbered (-1 leaves one out) or as they are, sorted within each row.
    func matrix(_ places: [Int32]? = nil, columns count: Int? = nil) -> SparseMatrix<Double> {
        var newOffsets: [Int32] = [0], pairs: [(column: Int32, value: Double)] = []
        var newIndices: [Int32] = [], newValues: [Double] = []
        newIndices.reserveCapacity(indices.count)
        newValues.reserveCapacity(indices.count)
        for row in 0..<offsets.count - 1 {
            pairs.removeAll(keepingCapacity: true)
            for place in Int(offsets[row])..<Int(offsets[row + 1]) {
                let column = places.map { $0[Int(indices[place])] } ?? indices[place]
                if column >= 0, values[place] != 0 { pairs.append((column, values[place])) }
            }
            pairs.sort { $0.column < $1.column }
            for pair in pairs {
                newIndices.append(pair.column)
                newValues.append(pair.value)
            }
            newOffsets.append(Int32(newIndices.count))
        }
        return SparseMatrix(
            rows: offsets.count - 1, columns: count ?? columns, offsets: newOffsets, indices: newIndices,
            values: Vector(newValues))
    }
}
