import LinearAlgebra

/// A regressor whose intervals hold the true number as often as they say, whatever the data and the base: conformal prediction.
///
///     let model = try ConformalRegressor(RidgeRegression(), method: .crossValidation(10)).fit(x, y)
///     let (lower, upper) = model.intervals(test, level: 0.9)
///
/// All it takes is that rows to come are like rows learnt from, in any order (exchangeable); not so for time series. The guarantee is on
/// average over rows: where the noise differs from place to place, intervals are too wide here and too narrow there.
///
/// Source: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World" (2005); R. Barber, E. Candès, A. Ramdas,
/// R. Tibshirani, "Predictive inference with the jackknife+" (2021).
public struct ConformalRegressor<Base: Regressor>: Regressor {
    /// Where the errors that intervals are made of come from.
    public enum Method: Sendable, Hashable, Codable {
        /// A share of the rows is held back: one fit. Covers with a chance of at least the level.
        case split(share: Double)
        /// Every row is held back once, in so many parts: CV+. Covers with a chance of at least 2·level - 1, and in practice about the level.
        case crossValidation(Int)
        /// Every row is held back alone: jackknife+, as many fits as rows.
        case jackknife
    }

    /// What predicts.
    public var base: Base
    /// Where the errors come from.
    public var method: Method
    /// The seed by which rows are parted.
    public var seed: UInt32
    /// Whether the base takes missing values.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A regressor with honest intervals.
    ///
    /// - Parameters:
    ///   - base: What predicts.
    ///   - method: Where the errors come from, default `.split(share: 0.25)`.
    ///   - seed: The seed by which rows are parted, default 0.
    public init(_ base: Base, method: Method = .split(share: 0.25), seed: UInt32 = 0) {
        self.base = base
        self.method = method
        self.seed = seed
    }

    /// Models, and the errors of rows that they have not seen.
    public struct Model: RegressionModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The models of the folds; one for a split.
        let models: [Base.Model]
        /// For each fold the sizes of the errors of the rows left out.
        let errors: [[Double]]

        /// The number expected for each row: the mean over the models.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            var sum = Vector<Double>(repeating: 0, count: x.rows)
            for model in models { sum += model.predict(x) }
            return sum / Double(models.count)
        }

        /// Where the true number of each row lies with a chance of `level`.
        ///
        /// Of too few rows for the level the intervals are infinite: at 0.9 nine are needed.
        ///
        /// - Parameters:
        ///   - x: The rows, m × p.
        ///   - level: The chance, above 0 and below 1, default 0.9.
        /// - Complexity: O(models · cost of prediction + m · n), n errors.
        public func intervals(_ x: Matrix<Double>, level: Double = 0.9) -> (
            lower: Vector<Double>, upper: Vector<Double>
        ) {
            require(level > 0 && level < 1, "ConformalRegressor.intervals: a level of \(level), not in 0...1")
            let predictions = models.map { $0.predict(x) }
            if models.count == 1 {
                let width = conformalQuantile(errors[0], level)
                return (predictions[0] - width, predictions[0] + width)
            }
            let n = errors.reduce(0) { $0 + $1.count }
            // Of n errors the ⌈level (n + 1)⌉-th from below, and as far from above.
            let rank = conformalRank(n, level)
            var lower = [Double](repeating: -.infinity, count: x.rows), upper = lower.map { -$0 }
            guard rank <= n else { return (Vector(lower), Vector(upper)) }
            lower.withUnsafeMutableBufferPointer { low in
                upper.withUnsafeMutableBufferPointer { high in
                    guard let low = low.baseAddress, let high = high.baseAddress else { return }
                    inParallel(x.rows, grain: 8) { first, length in
                        var below = [Double](repeating: 0, count: n), above = below
                        for row in first..<first + length {
                            var place = 0
                            for (prediction, errors) in zip(predictions, errors) {
                                let center = prediction[row]
                                for error in errors {
                                    below[place] = center - error
                                    above[place] = center + error
                                    place += 1
                                }
                            }
                            below.withUnsafeMutableBufferPointer {
                                guard let start = $0.baseAddress else { return }
                                selectRank(start, n, n - rank)
                                low[row] = start[n - rank]
                            }
                            above.withUnsafeMutableBufferPointer {
                                guard let start = $0.baseAddress else { return }
                                selectRank(start, n, rank - 1)
                                high[row] = start[rank - 1]
                            }
                        }
                    }
                }
            }
            return (Vector(lower), Vector(upper))
        }
    }

    /// Learns the models and measures their errors on rows left out. One fit, as many as folds, or as many as rows.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: Self.acceptsMissingValues)
        try Checks.target(y, rows: x.rows)
        let splits: [Split]
        do throws(EvaluationError) {
            switch method {
            case .split(let share):
                splits = [try trainTestSplit(rows: x.rows, testShare: share, seed: seed)]
            case .crossValidation(let folds): splits = try KFold(folds, seed: seed).splits(rows: x.rows)
            case .jackknife: splits = try LeaveOneOut().splits(rows: x.rows)
            }
        } catch {
            throw .tooFewRows(x.rows, needed: 2, why: "\(error)")
        }
        let fits = try concurrentMap(splits.count) { fold throws(FitError) in
            let split = splits[fold]
            let model = try base.fit(x[rows: split.train], y[at: split.train])
            return (model, Array((model.predict(x[rows: split.test]) - y[at: split.test]).abs()))
        }
        return Model(featureCount: x.columns, models: fits.map(\.0), errors: fits.map(\.1))
    }
}

/// ⌈(n + 1) level⌉, kept from rounding up what is whole but for its last bit.
func conformalRank(_ count: Int, _ level: Double) -> Int {
    max(1, Int((Double(count + 1) * level - 1e-9).rounded(.up)))
}

/// The ⌈(n + 1) level⌉-th smallest; infinite where there are fewer.
func conformalQuantile(_ errors: [Double], _ level: Double) -> Double {
    let rank = conformalRank(errors.count, level)
    return rank <= errors.count ? Vector(errors).element(ofRank: rank - 1) : .infinity
}
