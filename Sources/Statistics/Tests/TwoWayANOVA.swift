import LinearAlgebra

/// Two-way analysis of variance: what two classifications, and the two together, do to a mean.
///
/// The response is projected on the columns of a linear model, one block of columns for each factor and one
/// for the products of both. The sum of squares of a term is the squared length of the part of the response
/// that the term's block adds:
///
/// - type I: terms in the order A, B, A:B, each after the ones before it;
/// - type II (default): A after B, B after A, A:B after both, which does not depend on the order of the
///   factors.
///
/// Both agree where all cells have as many observations. Assumes independent, normal residuals of one
/// variance. O(n p²) for n observations and p columns of the model.
///
/// Source: R. A. Fisher (1925); F. Yates, "The Analysis of Multiple Classifications with Unequal Numbers"
/// (1934); Ø. Langsrud, "ANOVA for Unbalanced Data: Use Type II Instead of Type III Sums of Squares" (2003).
public struct TwoWayANOVA: Sendable, CustomStringConvertible {
    /// Which part of the response that two terms share belongs to whom.
    public enum SumsOfSquares: Sendable, Hashable {
        /// To the term that comes first.
        case sequential
        /// To neither of two factors: type II.
        case partial
    }

    /// One row of the table; it is the F test of its term.
    public struct Term: HypothesisTest {
        /// The name of the factor, or of both with a colon between.
        public let name: String
        /// The sum of squares that the term adds.
        public let sumOfSquares: Double
        /// How many independent columns it adds.
        public let degreesOfFreedom: Double
        /// F: its mean square over that of the residuals.
        public let statistic: Double
        /// The probability of an F at least as large if the term has no effect.
        public let pValue: Double
        /// η²_p: sumOfSquares/(sumOfSquares + residual sum of squares).
        public let partialEtaSquared: Double
        let residualDegrees: Double

        /// The parts of the report.
        public var summary: TestSummary {
            TestSummary(
                "F test of \(name)",
                figures: [
                    .init("F", statistic), .init("num df", degreesOfFreedom),
                    .init("denom df", residualDegrees),
                ], pValue: pValue, estimates: [.init("partial eta squared", partialEtaSquared)])
        }
    }

    /// The rows of the table: the two factors and, with interaction, both together.
    public let terms: [Term]
    /// The sum of squares that no term explains.
    public let residualSumOfSquares: Double
    /// Observations less columns of the model.
    public let residualDegreesOfFreedom: Double

    /// The table of a response by two factors.
    ///
    /// - Parameters:
    ///   - response: The numbers.
    ///   - first: The level of the first factor for each number.
    ///   - second: The level of the second factor for each number.
    ///   - names: What the factors are called in the table, default A and B.
    ///   - interaction: Whether the model has a mean for each pair of levels, default true.
    ///   - sums: Which sums of squares, default `.partial` (type II).
    /// - Throws: `SampleError` for NaN or infinity, a factor with one level, or no observations left for the
    ///   residuals.
    public init<First: Hashable, Second: Hashable>(
        _ response: Vector<Double>, by first: [First], and second: [Second],
        names: (String, String) = ("A", "B"), interaction: Bool = true, sums: SumsOfSquares = .partial
    ) throws(SampleError) {
        let checks = SampleChecks("TwoWayANOVA")
        require(
            response.count == first.count && response.count == second.count,
            "TwoWayANOVA: \(response.count) numbers, \(first.count) and \(second.count) levels")
        try checks.check(response, "response", atLeast: 3)
        let a = indicators(first), b = indicators(second)
        if a.isEmpty { throw checks.unsuitable("factor \(names.0) has only one level") }
        if b.isEmpty { throw checks.unsuitable("factor \(names.1) has only one level") }
        let products = interaction ? a.flatMap { column in b.map { column * $0 } } : []
        let forward = SequentialProjection(response, [a, b, products])
        let rest = forward.residualSumOfSquares, degrees = forward.residualDegrees
        if degrees < 1 || rest <= 0 || isConstant(response) {
            throw checks.unsuitable("the model leaves nothing to the residuals")
        }
        let ofFirst =
            sums == .sequential ? forward.blocks[0] : SequentialProjection(response, [b, a]).blocks[1]
        var blocks = [(names.0, ofFirst), (names.1, forward.blocks[1])]
        if interaction { blocks.append(("\(names.0):\(names.1)", forward.blocks[2])) }
        terms = blocks.map { name, block in
            let statistic = (block.squares / block.degrees) / (rest / degrees)
            return Term(
                name: name, sumOfSquares: block.squares, degreesOfFreedom: block.degrees,
                statistic: statistic,
                pValue: block.degrees == 0 ? 1 : Tails.f(statistic, block.degrees, degrees),
                partialEtaSquared: block.squares / (block.squares + rest), residualDegrees: degrees)
        }
        residualSumOfSquares = rest
        residualDegreesOfFreedom = degrees
    }

    /// The table as text, a row for each term and one for the residuals.
    public var description: String {
        var rows = [["", "sum of squares", "df", "F", "p-value"]]
        for term in terms {
            rows.append([
                term.name, significant(term.sumOfSquares, 6), significant(term.degreesOfFreedom, 6),
                significant(term.statistic, 5), significant(term.pValue, 4),
            ])
        }
        rows.append([
            "residuals", significant(residualSumOfSquares, 6), significant(residualDegreesOfFreedom, 6), "",
            "",
        ])
        return aligned(rows)
    }
}

/// A column of 0 and 1 for each level but the first, in the order of appearance.
private func indicators<Level: Hashable>(_ levels: [Level]) -> [Vector<Double>] {
    var seen: [Level: Int] = [:]
    let codes = levels.map { level in
        if let code = seen[level] { return code }
        seen[level] = seen.count
        return seen.count - 1
    }
    return (1..<max(1, seen.count)).map { code in Vector(codes.map { $0 == code ? 1.0 : 0.0 }) }
}

/// The response projected on blocks of columns, one block after another, after its mean.
private struct SequentialProjection {
    var blocks: [(squares: Double, degrees: Double)] = []
    let residualSumOfSquares: Double
    let residualDegrees: Double

    /// Gram and Schmidt, each column twice, which is as orthogonal as rounding allows.
    init(_ response: Vector<Double>, _ columns: [[Vector<Double>]]) {
        let ones = Vector(repeating: 1 / Double(response.count).squareRoot(), count: response.count)
        var basis = [ones]
        var rest = response - response.mean()
        for block in columns {
            var squares = 0.0, degrees = 0.0
            for column in block {
                var direction = column
                for _ in 0..<2 { for axis in basis { direction -= axis * dot(axis, direction) } }
                let length = direction.norm()
                // A column that depends on the others: an empty cell, or a factor nested in the other.
                if length <= 1e-9 * column.norm() { continue }
                direction /= length
                let effect = dot(direction, rest)
                squares += effect * effect
                degrees += 1
                rest -= direction * effect
                basis.append(direction)
            }
            blocks.append((squares, degrees))
        }
        for axis in basis { rest -= axis * dot(axis, rest) }
        residualSumOfSquares = rest.sumOfSquares()
        residualDegrees = Double(response.count - basis.count)
    }
}
