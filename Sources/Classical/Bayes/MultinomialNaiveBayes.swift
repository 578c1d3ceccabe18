import LinearAlgebra

/// Naive Bayes for counts, such as of the words of a text.
///
/// `log P(c | x) = log P(c) + Σⱼ xⱼ log θ_cj + …` with `θ_cj = (N_cj + α) / (N_c + αp)`, where `N_cj` is the (weighted) sum of column j over the
/// rows of class c and α the smoothing (Laplace's for 1).
///
///     let model = try MultinomialNaiveBayes().fit(counts, y)
///
/// Rows are dense or a `SparseMatrix`; numbers are 0 or more. O(elements).
/// Source: McCallum and Nigam, *A Comparison of Event Models for Naive Bayes Text Classification* (1998).
public struct MultinomialNaiveBayes: CountBayes, WeightedClassifier, Codable, Hashable {
    /// α, added to all counts, 0 or more.
    public var smoothing: Double
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// How much the classes count.
    public var classWeights: ClassWeights

    /// A smoothing of 1 and learned priors unless told otherwise.
    public init(
        smoothing: Double = 1, priors: ClassPriors = .learned, classWeights: ClassWeights = .equal
    ) {
        self.smoothing = smoothing
        self.priors = priors
        self.classWeights = classWeights
    }

    /// Sums the counts of each class.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError)
        -> CountBayesModel
    {
        try learn(.dense(x), y, weights, counts: true)
    }

    /// Sums the counts of each class, from sparse rows.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row.
    ///   - weights: How often each row counts; nil for once each.
    /// - Throws: ``FitError``.
    public func fit(_ x: SparseMatrix<Double>, _ y: Labels, weights: Vector<Double>? = nil) throws(FitError)
        -> CountBayesModel
    {
        try learn(.sparse(x), y, weights, counts: true)
    }

    func model(_ x: CountRows, _ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> CountBayesModel {
        let (sums, totals) = x.classSums(y, weights)
        let smoothed = sums + positiveSmoothing, all = smoothed.sum(over: .columns)
        let logarithms = smoothed.log() - all.log().asColumn, logPriors = try priors.logarithms(totals)
        return CountBayesModel(
            classes: y.classes, intercepts: logPriors, coefficients: logarithms, logPriors: logPriors,
            logProbabilities: logarithms, threshold: nil)
    }
}

/// Naive Bayes for what is there or not: `log P(x | c) = Σⱼ bⱼ log θ_cj + (1 - bⱼ) log(1 - θ_cj)`.
///
/// `bⱼ` is 1 where xⱼ exceeds the threshold, and `θ_cj = (N_cj + α) / (N_c + 2α)` is the smoothed share of the rows of class c that have it. Unlike
/// the multinomial one it also counts what is *not* there. Rows are dense or sparse.
public struct BernoulliNaiveBayes: CountBayes, WeightedClassifier, Codable, Hashable {
    /// α, added to all counts, 0 or more.
    public var smoothing: Double
    /// A number above this counts as there.
    public var threshold: Double
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// How much the classes count.
    public var classWeights: ClassWeights

    /// A smoothing of 1, a threshold of 0 and learned priors unless told otherwise.
    public init(
        smoothing: Double = 1, threshold: Double = 0, priors: ClassPriors = .learned,
        classWeights: ClassWeights = .equal
    ) {
        self.smoothing = smoothing
        self.threshold = threshold
        self.priors = priors
        self.classWeights = classWeights
    }

    /// Counts the rows of each class that have each column.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError)
        -> CountBayesModel
    {
        try learn(.dense(x), y, weights, counts: false)
    }

    /// Counts the rows of each class that have each column, from sparse rows.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row.
    ///   - weights: How often each row counts; nil for once each.
    /// - Throws: ``FitError``.
    public func fit(_ x: SparseMatrix<Double>, _ y: Labels, weights: Vector<Double>? = nil) throws(FitError)
        -> CountBayesModel
    {
        try learn(.sparse(x), y, weights, counts: false)
    }

    func model(_ x: CountRows, _ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> CountBayesModel {
        let (sums, totals) = x.binarized(threshold).classSums(y, weights), alpha = positiveSmoothing
        let all = (totals + 2 * alpha).log().asColumn
        let present = (sums + alpha).log() - all
        let absent = ((totals + alpha).asColumn - sums).log() - all
        let logPriors = try priors.logarithms(totals)
        return CountBayesModel(
            classes: y.classes, intercepts: logPriors + absent.sum(over: .columns),
            coefficients: present - absent, logPriors: logPriors, logProbabilities: present,
            threshold: threshold)
    }
}

/// Naive Bayes that asks how badly a row fits all *other* classes: steadier than the multinomial where classes are of unequal size.
///
/// `w_cj = -log θ̃_cj` with `θ̃_cj = (α + Σ_{d≠c} N_dj) / (αp + Σ_{d≠c} N_d)`; with `normalizes`, each class's weights are divided by the sum of their sizes.
/// Rows are dense or sparse. Source: Rennie, Shih, Teevan and Karger, *Tackling the Poor Assumptions of Naive Bayes Text Classifiers* (2003).
public struct ComplementNaiveBayes: CountBayes, WeightedClassifier, Codable, Hashable {
    /// α, added to all counts, 0 or more.
    public var smoothing: Double
    /// Whether the weights of a class are divided by the sum of their sizes.
    public var normalizes: Bool
    /// How much the classes count.
    public var classWeights: ClassWeights
    var priors: ClassPriors { .learned }

    /// A smoothing of 1, not normalised, unless told otherwise.
    public init(smoothing: Double = 1, normalizes: Bool = false, classWeights: ClassWeights = .equal) {
        self.smoothing = smoothing
        self.normalizes = normalizes
        self.classWeights = classWeights
    }

    /// Sums the counts of all other classes.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError)
        -> CountBayesModel
    {
        try learn(.dense(x), y, weights, counts: true)
    }

    /// Sums the counts of all other classes, from sparse rows.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row.
    ///   - weights: How often each row counts; nil for once each.
    /// - Throws: ``FitError``.
    public func fit(_ x: SparseMatrix<Double>, _ y: Labels, weights: Vector<Double>? = nil) throws(FitError)
        -> CountBayesModel
    {
        try learn(.sparse(x), y, weights, counts: true)
    }

    func model(_ x: CountRows, _ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> CountBayesModel {
        let (sums, totals) = x.classSums(y, weights)
        let others = (sums.sum(over: .rows) + positiveSmoothing).asRow - sums
        let logarithms = others.log() - others.sum(over: .columns).log().asColumn
        let weights = normalizes ? logarithms / logarithms.sum(over: .columns).asColumn : -logarithms
        return CountBayesModel(
            classes: y.classes, intercepts: .zeros(y.classes.count), coefficients: weights,
            logPriors: (totals / totals.sum()).log(), logProbabilities: -logarithms, threshold: nil)
    }
}
