import LinearAlgebra
import Randomness

/// Makes up rows of the small classes, each on the line between a row and one of its nearest neighbours in the class.
///
/// `x = a + u(b - a)`, with a a random row of the class, b one of its k nearest in the class, and u uniform on [0, 1). Scale the columns first.
/// In a pipeline, `SMOTE().then(classifier)`, only rows that are trained on are made up. The distribution is that of imbalanced-learn's class of
/// this name. O(m² p) for m rows of a class. Source: Chawla, Bowyer, Hall, Kegelmeyer, Journal of Artificial Intelligence Research 16 (2002).
public struct SMOTE: Resampler, Codable, Hashable {
    /// How many rows each class shall have.
    public var balance: ClassBalance
    /// Among how many nearest rows the second one is drawn.
    public var neighbors: Int
    /// Which rows are drawn.
    public var seed: UInt64

    /// A sampler.
    ///
    /// - Parameters:
    ///   - balance: How many rows each class shall have.
    ///   - neighbors: Among how many nearest rows of the class the second one is drawn, 1 or more.
    ///   - seed: Which rows are drawn.
    public init(_ balance: ClassBalance = .equal, neighbors: Int = 5, seed: UInt64 = 0) {
        self.balance = balance
        self.neighbors = neighbors
        self.seed = seed
    }

    /// All rows, and then those that were made up, class by class.
    ///
    /// - Throws: ``FitError/badClass(_:why:)`` where a class that shall grow has no more rows than `neighbors`.
    public func resample(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> ResampledRows {
        let x = try Checks.features(x)
        let y = try Checks.labels(y, rows: x.rows), wanted = try balance.wanted(y, adding: true)
        guard neighbors >= 1 else { throw .badOption("SMOTE: \(neighbors) neighbours") }
        var generator = Generator(seed: seed)
        var sources = Array(0..<x.rows), partners = [Int](repeating: -1, count: x.rows)
        var shares = [Double](repeating: 0, count: x.rows), codes = y.codes
        for (code, count) in y.counts.enumerated() where wanted[code] > count {
            guard count > neighbors else {
                throw .badClass(
                    y.classes[code], why: "\(count) rows, where more than \(neighbors) neighbours are needed")
            }
            let own = y.codes.indices.filter { y.codes[$0] == code }
            let near = nearest(x[rows: own])
            for _ in count..<wanted[code] {
                let place = generator.integer(in: 0..<own.count), pick = generator.integer(in: 0..<neighbors)
                sources.append(own[place])
                partners.append(own[near[place * neighbors + pick]])
                shares.append(generator.random())
                codes.append(code)
            }
        }
        return ResampledRows(
            features: mixtures(x, sources, partners, shares), labels: Labels(trusted: codes, y.classes),
            sources: sources, partners: partners)
    }

    private func mixtures(_ x: Matrix<Double>, _ sources: [Int], _ partners: [Int], _ shares: [Double])
        -> Matrix<Double>
    {
        let width = x.columns, result = Matrix<Double>(uninitialized: sources.count, width)
        for (row, source) in sources.enumerated() {
            let a = x.start + source * width, target = result.start + row * width
            guard partners[row] >= 0 else {
                target.update(from: a, count: width)
                continue
            }
            let b = x.start + partners[row] * width
            for column in 0..<width { target[column] = a[column] + shares[row] * (b[column] - a[column]) }
        }
        withExtendedLifetime(x) {}
        return result
    }

    /// For each row its nearest others, of equally near ones the first.
    private func nearest(_ x: Matrix<Double>) -> [Int] {
        let x = x.contiguous(), width = x.columns
        var result: [Int] = []
        result.reserveCapacity(x.rows * neighbors)
        for row in 0..<x.rows {
            let a = x.start + row * width
            var found: [(distance: Double, row: Int)] = []
            for other in 0..<x.rows where other != row {
                let b = x.start + other * width
                var sum = 0.0
                for column in 0..<width { sum += (a[column] - b[column]) * (a[column] - b[column]) }
                if found.count == neighbors, sum >= found[neighbors - 1].distance { continue }
                let place = found.firstIndex { $0.distance > sum } ?? found.count
                found.insert((sum, other), at: place)
                if found.count > neighbors { found.removeLast() }
            }
            result += found.map(\.row)
        }
        withExtendedLifetime(x) {}
        return result
    }
}
