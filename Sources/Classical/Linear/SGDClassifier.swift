import Foundation
import LinearAlgebra

/// A linear classifier by steps on single rows: a linear SVM, a logistic regression or a perceptron, by its loss.
///
/// The least of `1/n Σ wᵢℓ(yᵢ, ηᵢ) + λ(ρ Σ|βⱼ| + ½(1 - ρ)‖β‖²)` with y = ±1 and `η = b₀ + xᵀβ`; for more than two classes each is told from all
/// others. The columns should be scaled. O(npk) for each pass. Sources: Bottou (2012); Zhang, *Solving Large Scale Linear Prediction
/// Problems Using Stochastic Gradient Descent Algorithms* (2004).
public struct SGDClassifier: WeightedClassifier, Codable, Hashable {
    /// What a row with the margin `m = yη` costs.
    public enum Loss: Sendable, Codable, Hashable {
        /// `max(0, 1 - m)`: a linear support vector machine.
        case hinge
        /// `ln(1 + e⁻ᵐ)`: logistic regression.
        case logistic
        /// `max(0, 1 - m)²`.
        case squaredHinge
        /// `max(0, 1 - m)²` for m ≥ -1 and `-4m` below.
        case modifiedHuber
        /// `max(0, -m)`: the perceptron.
        case perceptron
    }

    /// What a row costs.
    public var loss: Loss
    /// λ, 0 or more.
    public var penalty: Double
    /// ρ, the lasso's share of the penalty, in 0...1.
    public var mixing: Double
    /// How long the steps are.
    public var schedule: DescentSchedule
    /// How many passes over the rows at most, 1 or more.
    public var epochs: Int
    /// The least fall of the mean loss that counts as progress: five passes without end the descent. Nil for all passes.
    public var tolerance: Double?
    /// Whether each pass has an order of its own.
    public var shuffles: Bool
    /// The seed of the orders.
    public var seed: UInt64
    /// Whether the coefficients are the mean over all steps.
    public var averages: Bool
    /// Whether there is a b₀.
    public var hasIntercept: Bool
    /// How much the rows of each class count.
    public var classWeights: ClassWeights

    /// A configuration.
    ///
    /// - Parameters:
    ///   - loss: What a row costs.
    ///   - penalty: λ, 0 or more; 0.0001 unless told otherwise.
    ///   - mixing: ρ, the lasso's share of the penalty, in 0...1.
    ///   - schedule: How long the steps are.
    ///   - epochs: How many passes at most.
    ///   - tolerance: The least fall of the mean loss that counts as progress; nil for all passes.
    ///   - shuffles: Whether each pass has an order of its own.
    ///   - seed: The seed of the orders.
    ///   - averages: Whether the coefficients are the mean over all steps.
    ///   - hasIntercept: Whether there is a b₀.
    ///   - classWeights: How much the rows of each class count.
    public init(
        loss: Loss = .hinge, penalty: Double = 0.0001, mixing: Double = 0,
        schedule: DescentSchedule = .optimal,
        epochs: Int = 1000, tolerance: Double? = 1e-3, shuffles: Bool = true, seed: UInt64 = 0,
        averages: Bool = false, hasIntercept: Bool = true, classWeights: ClassWeights = .equal
    ) {
        (self.loss, self.penalty, self.mixing, self.schedule) = (loss, penalty, mixing, schedule)
        (self.epochs, self.tolerance, self.shuffles, self.seed) = (epochs, tolerance, shuffles, seed)
        (self.averages, self.hasIntercept, self.classWeights) = (averages, hasIntercept, classWeights)
    }

    /// A fitted linear classifier, which scores but has no probabilities.
    public struct Model: ClassificationModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// β: for two classes one row, which speaks for the second; else one row for each class.
        public let coefficients: Matrix<Double>
        /// b: one number for each row of ``coefficients``.
        public let intercepts: Vector<Double>
        /// How many passes were made, the most of any class.
        public let epochs: Int

        /// The number of columns.
        public var featureCount: Int { coefficients.columns }

