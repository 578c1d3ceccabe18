import LinearAlgebra

/// Naive Bayes for columns whose numbers are names: `P(xⱼ = t | c) = (N_tjc + α) / (N_c + αKⱼ)`.
///
/// Each distinct number of a column is a category, and Kⱼ how many there are. A number that fitting did not meet counts as a category with no rows.
/// O(np log K).
public struct CategoricalNaiveBayes: WeightedClassifier, Codable, Hashable {
    /// α, added to all counts, 0 or more.
    public var smoothing: Double
    /// The least number of categories a column is taken to have, for those that happen not to occur.
    public var minimumCategories: Int
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// How much the classes count.
    public var classWeights: ClassWeights

    /// A smoothing of 1 and learned priors unless told otherwise.
    public init(
        smoothing: Double = 1, minimumCategories: Int = 0, priors: ClassPriors = .learned,
        classWeights: ClassWeights = .equal
    ) {
        self.smoothing = smoothing
        self.minimumCategories = minimumCategories
        self.priors = priors
        self.classWeights = classWeights
    }

    /// The probabilities of the categories.
    public struct Model: ProbabilisticModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The logarithms of the priors.
        public let logPriors: Vector<Double>
        /// The categories of each column, rising.
        public let categories: [[Double]]
        /// The logarithms of their probabilities, one matrix a column: k × categories, and one column more for what fitting did not meet.
        public let logProbabilities: [Matrix<Double>]

        /// How many columns the rows must have.
        public var featureCount: Int { categories.count }

        /// `log P(c) + Σ log P(xⱼ | c)`, m × k.
        public func jointLogLikelihoods(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "CategoricalNaiveBayes.predict")
            var result = Matrix(repeating: 0.0, rows: x.rows, columns: classes.count) + logPriors
            for column in categories.indices {
                for row in 0..<x.rows {
                    let place = place(of: x[row, column], among: categories[column])
                    let found = place ?? categories[column].count
                    for code in classes.indices { result[row, code] += logProbabilities[column][code, found] }
                }
            }
            return result
        }

        /// The probability of each class.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            normalized(jointLogLikelihoods(x))
        }
    }

    /// Counts the categories of each column in each class.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard smoothing >= 0, smoothing.isFinite else { throw .badOption("a smoothing of \(smoothing)") }
        let weights = try classWeights.weights(of: y, times: weights), alpha = max(smoothing, 1e-10)
        let own = weights.map { Array($0) } ?? [Double](repeating: 1, count: x.rows)
        var sums = [Double](repeating: 0, count: y.classes.count)
        for row in 0..<x.rows { sums[y.codes[row]] += own[row] }
        let totals = Vector(sums)
        var categories: [[Double]] = [], tables: [Matrix<Double>] = []
        for column in 0..<x.columns {
            let values = Array(x[..., column]), names = names(values, own)
            let counts = counts(values, names, y, own)
            let kinds = Double(max(names.count, minimumCategories))
            tables.append((counts + alpha).log() - (totals + alpha * kinds).log().asColumn)
            categories.append(names)
        }
        return Model(
            classes: y.classes, logPriors: try priors.logarithms(totals), categories: categories,
            logProbabilities: tables)
    }

    /// The distinct numbers of a column; a row that weighs nothing names none.
    private func names(_ values: [Double], _ weights: [Double]) -> [Double] {
        Set(values.indices.filter { weights[$0] > 0 }.map { values[$0] }).sorted()
    }

    /// How much each class has of each category, and nothing of what is none.
    private func counts(_ values: [Double], _ names: [Double], _ y: Labels, _ weights: [Double]) -> Matrix<
        Double
    > {
        let width = names.count + 1
        var counts = [Double](repeating: 0, count: y.classes.count * width)
        for row in values.indices {
            if let place = place(of: values[row], among: names) {
                counts[y.codes[row] * width + place] += weights[row]
            }
        }
        return Matrix(rows: y.classes.count, columns: width, elements: counts)
    }
}

/// Where a number stands among rising ones, by halving.
private func place(of value: Double, among names: [Double]) -> Int? {
    var low = 0, high = names.count
    while low < high {
        let middle = (low + high) / 2
        if names[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < names.count && names[low] == value ? low : nil
}
