import LinearAlgebra
import Randomness

/// The search for the rows whose covariance has the smallest determinant: fast MCD.
struct DeterminantSearch {
    /// A set of rows: its mean and covariance, and how far all rows are in its terms.
    struct Candidate {
        var mean: Vector<Double>
        var covariance: Matrix<Double>
        var logDeterminant: Double
        var distances: Vector<Double>
    }

    private let x: Matrix<Double>
    private let count: Int
    private var generator: Generator

    init(_ x: Matrix<Double>, count: Int, seed: UInt64) {
        self.x = x
        self.count = count
        generator = Generator(seed: seed)
    }

    /// The best set that was found.
    mutating func best() throws(FitError) -> Candidate {
        let beginnings = x.rows > 500 ? pooled() : tried(x, count, trials: 500, keep: 10)
        var found: Candidate?
        for beginning in beginnings {
            guard let end = descend(x, count, from: beginning, steps: 100) else { continue }
            if found.map({ end.logDeterminant < $0.logDeterminant }) ?? true { found = end }
        }
        guard let found else {
            throw .singular(
                why:
                    "half of the rows lie in a plane, or columns are sums of others: there is no ellipse around them"
            )
        }
        return found
    }

    /// The best beginnings of parts of about 300 rows, improved on at most 1500 rows.
    private mutating func pooled() -> [Candidate] {
        let n = x.rows, parts = n / 300, length = n / parts, share = Double(count) / Double(n)
        let order = generator.permutation(n)
        var pool: [Candidate] = []
        for part in 0..<min(parts, 50) {
            let some = x[rows: Array(order[part * length..<(part + 1) * length])]
            let size = Int((Double(length) * share).rounded(.up))
            pool += tried(some, size, trials: max(10, 500 / parts), keep: 10)
        }
        let merged = min(1500, n), size = Int((Double(merged) * share).rounded(.up))
        let some = x[rows: Array(generator.permutation(n).prefix(merged))]
        let improved = pool.compactMap { descend(some, size, from: $0, steps: 30) }
        return Array(improved.sorted { $0.logDeterminant < $1.logDeterminant }.prefix(10))
    }

    /// Random sets of p + 1 rows, or some more where those lie in a plane, after two steps; the best of them.
    ///
    /// So small a set is free of outliers often enough; one of h rows hardly ever is.
    private mutating func tried(_ x: Matrix<Double>, _ size: Int, trials: Int, keep: Int) -> [Candidate] {
        var found: [Candidate] = []
        for _ in 0..<trials {
            let order = generator.permutation(x.rows)
            var begun: Candidate?, rows = x.columns + 1
            while begun == nil, rows <= size {
                begun = candidate(x, Array(order[..<rows]))
                rows += max(1, rows / 4)
            }
            guard let begun, let end = descend(x, size, from: begun, steps: 3, isSet: false) else { continue }
            found.append(end)
        }
        return Array(found.sorted { $0.logDeterminant < $1.logDeterminant }.prefix(keep))
    }

    /// Takes, again and again, the rows nearest in terms of the last set, until the determinant no longer falls.
    private func descend(
        _ x: Matrix<Double>, _ size: Int, from start: Candidate, steps: Int, isSet: Bool = true
    ) -> Candidate? {
        var current = start
        if current.distances.count != x.rows {
            guard let measured = measured(x, start.mean, start.covariance) else { return nil }
            current = measured
        }
        // Not a set of so many of these rows: any such set replaces it.
        if !isSet || start.distances.count != x.rows { current.logDeterminant = .infinity }
        for _ in 0..<steps {
            guard let next = candidate(x, nearest(current.distances, size)) else { return nil }
            let gain = current.logDeterminant - next.logDeterminant
            if gain >= 0 || current.logDeterminant == .infinity { current = next }
            if gain <= 1e-12 { break }
        }
        return current
    }

    /// The rows with the smallest distances, the first of equals.
    private func nearest(_ distances: Vector<Double>, _ size: Int) -> [Int] {
        let values = Array(distances)
        return Array(values.indices.sorted { (values[$0], $0) < (values[$1], $1) }.prefix(size)).sorted()
    }

    private func candidate(_ x: Matrix<Double>, _ rows: [Int]) -> Candidate? {
        let (mean, covariance) = rowCovariance(x[rows: rows])
        return measured(x, mean, covariance)
    }

    private func measured(_ x: Matrix<Double>, _ mean: Vector<Double>, _ covariance: Matrix<Double>)
        -> Candidate?
    {
        guard covariance.sum().isFinite, let factor = try? CholeskyDecomposition(covariance),
            factor.reciprocalConditionNumber() > 1e-15
        else { return nil }
        let centered = x - mean
        let distances = (matmul(centered, factor.inverse()) * centered).sum(over: .columns)
        return Candidate(
            mean: mean, covariance: covariance, logDeterminant: factor.logDeterminant(), distances: distances)
    }
}
