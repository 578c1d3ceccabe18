import LinearAlgebra

/// Rows on two sides of a split that are the same, or next to.
struct RowEvidence {
    /// The rows to learn from.
    let training: Matrix<Double>
    /// The rows to test on.
    let test: Matrix<Double>

    init(_ training: Matrix<Double>, _ test: Matrix<Double>) {
        self.training = training.contiguous()
        self.test = test.contiguous()
    }

    private func hash(_ x: Matrix<Double>, _ row: Int) -> Int {
        var hasher = Hasher()
        for column in 0..<x.columns {
            let value = x.start[row * x.columns + column]
            hasher.combine(value.isNaN ? .max : (value + 0).bitPattern)
        }
        return hasher.finalize()
    }

    private func areEqual(_ row: Int, _ other: Int) -> Bool {
        let width = test.columns
        for column in 0..<width {
            let a = test.start[row * width + column], b = training.start[other * width + column]
            if a != b && !(a.isNaN && b.isNaN) { return false }
        }
        return true
    }

    /// The test rows of which an equal one is in training. O(rows · columns).
    func repeatedTestRows() -> [Int] {
        guard training.columns == test.columns else { return [] }
        var places: [Int: [Int]] = [:]
        for row in 0..<training.rows { places[hash(training, row), default: []].append(row) }
        return (0..<test.rows).filter { row in
            places[hash(test, row)]?.contains { areEqual(row, $0) } ?? false
        }
    }

    /// How many bits tell two rows apart: Σⱼ -log₂ P(two values of column j are equal), as if columns were independent.
    func bits() -> Double {
        (0..<training.columns).reduce(0.0) { sum, column in
            var counts: [UInt64: Int] = [:]
            for row in 0..<training.rows {
                let value = training.start[row * training.columns + column]
                counts[value.isNaN ? .max : (value + 0).bitPattern, default: 0] += 1
            }
            let n = Double(training.rows)
            let same = counts.values.reduce(0.0) { $0 + Double($1) * Double($1) } / (n * n)
            return sum - logarithm(same)
        }
    }

    private func logarithm(_ x: Double) -> Double {
        var (value, bits) = (x, 0.0)
        guard x > 0 else { return 0 }
        while value < 1 { (value, bits) = (value * 2, bits - 1) }
        return bits + (value - 1)
    }

    /// Whether as many equal rows cannot be chance: rows are rich enough to be told apart a thousand times over.
    func isTelling(_ repeated: Int) -> Bool {
        guard repeated >= 3, Double(repeated) >= 0.005 * Double(test.rows) else { return false }
        return bits() > logarithm2(Double(training.rows) * Double(test.rows)) + 10
    }

    private func logarithm2(_ x: Double) -> Double { x <= 1 ? 0 : Double(x.exponent) + (x.significand - 1) }

    /// The test rows that lie very near a training row, within 0.005 of the usual distance of two rows, but do not equal it; and the rows
    /// looked at.
    ///
    /// Columns are measured in their standard deviations; those with two values or fewer, or with missing ones, do not count. At most 400 test
    /// rows and 6 000 training rows are looked at.
    func nearTestRows() -> (near: Int, seen: Int, columns: Int) {
        guard training.columns == test.columns, training.rows >= 20, test.rows >= 3 else { return (0, 0, 0) }
        let columns = (0..<training.columns).filter { column in
            let values = training[column: column]
            return Set(values.prefix(200)).count > 2 && !values.contains { $0.isNaN || $0.isInfinite }
                && !test[column: column].contains { $0.isNaN || $0.isInfinite }
        }
        guard columns.count >= 2 else { return (0, 0, columns.count) }
        let scales = training[columns: columns].standardDeviation(over: .rows).map { $0 > 0 ? 1 / $0 : 0 }
        let a = thinned(training, 6000)[columns: columns] * scales
        let b = thinned(test, 400)[columns: columns] * scales
        let nearest = Self.nearestDistances(b.contiguous(), a.contiguous())
        // Twins make the nearest rows near: what is usual is the distance of any two.
        let pairs = (0..<b.rows).map { row in (b[row: row] - a[row: row * 7919 % a.rows]).norm() }
        let usual = Vector(pairs).median()
        let near = nearest.count { $0 > 0 && $0 <= 0.005 * usual }
        return (near, b.rows, columns.count)
    }

    private func thinned(_ x: Matrix<Double>, _ most: Int) -> Matrix<Double> {
        let step = (x.rows + most - 1) / most
        return step <= 1 ? x : x[rows: Array(stride(from: 0, to: x.rows, by: step))]
    }

    private static func nearestDistances(_ b: Matrix<Double>, _ a: Matrix<Double>) -> [Double] {
        let width = a.columns
        return (0..<b.rows).map { row in
            let line = b.start + row * width
            var best = Double.infinity
            for other in 0..<a.rows {
                let point = a.start + other * width
                var sum = 0.0, column = 0
                while column < width && sum < best {
                    let distance = line[column] - point[column]
                    sum += distance * distance
                    column += 1
                }
                if sum < best { best = sum }
            }
            withExtendedLifetime((a, b)) {}
            return best.squareRoot()
        }
    }

    /// Whether as many near rows cannot be chance: ten times what a smooth density gives.
    func isTelling(near: Int, seen: Int, columns: Int) -> Bool {
        var chance = Double(training.rows)
        for _ in 0..<min(columns, 40) { chance *= 0.005 }
        let bound: Double = max(3, 0.1 * Double(seen), 10 * chance * Double(seen))
        return Double(near) >= bound
    }
}
