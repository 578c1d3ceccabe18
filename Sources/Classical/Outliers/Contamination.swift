import LinearAlgebra

/// From which anomaly score on a row is an outlier.
public enum Contamination: Sendable, Codable, Hashable {
    /// From this score on.
    case score(Double)
    /// From the score that this share of the fitted rows exceeds, above 0 and at most 0.5.
    case share(Double)

    func check() throws(FitError) {
        switch self {
        case .share(let share):
            if !(share > 0 && share <= 0.5) {
                throw .badOption(
                    "a share of \(share) of the rows is to be outliers; above 0 and at most 0.5 is meant")
            }
        case .score(let score):
            if score.isNaN { throw .badOption("the score from which on rows are outliers is NaN") }
        }
    }

    /// The score that rows must exceed; a share is that of the fitted scores, between two of them on the straight line.
    func threshold(_ scores: [Double]) -> Double {
        switch self {
        case .score(let score): return score
        case .share(let share):
            let sorted = scores.sorted(), place = (1 - share) * Double(sorted.count - 1)
            let low = Int(place), high = min(low + 1, sorted.count - 1)
            return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
        }
    }
}
