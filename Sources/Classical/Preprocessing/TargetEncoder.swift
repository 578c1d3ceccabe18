import LinearAlgebra
import Randomness

/// The mean of the target over the rows of each category, drawn towards the mean of all where rows are few.
///
/// With nᵢ rows of category i, their mean mᵢ and variance vᵢ, the mean m and variance v of all: `λ mᵢ + (1 - λ) m`, where
/// `λ = nᵢ v/(nᵢ v + vᵢ)` for ``Smoothing/automatic`` and `λ = nᵢ/(nᵢ + s)` for a given s. Of k > 2 classes there are k columns for each, the shares
/// of the classes; of two one column, the share of the second.
///
/// Within a pipeline the rows that are fitted are encoded by inner folds, each by the rows of the other folds: a row that
/// took part in its own encoding would carry its own target, and the model would learn to trust that. Equal to scikit-learn's class of this
/// name, but for which rows share a fold. Source: Micci-Barreca, ACM SIGKDD Explorations 3 (2001).
public struct TargetEncoder: PipelineStep, CategoryEncoder, Codable, Hashable {
    /// How strongly means of few rows are drawn to the mean of all.
    public enum Smoothing: Sendable, Codable, Hashable {
        /// By the variances within and between categories (empirical Bayes).
        case automatic
        /// As if there were so many more rows with the mean of all.
        case rows(Double)
    }

    /// How strongly means of few rows are drawn to the mean of all.
    public var smoothing: Smoothing
    /// How many inner folds encode the rows that are fitted.
    public var folds: Int
    /// Which rows share a fold.
    public var seed: UInt64
    /// NaN is a category.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An encoder.
    ///
    /// - Parameters:
    ///   - smoothing: How strongly means of few rows are drawn to the mean of all.
    ///   - folds: How many inner folds encode the rows that are fitted, 2 or more.
    ///   - seed: Which rows share a fold.
    public init(smoothing: Smoothing = .automatic, folds: Int = 5, seed: UInt64 = 0) {
        self.smoothing = smoothing
        self.folds = folds
        self.seed = seed
    }

    /// The encodings of the categories.
    public struct Model: CategoryEncoding, Hashable {
        package let tables: [CategoryTable]
        /// For each column and target the encoding of each category.
        public let encodings: [[[Double]]]
        /// The mean of each target, for categories that were not fitted.
        public let means: [Double]
        /// The classes, where there is a column for each; nil for numbers and pairs.
        public let classes: [Label]?

        /// The categories of each column, rising, NaN last.
        public var categories: [[Double]] { tables.map(\.values) }
        /// How many columns the rows must have.
        public var featureCount: Int { tables.count }
        /// One for each column and target.
        public var outputCount: Int { tables.count * means.count }

        /// The encodings of the rows' categories. Of rows that were fitted these carry their own targets: see ``TargetEncoder``.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "TargetEncoder.transform")
            let x = x.contiguous(), targets = means.count, width = outputCount
            let result = Matrix<Double>(uninitialized: x.rows, width)
            for row in 0..<x.rows {
                for column in 0..<x.columns {
                    let place = tables[column].place(of: x.start[row * x.columns + column])
                    for target in 0..<targets {
                        result.start[row * width + column * targets + target] =
                            place.map { encodings[column][target][$0] } ?? means[target]
                    }
                }
            }
            withExtendedLifetime(x) {}
            return result
        }

        /// The columns' own names, with the class where there are several.
        public func outputNames(_ names: [String], _ category: (Int, Double) -> String) -> [String] {
            guard let classes else { return names }
            return names.flatMap { name in classes.map { "\(name)_\($0)" } }
        }
    }

    /// Learns the encodings of all rows, and encodes each row by the rows of other folds. O(folds · n p).
    ///
    /// - Throws: ``FitError/badOption(_:)`` without a target, or with fewer than 2 folds.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let x = try Checks.features(x, allowsMissing: true)
        guard let target else { throw .badOption("TargetEncoder: there is no target to encode by") }
        guard folds >= 2 else { throw .badOption("TargetEncoder: \(folds) folds, where 2 are needed") }
        if case .rows(let rows) = smoothing, !(rows >= 0 && rows.isFinite) {
            throw .badOption("TargetEncoder: a smoothing of \(rows) rows")
        }
        switch target {
        case .numbers(let y): try Checks.target(y, rows: x.rows)
        case .labels(let y): _ = try Checks.labels(y, rows: x.rows)
        }
        let model = encode(x, target)
        guard x.rows >= folds else { return (model, model.transform(x)) }
        let output = Matrix<Double>(uninitialized: x.rows, model.outputCount)
        let fold = assignment(target)
        for held in 0..<folds {
            let inside = (0..<x.rows).filter { fold[$0] == held }
            let others = (0..<x.rows).filter { fold[$0] != held }
            let encoded = encode(x[rows: others], target[others]).transform(x[rows: inside])
            for (place, row) in inside.enumerated() {
                (output.start + row * output.columns)
                    .update(from: encoded.start + place * output.columns, count: output.columns)
            }
            withExtendedLifetime(encoded) {}
        }
        return (model, output)
    }

    /// The fold of each row: shuffled, and the classes spread evenly.
    private func assignment(_ target: Targets) -> [Int] {
        var generator = Generator(seed: seed)
        var order = generator.permutation(target.count)
        if let codes = target.labels?.codes {
            order = order.enumerated().sorted {
                (codes[$0.element], $0.offset) < (codes[$1.element], $1.offset)
            }
            .map(\.element)
        }
        var fold = [Int](repeating: 0, count: target.count)
        for (place, row) in order.enumerated() { fold[row] = place % folds }
        return fold
    }

    private func encode(_ x: Matrix<Double>, _ target: Targets) -> Model {
        let targets = target.columns, x = x.contiguous()
        let means = targets.map { $0.mean() }
        let variances = targets.map { $0.variance() }
        let tables = (0..<x.columns).map { CategoryTable(x, column: $0) }
        let encodings = tables.enumerated().map { column, table in
            let places = (0..<x.rows).map { table.place(of: x.start[$0 * x.columns + column]) ?? 0 }
            return targets.indices.map { index in
                encoding(places, table.count, targets[index].contiguous(), means[index], variances[index])
            }
        }
        let classes = target.labels.flatMap { $0.classes.count > 2 ? $0.classes : nil }
        return Model(tables: tables, encodings: encodings, means: means, classes: classes)
    }

    /// The encoding of each category.
    private func encoding(
        _ places: [Int], _ categories: Int, _ y: Vector<Double>, _ mean: Double, _ variance: Double
    ) -> [Double] {
        var counts = [Double](repeating: 0, count: categories), sums = counts, squares = counts
        for (row, place) in places.enumerated() {
            counts[place] += 1
            sums[place] += y.start[row]
        }
        if case .rows(let extra) = smoothing {
            return (0..<categories).map { (sums[$0] + extra * mean) / (counts[$0] + extra) }
        }
        for (row, place) in places.enumerated() {
            let distance = y.start[row] - sums[place] / counts[place]
            squares[place] += distance * distance
        }
        withExtendedLifetime(y) {}
        return (0..<categories).map { place in
            if variance == 0 { return mean }
            let own = sums[place] / counts[place], spread = variance * counts[place]
            let share = spread / (spread + squares[place] / counts[place])
            return share * own + (1 - share) * mean
        }
    }
}
