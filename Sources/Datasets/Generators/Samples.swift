import LinearAlgebra
import Randomness

/// Made-up data for classification: a row of features and a class for each sample.
public struct LabelledSamples: Sendable, Hashable {
    /// A sample in each row, [samples, features].
    public let features: Matrix<Double>
    /// The class of each sample, counted from 0 unless the generator says otherwise.
    public let labels: [Int]

    /// Pairs features with labels, one label for each row.
    ///
    /// - Parameters:
    ///   - features: A sample in each row.
    ///   - labels: The class of each sample.
    public init(features: Matrix<Double>, labels: [Int]) {
        require(
            features.rows == labels.count,
            "LabelledSamples: \(labels.count) labels for \(features.rows) rows of features")
        self.features = features
        self.labels = labels
    }
}

/// Made-up data for regression: a row of features and a number for each sample.
public struct RegressionSamples: Sendable, Hashable {
    /// A sample in each row, [samples, features].
    public let features: Matrix<Double>
    /// The number that belongs to each sample, [samples].
    public let target: Vector<Double>

    /// Pairs features with a target, one number for each row.
    ///
    /// - Parameters:
    ///   - features: A sample in each row.
    ///   - target: The number that belongs to each sample.
    public init(features: Matrix<Double>, target: Vector<Double>) {
        require(
            features.rows == target.count,
            "RegressionSamples: \(target.count) targets for \(features.rows) rows of features")
        self.features = features
        self.target = target
    }
}

extension LabelledSamples {
    /// The samples in a random order.
    func shuffled(using generator: inout some RandomStream) -> LabelledSamples {
        let order = generator.permutation(labels.count)
        return LabelledSamples(features: features[rows: order], labels: order.map { labels[$0] })
    }
}

extension RandomStream {
    /// A matrix of uniform draws from [0, 1), row by row.
    mutating func uniformMatrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns, elements: random(count: rows * columns))
    }

    /// A matrix of draws from the standard normal distribution, row by row.
    mutating func normalMatrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns, elements: standardNormal(count: rows * columns))
    }
}

/// Refuses a count below its least, by name.
func requireCount(_ count: Int, atLeast least: Int = 0, _ what: String, _ operation: String) {
    require(count >= least, "\(operation): \(what) must be ≥ \(least), not \(count)")
}

/// Refuses a standard deviation that is negative or not a number.
func requireDeviation(_ deviation: Double, _ what: String, _ operation: String) {
    require(
        deviation >= 0 && deviation.isFinite,
        "\(operation): \(what) must be ≥ 0 and finite, not \(deviation)")
}

/// `count` numbers from `start` in equal steps to `stop`, which is the last one or, if `isOpen`, the one after. NumPy's
/// `linspace`, to the last bit.
func spaced(from start: Double, to stop: Double, count: Int, isOpen: Bool = false) -> [Double] {
    let steps = isOpen ? count : count - 1
    let step = steps > 0 ? (stop - start) / Double(steps) : 0
    return (0..<count).map { !isOpen && $0 == count - 1 && $0 > 0 ? stop : Double($0) * step + start }
}
