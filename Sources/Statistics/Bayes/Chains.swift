import LinearAlgebra

/// Draws of several Markov chains, and whether they can be trusted.
///
///     let target = LogDensity(names: ["x"]) { x in -x.sumOfSquares() / 2 }
///     let chains = try Metropolis(chains: 2, seed: 1).sample(target)
///     print(chains.chainCount, chains.drawCount, chains.divergences)     // 2 1000 [0, 0]
///
/// In the table of ``summary(level:)`` look at three things: R-hat below 1.01 (the chains agree), effective sample sizes above 100 for each chain (there are enough independent
/// draws for the mean and for the tails), and no divergences.
public struct Chains: Sendable, Codable {
    /// The names of the parameters.
    public let names: [String]
    /// For each chain, a matrix of draws: one row per draw, one column per parameter.
    public let draws: [Matrix<Double>]
    /// For each chain, the share of proposals that were taken.
    public let acceptanceRates: [Double]
    /// For each chain, the size of a step after warm-up: of the proposal, or of the leapfrog.
    public let stepSizes: [Double]
    /// For each chain, how many trajectories after warm-up left the level of their energy; more than a few mean that a region is too sharply
    /// curved for the step, and that the draws avoid it.
    public let divergences: [Int]

    /// Gathers chains.
    ///
    /// - Parameters:
    ///   - names: The names of the parameters.
    ///   - draws: One matrix per chain, all of one shape: a row per draw, a column per parameter.
    ///   - acceptanceRates: One per chain; NaN by default.
    ///   - stepSizes: One per chain; NaN by default.
    ///   - divergences: One per chain; 0 by default.
    public init(
        names: [String], draws: [Matrix<Double>], acceptanceRates: [Double]? = nil,
        stepSizes: [Double]? = nil,
        divergences: [Int]? = nil
    ) {
        let rows = draws.first?.rows ?? 0
        let counts = [acceptanceRates?.count, stepSizes?.count, divergences?.count].map { $0 ?? draws.count }
        require(
            draws.allSatisfy { $0.rows == rows && $0.columns == names.count }
                && counts.allSatisfy { $0 == draws.count },
            "Chains: \(names.count) names, chains of shapes \(draws.map { "\($0.rows) × \($0.columns)" })")
        self.names = names
        self.draws = draws
        self.acceptanceRates = acceptanceRates ?? draws.map { _ in .nan }
        self.stepSizes = stepSizes ?? draws.map { _ in .nan }
        self.divergences = divergences ?? draws.map { _ in 0 }
    }

    /// The number of chains.
    public var chainCount: Int { draws.count }
    /// The draws of each chain.
    public var drawCount: Int { draws.first?.rows ?? 0 }

    /// The draws of one parameter, a row per chain.
    ///
    /// - Parameter name: One of ``names``.
    public func values(of name: String) -> Matrix<Double> {
        guard let column = names.firstIndex(of: name) else {
            require(false, "Chains: no parameter \"\(name)\"; there are \(names.joined(separator: ", "))")
            return .zeros(0, 0)
        }
        return values(column)
    }

    /// The draws of one parameter, all chains in a row.
    ///
    /// - Parameter name: One of ``names``.
    public func pooled(_ name: String) -> Vector<Double> { values(of: name).flattened }

    func values(_ column: Int) -> Matrix<Double> {
        stack(draws.map { $0[0..., column].copied() }, as: .rows)
    }

    /// What the draws say of each parameter.
    ///
    /// - Parameter level: The probability of the highest-density interval, in 0..<1.
    public func summaries(level: Double = 0.94) -> [ParameterSummary] {
        names.indices.map { column in ParameterSummary(names[column], values(column), level: level) }
    }

    /// The table of ``summaries(level:)``, with the divergences below it.
    ///
    /// - Parameter level: The probability of the highest-density interval, in 0..<1.
    public func summary(level: Double = 0.94) -> String {
        let number = { (value: Double) in SummaryText.number(value, digits: 4) }
        let rows = summaries(level: level).map { row in
            [
                row.name, number(row.mean), number(row.standardDeviation), number(row.interval.lowerBound),
                number(row.interval.upperBound), number(row.mcseMean), SummaryText.count(row.bulkESS),
                SummaryText.count(row.tailESS), SummaryText.fixed(row.rHat, 3),
            ]
        }
        let header = ["", "mean", "sd", "hdi low", "hdi high", "mcse", "ess bulk", "ess tail", "r-hat"]
        let lost = divergences.reduce(0, +)
        let table = SummaryText.table(header, rows)
        let text =
            "\(table)\n\(chainCount) chains of \(drawCount) draws, highest-density intervals of \(SummaryText.percent(level))"
        return lost == 0
            ? text : text + "\nwarning: \(lost) divergences; reparametrise, or raise the target acceptance"
    }
}

/// What draws say of one parameter.
public struct ParameterSummary: Sendable, Hashable, Codable {
    /// The parameter.
    public let name: String
    /// The mean of all draws.
    public let mean: Double
    /// Their standard deviation.
    public let standardDeviation: Double
    /// The shortest interval with the probability asked for.
    public let interval: ClosedRange<Double>
    /// The Monte Carlo standard error of the mean.
    public let mcseMean: Double
    /// The Monte Carlo standard error of the standard deviation.
    public let mcseDeviation: Double
    /// The effective sample size for the centre of the distribution.
    public let bulkESS: Double
    /// The effective sample size for the 5 % and 95 % quantiles.
    public let tailESS: Double
    /// The potential scale reduction: 1 where chains agree.
    public let rHat: Double

    init(_ name: String, _ values: Matrix<Double>, level: Double) {
        self.name = name
        let all = values.flattened
        mean = all.mean()
        standardDeviation = all.standardDeviation(ddof: 1)
        interval = highestDensityInterval(all, level: level)
        mcseMean = ChainDiagnostics.mcseMean(values)
        mcseDeviation = ChainDiagnostics.mcseStandardDeviation(values)
        bulkESS = ChainDiagnostics.bulkESS(values)
        tailESS = ChainDiagnostics.tailESS(values)
        rHat = ChainDiagnostics.rHat(values)
    }
}

/// The shortest interval that holds a share of the draws: their highest-density interval where they have one peak. O(n log n).
///
/// - Parameters:
///   - draws: At least one number; with a NaN among them the interval is empty at 0.
///   - level: The share, in 0..<1.
public func highestDensityInterval(_ draws: Vector<Double>, level: Double = 0.94) -> ClosedRange<Double> {
    require(
        !draws.isEmpty && level >= 0 && level < 1,
        "highestDensityInterval: \(draws.count) draws, level \(level) (in 0..<1)")
    guard draws.allSatisfy({ !$0.isNaN }) else { return 0...0 }
    let sorted = draws.sorted()
    let inside = Int(level * Double(sorted.count)), starts = sorted.count - inside
    guard inside > 0 else { return sorted[sorted.count / 2]...sorted[sorted.count / 2] }
    var best = 0
    for start in 0..<starts
    where sorted[start + inside] - sorted[start] < sorted[best + inside] - sorted[best] {
        best = start
    }
    return sorted[best]...sorted[best + inside]
}
