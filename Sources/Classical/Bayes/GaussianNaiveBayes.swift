import CKernels
import Foundation
import LinearAlgebra

/// The probabilities of the classes before anything is known of a row.
public enum ClassPriors: Sendable, Codable, Hashable {
    /// The shares of the classes among the (weighted) rows.
    case learned
    /// All classes alike.
    case uniform
    /// As given, one for each class in the sorted order, summing to 1.
    case given([Double])

    /// The logarithms of the priors.
    func logarithms(_ totals: Vector<Double>) throws(FitError) -> Vector<Double> {
        switch self {
        case .learned: return (totals / totals.sum()).log()
        case .uniform: return Vector(repeating: -log(Double(totals.count)), count: totals.count)
        case .given(let priors):
            guard priors.count == totals.count, priors.allSatisfy({ $0 >= 0 }),
                abs(priors.reduce(0, +) - 1) < 1e-8
            else { throw .badOption("priors of \(priors) for \(totals.count) classes; they sum to 1") }
            return Vector(priors).log()
        }
    }
}

/// Naive Bayes with a normal distribution for each column and class.
///
/// `P(c | x) ∝ P(c) Πⱼ N(xⱼ; μ_cj, σ²_cj + ε)`, where ε is `smoothing` times the largest variance of a column. Naive is to take the columns for
/// independent within a class.
///
///     let x: Matrix = [[1.0], [2.0], [7.0], [9.0]]
///     let model = try GaussianNaiveBayes().fit(x, ["mail", "mail", "spam", "spam"])
///     print(model.means[0, 0], model.predict([[6.0]]))  // 1.5 [spam]
///
/// One pass over the rows, block by block in parallel, O(np); predicting is O(kp) a row.
public struct GaussianNaiveBayes: WeightedClassifier, Codable, Hashable {
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// The share of the largest variance that is added to all, 0 or more.
    public var smoothing: Double
    /// How much the classes count.
    public var classWeights: ClassWeights

    /// Learned priors and a smoothing of 10⁻⁹ unless told otherwise.
    public init(
        priors: ClassPriors = .learned, smoothing: Double = 1e-9, classWeights: ClassWeights = .equal
    ) {
        self.priors = priors
        self.smoothing = smoothing
        self.classWeights = classWeights
    }

    /// The normal distributions.
    public struct Model: ProbabilisticModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The logarithms of the priors.
        public let logPriors: Vector<Double>
        /// The means μ, k × p.
        public let means: Matrix<Double>
        /// The variances σ² + ε, k × p.
        public let variances: Matrix<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { means.columns }

        /// `log P(c) + log P(x | c)`, m × k.
        public func jointLogLikelihoods(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "GaussianNaiveBayes.predict")
            let x = x.contiguous(), means = means.contiguous(), factors = (0.5 / variances).contiguous()
            let constants = logPriors - 0.5 * (2 * Double.pi * variances).log().sum(over: .columns)
            let result = Matrix<Double>(uninitialized: x.rows, classes.count), k = classes.count
            let p = featureCount
            inParallel(x.rows, grain: max(64, (1 << 16) / max(1, p * k))) { first, count in
                cairn_gaussian_scores(
                    x.start + first * p, p, means.start, factors.start, constants.start, count, p, k,
                    result.start + first * k)
            }
            return result
        }

        /// The probability of each class.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            normalized(jointLogLikelihoods(x))
        }

        /// The most probable class of each row; the probabilities themselves are not needed for that.
        public func predict(_ x: Matrix<Double>) -> Labels { labels(ofLargest: jointLogLikelihoods(x)) }
    }

    /// Finds means and variances. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard smoothing >= 0 else { throw .badOption("a smoothing of \(smoothing)") }
        let weights = try classWeights.weights(of: y, times: weights)
        let moments = ClassMoments(x, y.codes.map(Int32.init), y.classes.count, weights)
        if let empty = (0..<y.classes.count).first(where: { moments.totals[$0] == 0 }) {
            throw .badClass(y.classes[empty], why: "its rows weigh 0")
        }
        let variances = moments.squares / moments.totals.asColumn
        return Model(
            classes: y.classes, logPriors: try priors.logarithms(moments.totals), means: moments.means,
            variances: (variances + smoothing * moments.largestVariance).maximum(1e-300))
    }
}

/// `exp(x - log Σ exp x)`, row by row.
func normalized(_ logarithms: Matrix<Double>) -> Matrix<Double> { logarithms.softmax() }

/// The weighted mean and the sum of squares about it, of each column within each class.
///
/// Blocks of rows are summed while they are in the cache, first for their means and then for the squares about them, and combined as Chan,
/// Golub and LeVeque (1979) do.
struct ClassMoments {
    var totals: Vector<Double>
    var means: Matrix<Double>
    var squares: Matrix<Double>

    init(_ x: Matrix<Double>, _ codes: [Int32], _ classes: Int, _ weights: Vector<Double>?) {
        let n = x.rows, p = x.columns, height = max(64, min(1024, (1 << 16) / p)), cells = classes * p
        let blocks = (n + height - 1) / height, weights = weights?.contiguous(), x = x.contiguous()
        // Each of a few parts combines its own blocks; the cut depends on the shape alone.
        let perPart = max(1, (blocks + 15) / 16), parts = (blocks + perPart - 1) / perPart
        let partial = (0..<parts).map { _ in ClassMoments(classes, p) }
        codes.withUnsafeBufferPointer { codes in
            guard let codes = codes.baseAddress else { return }
            concurrently(parts) { part in
                let total = partial[part], own = ClassMoments(classes, p)
                for block in part * perPart..<min(blocks, (part + 1) * perPart) {
                    let first = block * height, count = min(height, n - first),
                        w = weights.map { $0.start + first }
                    own.clear()
                    cairn_class_sums(
                        x.start + first * p, p, codes + first, w, count, p, own.means.start, own.totals.start)
                    for cell in 0..<cells { own.means.start[cell] /= max(own.totals.start[cell / p], 1e-300) }
                    cairn_class_squares(
                        x.start + first * p, p, codes + first, w, own.means.start, count, p,
                        own.squares.start)
                    total.merge(own)
                }
            }
        }
        self = partial[0]
        for other in partial.dropFirst() { merge(other) }
    }

    private init(_ classes: Int, _ columns: Int) {
        totals = .zeros(classes)
        means = .zeros(classes, columns)
        squares = .zeros(classes, columns)
    }

    private func clear() {
        totals.start.update(repeating: 0, count: totals.count)
        means.start.update(repeating: 0, count: means.count)
        squares.start.update(repeating: 0, count: squares.count)
    }

    /// Adds the moments of other rows, in place.
    private func merge(_ other: ClassMoments) {
        let p = means.columns
        for code in 0..<totals.count where other.totals.start[code] > 0 {
            let a = totals.start[code], b = other.totals.start[code], share = b / (a + b)
            let mean = means.start + code * p, square = squares.start + code * p
            let otherMean = other.means.start + code * p, otherSquare = other.squares.start + code * p
            for column in 0..<p {
                let gap = otherMean[column] - mean[column]
                mean[column] += gap * share
                square[column] += otherSquare[column] + gap * gap * a * share
            }
            totals.start[code] = a + b
        }
    }

    /// The largest (weighted) variance of a column over all classes.
    var largestVariance: Double {
        let total = totals.sum(), center = matmul(totals, means) / total, spread = (means - center).square()
        let between = matmul(totals, spread), within = squares.sum(over: .rows)
        return ((between + within) / total).max()
    }
}
