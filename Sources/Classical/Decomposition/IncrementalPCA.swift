import LinearAlgebra

/// Principal components of more rows than fit into memory: the rows are given in batches, of which none is kept.
///
/// The singular vectors so far, times their values, stand for all rows seen; with the next batch, centred on its own mean, and one row for the
/// difference of both means they are decomposed again. Exact where all components are kept, and near where the dropped ones are small.
///
///     var learner = IncrementalPCA(components: 10).learner()
///     for batch in batches { try learner.learn(batch) }
///     let model = try learner.model()
///
/// Source: Ross, Lim, Lin and Yang, *Incremental Learning for Robust Visual Tracking* (2008), with one row for the means.
public struct IncrementalPCA: FeatureTransformer, Codable, Hashable {
    /// What `fit` returns.
    public typealias Model = PCA.Model
    /// How many components, at least 1 and at most the number of columns and of rows in the first batch; nil for as many as possible.
    public var components: Int?
    /// Rows in a batch of ``fit(_:)``; nil for five times the columns.
    public var batchSize: Int?
    /// Whether the places along the components are divided by their standard deviations.
    public var whitens: Bool

    /// Principal components in batches.
    ///
    /// - Parameters:
    ///   - components: How many, at least 1; nil for as many as possible.
    ///   - batchSize: Rows in a batch of `fit`, at least 1; nil for five times the columns.
    ///   - whitens: Whether places are divided by their standard deviations.
    public init(components: Int? = nil, batchSize: Int? = nil, whitens: Bool = false) {
        self.components = components
        self.batchSize = batchSize
        self.whitens = whitens
    }

    /// What has been learned so far.
    public struct Learner: Sendable {
        private let options: IncrementalPCA
        private var mean: Vector<Double>?
        private var squares = Vector<Double>.zeros(0)
        private var components = Matrix<Double>.zeros(0, 0)
        private var singularValues = Vector<Double>.zeros(0)
        /// How many rows have been seen.
        public private(set) var rowCount = 0

        init(_ options: IncrementalPCA) { self.options = options }

        /// Learns from a batch. O(b(p + k)·min(b + k, p)).
        ///
        /// - Parameter x: The rows, b × p; of the first batch at least as many as components.
        /// - Throws: ``FitError``. What was learned before stays.
        public mutating func learn(_ x: Matrix<Double>) throws(FitError) {
            let x = try Checks.features(x)
            if let mean {
                require(mean.count == x.columns, "IncrementalPCA: \(x.columns) columns after \(mean.count)")
            }
            let limit = min(x.rows + components.rows, x.columns)
            let count = try Factorization.count(
                options.components ?? (mean == nil ? min(x.rows, x.columns) : components.rows), limit: limit,
                "as many as rows seen at first, or columns")
            let batchMean = x.mean(over: .rows), centred = x - batchMean
            var stacked = centred, newMean = batchMean
            let seen = Double(rowCount), added = Double(x.rows), total = seen + added
            if let mean {
                let difference = mean - batchMean, factor = (seen / total * added).squareRoot()
                stacked = concatenate(
                    [components * singularValues.asColumn, centred, (difference * factor).asRow], along: .rows
                )
                newMean = (mean * seen + batchMean * added) / total
                squares += difference * difference * (seen * added / total)
            } else {
                squares = Vector<Double>.zeros(x.columns)
            }
            squares += centred.sumOfSquares(over: .rows)
            let svd = try Factorization.run { () throws(LinearAlgebraError) in
                try SingularValueDecomposition(stacked)
            }
            components = Factorization.signed(svd.vTransposed[0..<count, ...])
            singularValues = svd.singularValues[0..<count]
            mean = newMean
            rowCount += x.rows
        }

        /// The components of all rows seen.
        ///
        /// - Throws: ``FitError/tooFewRows(_:needed:why:)`` before two rows have been seen.
        public func model() throws(FitError) -> PCA.Model {
            guard let mean, rowCount >= 2 else {
                throw .tooFewRows(rowCount, needed: 2, why: "one row has no variance")
            }
            let divisor = Double(rowCount - 1)
            return PCA.Model(
                mean: mean, components: components, variances: singularValues * singularValues / divisor,
                total: squares.sum() / divisor, rows: rowCount, whitens: options.whitens, spectrum: mean.count
            )
        }
    }

    /// A learner that has seen nothing.
    public func learner() -> Learner { Learner(self) }

    /// Learns from all rows, in batches.
    ///
    /// - Parameter x: The rows, n × p, 2 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> PCA.Model {
        let x = try Checks.features(x)
        let size = batchSize ?? 5 * x.columns, least = components ?? 1
        guard size >= 1 else { throw .badOption("batches of \(size) rows") }
        var learner = learner(), first = 0
        while first < x.rows {
            // A rest with fewer rows than components joins the batch before it.
            var end = min(x.rows, first + size)
            if x.rows - end < least { end = x.rows }
            try learner.learn(x[first..<end, ...])
            first = end
        }
        return try learner.model()
    }
}
