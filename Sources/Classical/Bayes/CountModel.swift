import LinearAlgebra

/// Naive Bayes whose log-likelihood is linear in the row: `log P(c | x) = b_c + Σⱼ w_cj xⱼ - log Σ…`.
///
/// What ``MultinomialNaiveBayes``, ``BernoulliNaiveBayes`` and ``ComplementNaiveBayes`` give; takes dense and sparse rows.
public struct CountBayesModel: ProbabilisticModel, Hashable {
    /// The classes, sorted.
    public let classes: [Label]
    /// What each class begins with: b, k numbers.
    public let intercepts: Vector<Double>
    /// What a unit of a column adds to each class: w, k × p.
    public let coefficients: Matrix<Double>
    /// The logarithms of the priors.
    public let logPriors: Vector<Double>
    /// The smoothed logarithms of the probabilities of the columns in each class, k × p; for the complement, the negative of those in
    /// all other classes.
    public let logProbabilities: Matrix<Double>
    /// The threshold above which a number counts as 1; nil where numbers count as they are.
    let threshold: Double?

    /// How many columns the rows must have.
    public var featureCount: Int { coefficients.columns }

    /// `log P(c) + log P(x | c)` up to what all classes share, m × k.
    public func jointLogLikelihoods(_ x: Matrix<Double>) -> Matrix<Double> {
        Checks.columns(x, featureCount, "naive Bayes")
        return joint(.dense(x.contiguous()))
    }

    /// `log P(c) + log P(x | c)` of sparse rows.
    public func jointLogLikelihoods(_ x: SparseMatrix<Double>) -> Matrix<Double> {
        require(
            x.columns == featureCount,
            "naive Bayes: \(x.rows) × \(x.columns) for a model of \(featureCount) columns")
        return joint(.sparse(x.converted(to: .rows)))
    }

    private func joint(_ x: CountRows) -> Matrix<Double> {
        (threshold.map { x.binarized($0) } ?? x).product(coefficients) + intercepts
    }

    /// The probability of each class.
    public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> { normalized(jointLogLikelihoods(x)) }
    /// The probability of each class, of sparse rows.
    public func probabilities(_ x: SparseMatrix<Double>) -> Matrix<Double> {
        normalized(jointLogLikelihoods(x))
    }

    /// The most probable class of each row.
    public func predict(_ x: Matrix<Double>) -> Labels { labels(ofLargest: jointLogLikelihoods(x)) }
    /// The most probable class of each sparse row.
    public func predict(_ x: SparseMatrix<Double>) -> Labels { labels(ofLargest: jointLogLikelihoods(x)) }
}

/// What the three kinds of naive Bayes on counts share.
protocol CountBayes: WeightedClassifier where Model == CountBayesModel {
    var smoothing: Double { get }
    var priors: ClassPriors { get }
    var classWeights: ClassWeights { get }
    func model(_ x: CountRows, _ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> CountBayesModel
}

extension CountBayes {
    func learn(_ x: CountRows, _ y: Labels, _ weights: Vector<Double>?, counts: Bool) throws(FitError)
        -> CountBayesModel
    {
        let x = try x.checked(counts: counts), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard smoothing >= 0, smoothing.isFinite else { throw .badOption("a smoothing of \(smoothing)") }
        return try model(x, y, try classWeights.weights(of: y, times: weights))
    }

    /// The smoothing itself; where it is 0, so little that logarithms stay finite.
    var positiveSmoothing: Double { max(smoothing, 1e-10) }
}
