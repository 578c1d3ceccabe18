import Foundation

/// Why a statistical model could not be fitted to its data.
public enum ModelError: Error, Equatable, Sendable {
    /// Columns that others determine: the coefficients have no unique value.
    case rankDeficient([LinearDependence])
    /// Fewer rows than coefficients.
    case tooFewRows(rows: Int, columns: Int)
    /// A NaN or an infinity in a column (`row` counts the rows that are fitted, from 0).
    case notFinite(column: String, row: Int, value: Double)
    /// A response outside what the family allows.
    case badResponse(row: Int, value: Double, expected: String)
    /// A weight that is not a positive number.
    case badWeight(row: Int, value: Double)
    /// The left side of the formula is missing.
    case noResponse(formula: String)
    /// The formula has a part that this model has no place for.
    case unsupported(formula: String, part: String)
    /// Groups that a linear boundary separates completely: the likelihood has no maximum, coefficients grow without end.
    case perfectSeparation(iterations: Int)
    /// The iteration ended without converging.
    case didNotConverge(iterations: Int, deviance: Double, change: Double)
    /// A step left the range of the link or the family, and halving it did not help.
    case invalidStep(iteration: Int, detail: String)
    /// Models that are not nested or that were fitted to different data.
    case notComparable(detail: String)
}

/// One column as a combination of others: `column = Σ coefficientᵢ · termᵢ`.
public struct LinearDependence: Equatable, Sendable, Codable {
    /// The column that could be left out.
    public let column: String
    /// The columns before it that determine it, with their coefficients; none for a column of zeros.
    public let combination: [Part]

    /// A column and its coefficient.
    public struct Part: Equatable, Sendable, Codable {
        /// The column.
        public let column: String
        /// Its coefficient.
        public let coefficient: Double
    }
}

extension LinearDependence: CustomStringConvertible {
    /// `"C(g)[T.b] = 1·Intercept - 1·x"`.
    public var description: String {
        var text = "\(column) ="
        for (index, part) in combination.enumerated() {
            let sign = part.coefficient < 0 ? (index == 0 ? " -" : " - ") : (index == 0 ? " " : " + ")
            text += sign + String(format: "%.6g", abs(part.coefficient)) + "·\(part.column)"
        }
        return combination.isEmpty ? text + " 0" : text
    }
}

extension ModelError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .rankDeficient(let dependences):
            "the columns are linearly dependent: " + dependences.map(\.description).joined(separator: "; ")
        case .tooFewRows(let rows, let columns): "\(rows) rows cannot determine \(columns) coefficients"
        case .notFinite(let column, let row, let value): "\(column) is \(value) in row \(row)"
        case .badResponse(let row, let value, let expected):
            "the response is \(value) in row \(row), where \(expected) is expected"
        case .badWeight(let row, let value):
            "the weight is \(value) in row \(row); weights are positive (leave a row out to give it none)"
        case .noResponse(let formula): "the formula \"\(formula)\" has no left side"
        case .unsupported(let formula, let part): "the formula \"\(formula)\": \(part)"
        case .perfectSeparation(let iterations):
            "the columns separate the two outcomes completely (seen after \(iterations) iterations): "
                + "the coefficients that maximise the likelihood are infinite"
        case .didNotConverge(let iterations, let deviance, let change):
            "no convergence after \(iterations) iterations: the deviance \(deviance) still changed by \(change)"
        case .invalidStep(let iteration, let detail): "iteration \(iteration): \(detail)"
        case .notComparable(let detail): detail
        }
    }
}
