import Foundation
import LinearAlgebra
import Randomness

/// What a search for the best configuration found.
public struct Tuning<Configuration: Sendable, Model: Sendable>: Sendable {
    /// One configuration that was tried.
    public struct Candidate: Sendable {
        /// The configuration.
        public let configuration: Configuration
        /// What was set in it: names and values.
        public let settings: [(name: String, value: String)]
        /// The score of each fold; empty where it could not be learnt.
        public let scores: Vector<Double>
        /// Why it could not be learnt.
        public let failure: EvaluationError?
        /// Seconds that learning took, on average over folds.
        public let fitSeconds: Double
        /// How many rows it was judged on: fewer than all in the early rounds of halving.
        public let rows: Int
        /// The mean of the scores; NaN where there are none.
        public var mean: Double { scores.isEmpty ? .nan : scores.mean() }
        /// The settings in words.
        public var text: String { settings.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }
    }

    /// The configurations in the order in which they were tried.
    public let candidates: [Candidate]
    /// The place of the best among `candidates`: of those judged on all rows, the first with the best mean.
    public let bestIndex: Int
    /// The best configuration, having learnt from all rows.
    public let model: Model
    /// The name of the score.
    public let scoreName: String
    /// Whether more is better.
    public let isBetterWhenHigher: Bool

    /// The best configuration and its scores. Its mean is too good: it is the best of many, and partly by luck. See
    /// `nestedCrossValidate` for an honest one.
    public var best: Candidate { candidates[bestIndex] }

    /// The candidates from best to worst; those that failed come last.
    public var ranked: [Candidate] {
        let sign = isBetterWhenHigher ? -1.0 : 1
        return candidates.enumerated().sorted { left, right in
            let a = left.element.mean * sign, b = right.element.mean * sign
            if left.element.rows != right.element.rows { return left.element.rows > right.element.rows }
            if a.isNaN != b.isNaN { return b.isNaN }
            return a == b || a.isNaN ? left.offset < right.offset : a < b
        }.map(\.element)
    }
}

extension Tuning: CustomStringConvertible {
    /// The ten best, one a line.
    public var description: String {
        let lines = ranked.prefix(10).map { candidate in
            let spread = candidate.scores.count > 1 ? candidate.scores.standardDeviation(ddof: 1) : 0
            return String(format: "%.4f ± %.4f  ", candidate.mean, spread) + candidate.text
        }
        return (["\(scoreName) of \(candidates.count) configurations"] + lines).joined(separator: "\n")
    }
}