        /// `b + xᵀB`, m × k; of two classes the first has the second's score with the other sign. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "SGDClassifier.predict")
            let eta = matmul(x, coefficients.transposed) + intercepts
            return classes.count > 2 ? eta : concatenate([-eta, eta], along: .columns)
        }
    }

    /// Goes over the rows, O(npk) for each pass.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try Checks.features(x)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let all = try classWeights.weights(of: y, times: weights)
        let descent = StochasticDescent(
            penalty: penalty, mixing: mixing, hasIntercept: hasIntercept, schedule: schedule, epochs: epochs,
            tolerance: tolerance, shuffles: shuffles, seed: seed, averages: averages)
        try descent.check("SGDClassifier")
        var rows: [Vector<Double>] = [], intercepts: [Double] = [], passes = 0
        for code in y.classes.indices where y.classes.count > 2 || code == 1 {
            let target = Vector(y.codes.map { $0 == code ? 1.0 : -1.0 })
            let found = try descent.run(x, target, all, isClassifier: true, costs)
            rows.append(found.coefficients)
            intercepts.append(found.intercept)
            passes = max(passes, found.epochs)
        }
        return Model(
            classes: y.classes, coefficients: stack(rows, as: .rows), intercepts: Vector(intercepts),
            epochs: passes)
    }

    private func costs(_ predictor: Double, _ target: Double) -> (value: Double, slope: Double) {
        let m = predictor * target
        switch loss {
        case .hinge: return m < 1 ? (1 - m, -target) : (0, 0)
        case .perceptron: return m <= 0 ? (-m, -target) : (0, 0)
        case .logistic: return (m > -700 ? log1p(exp(-m)) : -m, -target / (1 + exp(m)))
        case .squaredHinge: return m < 1 ? ((1 - m) * (1 - m), -2 * (1 - m) * target) : (0, 0)
        case .modifiedHuber:
            if m >= 1 { return (0, 0) }
            return m >= -1 ? ((1 - m) * (1 - m), -2 * (1 - m) * target) : (-4 * m, -4 * target)
        }
    }
}

/// The perceptron: a row that is misclassified is added to the coefficients, or taken off, until none is or the passes are over.
///
/// It ends by itself only where a plane separates the classes. ``SGDClassifier`` with its loss, constant steps and no penalty; the version to
/// read is `Textbook.perceptron`. O(npk) for each pass. Source: Rosenblatt, *The Perceptron* (1958).
public struct Perceptron: WeightedClassifier, Codable, Hashable {
    /// η, the length of a step; it scales the coefficients and changes no prediction.
    public var rate: Double
    /// How many passes at most, 1 or more.
    public var epochs: Int
    /// The least fall of the mean loss that counts as progress: five passes without end the descent. Nil for all passes.
    public var tolerance: Double?
    /// Whether each pass has an order of its own.
    public var shuffles: Bool
    /// The seed of the orders.
    public var seed: UInt64
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - rate: η, the length of a step.
    ///   - epochs: How many passes at most.
    ///   - tolerance: The least fall of the mean loss that counts as progress; nil for all passes.
    ///   - shuffles: Whether each pass has an order of its own.
    ///   - seed: The seed of the orders.
    ///   - hasIntercept: Whether there is a b₀.
    public init(
        rate: Double = 1, epochs: Int = 1000, tolerance: Double? = 1e-3, shuffles: Bool = true,
        seed: UInt64 = 0,
        hasIntercept: Bool = true
    ) {
        (self.rate, self.epochs, self.tolerance) = (rate, epochs, tolerance)
        (self.shuffles, self.seed, self.hasIntercept) = (shuffles, seed, hasIntercept)
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = SGDClassifier.Model

    /// Goes over the rows, O(npk) for each pass.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try SGDClassifier(
            loss: .perceptron, penalty: 0, schedule: .constant(rate), epochs: epochs, tolerance: tolerance,
            shuffles: shuffles, seed: seed, hasIntercept: hasIntercept
        ).fit(x, y, weights: weights)
    }
}