/// Looks for the best options of a classifier, and learns from all rows with them. Folds and configurations run on all threads; what
/// is found does not depend on how many there are.
///
///     let tuning = try tune(RandomForestClassifier(), over: [.integers(\.minimumLeafRows, 1...20)], x, y, by: .bayesian(15))
///     let (settings, accuracy, model) = (tuning.best.text, tuning.best.mean, tuning.model)
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - space: The options and what they may be.
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - strategy: In which order configurations are tried, default `.grid`.
///   - folds: How rows are parted, default five parts with the classes in their shares.
///   - score: What is best, default accuracy.
///   - weights: How much each row counts, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - progress: Told after each fit; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted, or no configuration can be learnt.
public func tune<E: Classifier>(
    _ base: E, over space: [Parameter<E>], _ x: Matrix<Double>, _ y: Labels,
    by strategy: SearchStrategy = .grid,
    folds: any Splitter = StratifiedKFold(5), score: ClassificationScore = .accuracy,
    weights: Vector<Double>? = nil, groups: [Int]? = nil,
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> Tuning<E, E.Model> {
    let problem = try Problem<E, ClassPredictions, E.Model>(x, y, folds, [score], weights, groups)
    return try problem.tuned(base, space, strategy, progress)
}

/// Looks for the best options of a regressor, and learns from all rows with them. Folds and configurations run on all threads; what
/// is found does not depend on how many there are.
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - space: The options and what they may be.
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - strategy: In which order configurations are tried, default `.grid`.
///   - folds: How rows are parted, default five parts in the order of the rows.
///   - score: What is best, default r².
///   - weights: How much each row counts, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - progress: Told after each fit; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted, or no configuration can be learnt.
public func tune<E: Regressor>(
    _ base: E, over space: [Parameter<E>], _ x: Matrix<Double>, _ y: Vector<Double>,
    by strategy: SearchStrategy = .grid, folds: any Splitter = KFold(5), score: RegressionScore = .r2,
    weights: Vector<Double>? = nil, groups: [Int]? = nil,
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> Tuning<E, E.Model> {
    let problem = try Problem<E, Vector<Double>, E.Model>(x, y, folds, [score], weights, groups)
    return try problem.tuned(base, space, strategy, progress)
}

extension Problem {
    typealias Candidate = Tuning<E, Model>.Candidate

    func tuned(
        _ base: E, _ space: [Parameter<E>], _ strategy: SearchStrategy,
        _ progress: (@Sendable (EvaluationProgress) -> Void)?
    ) throws(EvaluationError) -> Tuning<E, Model> {
        require(!space.isEmpty, "tune: no options to vary")
        let names = space.map(\.name), first = strategy.initial(base, space)
        var candidates: [Candidate]
        switch strategy {
        case .grid, .random:
            let counter = ProgressCounter(first.count * splits.count, progress)
            candidates = try judged(first, names, counter)
        case .halving(_, let factor, let seed):
            candidates = try halved(first, names, factor, seed, progress)
        case .bayesian(let count, let seed):
            let counter = ProgressCounter(count * splits.count, progress)
            candidates = try judged(first, names, counter)
            var search = BayesianSearch(seed: seed &+ 1, isBetterWhenHigher: isBetterWhenHigher)
            var tried = first
            while candidates.count < count {
                guard let next = search.next(base, space, tried.map(\.places), candidates.map(\.mean)) else {
                    break
                }
                tried.append(next)
                candidates += try judged([next], names, counter)
                announce(candidates, counter)
            }
        }
        return try concluded(candidates)
    }

    /// Each configuration on each fold, all at once.
    func judged(_ settings: [Setting<E>], _ names: [String], _ counter: ProgressCounter)
        throws(EvaluationError) -> [Candidate]
    {
        let folds = splits.count
        let results = concurrentMap(settings.count * folds) {
            job -> Result<FoldOutcome<Prediction>, EvaluationError> in
            defer { counter.step() }
            do throws(EvaluationError) {
                return .success(
                    try evaluate(settings[job / folds].configuration, splits[job % folds], false, false))
            } catch {
                if case .fit(_, let why) = error { return .failure(.fit(fold: job % folds, why)) }
                return .failure(error)
            }
        }
        var candidates: [Candidate] = []
        for (index, setting) in settings.enumerated() {
            var scores: [Double] = [], seconds = 0.0, failure: EvaluationError?
            for result in results[index * folds..<(index + 1) * folds] {
                switch result {
                case .success(let outcome):
                    scores.append(outcome.scores[0])
                    seconds += outcome.fitSeconds
                case .failure(let error):
                    if failure == nil { failure = error }
                }
            }
            candidates.append(
                Candidate(
                    configuration: setting.configuration,
                    settings: zip(names, setting.texts).map { (name: $0, value: $1) },
                    scores: failure == nil ? Vector(scores) : [], failure: failure,
                    fitSeconds: seconds / Double(folds), rows: rows))
        }
        announce(candidates, counter)
        return candidates
    }

    private func announce(_ candidates: [Candidate], _ counter: ProgressCounter) {
        if let index = best(candidates) { counter.found(candidates[index].mean, candidates[index].text) }
    }

    /// The first with the best mean, among those judged on the most rows.
    func best(_ candidates: [Candidate]) -> Int? {
        let most = candidates.map(\.rows).max() ?? 0
        var best: Int?
        for (index, candidate) in candidates.enumerated() where candidate.rows == most {
            let mean = candidate.mean
            if mean.isNaN { continue }
            guard let old = best else {
                best = index
                continue
            }
            let before = candidates[old].mean
            if isBetterWhenHigher ? mean > before : mean < before { best = index }
        }
        return best
    }

    private func concluded(_ candidates: [Candidate]) throws(EvaluationError) -> Tuning<E, Model> {
        guard let best = best(candidates) else {
            if let failure = candidates.lazy.compactMap(\.failure).first { throw failure }
            throw .undefined(score: scoreNames[0], why: "it is NaN for every configuration")
        }
        let model: Model
        do throws(FitError) { model = try fit(candidates[best].configuration) } catch {
            throw .fit(fold: 0, error)
        }
        return Tuning(
            candidates: candidates, bestIndex: best, model: model, scoreName: scoreNames[0],
            isBetterWhenHigher: isBetterWhenHigher)
    }

    /// Successive halving (K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016).
    private func halved(
        _ first: [Setting<E>], _ names: [String], _ factor: Int, _ seed: UInt64,
        _ progress: (@Sendable (EvaluationProgress) -> Void)?
    ) throws(EvaluationError) -> [Candidate] {
        require(factor >= 2, "tune: a factor of \(factor), and must be 2 or more")
        var sizes = [first.count]
        while let last = sizes.last, last > factor { sizes.append((last + factor - 1) / factor) }
        // No round on fewer rows than give every fold a few of every class.
        let least = min(rows, max(20, 10 * splits.count))
        while sizes.count > 1, rows / pow(factor, sizes.count - 1) < least { sizes.removeLast() }
        let counter = ProgressCounter(sizes.reduce(0, +) * splits.count, progress)
        let order = balancedOrder(UInt32(truncatingIfNeeded: seed))
        var left = first, all: [Candidate] = []
        for (round, size) in sizes.enumerated() {
            let part = rows / pow(factor, sizes.count - 1 - round)
            let problem = part == rows ? self : try restricted(order.prefix(part).sorted())
            if round > 0 {
                let last = all.suffix(left.count).enumerated().filter { !$0.element.mean.isNaN }
                let sign = isBetterWhenHigher ? -1.0 : 1
                let sorted = last.sorted {
                    (sign * $0.element.mean, $0.offset) < (sign * $1.element.mean, $1.offset)
                }
                left = sorted.prefix(size).map { left[$0.offset] }
            }
            all += try problem.judged(left, names, counter)
        }
        return all
    }

    private func pow(_ base: Int, _ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }
}
