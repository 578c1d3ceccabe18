import LinearAlgebra

/// The majorisation of ``MultidimensionalScaling``.
struct ScalingStress {
    private let wanted: Matrix<Double>
    private let isMetric: Bool
    /// The pairs in the order of the wanted distances, for the nonmetric method.
    private let order: [Int32]
    private(set) var places: Matrix<Double>
    private(set) var stress = 0.0
    private(set) var normalizedStress = 0.0
    private(set) var iterations = 0

    init(_ wanted: Matrix<Double>, _ start: Matrix<Double>, isMetric: Bool) {
        let n = wanted.rows
        self.wanted = wanted
        self.isMetric = isMetric
        places = start
        var pairs: [Int32] = []
        if !isMetric {
            for row in 0..<n { for column in row + 1..<n { pairs.append(Int32(row * n + column)) } }
            pairs.sort { wanted.start[Int($0)] < wanted.start[Int($1)] }
        }
        order = pairs
        let distances = Self.distances(places)
        measure(distances, disparities(distances))
    }

    /// Euclidean distances between rows, by differences, n × n.
    static func distances(_ x: Matrix<Double>) -> Matrix<Double> {
        let x = x.contiguous(), n = x.rows, p = x.columns, result = Matrix<Double>.zeros(n, n)
        inParallel(n, grain: 8) { first, length in
            for row in first..<first + length {
                for other in 0..<n {
                    var sum = 0.0
                    for column in 0..<p {
                        let difference = x.start[row * p + column] - x.start[other * p + column]
                        sum += difference * difference
                    }
                    result.start[row * n + other] = sum.squareRoot()
                }
            }
        }
        return result
    }

    /// Makes steps until the stress falls by less than a share of it. The first step of the nonmetric method is towards the wanted distances themselves.
    mutating func run(_ most: Int, _ tolerance: Double) {
        var distances = Self.distances(places)
        for step in 0..<most {
            let targets = step == 0 ? firstTargets() : disparities(distances), last = normalizedStress
            // Y ← n⁻¹ B Y with bᵢⱼ = -δ/d off the diagonal, and the negative sums of the rows on it.
            var b = targets / distances.maximum(1e-12) * -1
            b.diagonal { $0 = 0 }
            let sums = b.sum(over: .columns)
            var row = 0
            b.diagonal { element in
                element = -sums[row]
                row += 1
            }
            places = matmul(b, places) / Double(places.rows)
            distances = Self.distances(places)
            measure(distances, targets)
            iterations += 1
            if step > 0, last - normalizedStress <= tolerance * last { break }
        }
    }

    /// The wanted distances, for the nonmetric method with a mean square of 1.
    private func firstTargets() -> Matrix<Double> {
        let n = wanted.rows, squares = wanted.sumOfSquares() / 2
        guard !isMetric, squares > 0 else { return wanted }
        return wanted * (Double(n * (n - 1)) / 2 / squares).squareRoot()
    }

    private mutating func measure(_ distances: Matrix<Double>, _ targets: Matrix<Double>) {
        let rest = distances - targets, squares = distances.sumOfSquares()
        stress = rest.sumOfSquares() / 2
        normalizedStress = squares > 0 ? (2 * stress / squares).squareRoot() : 0
    }

    /// What the distances should be: those wanted, or the rising function of them that is nearest to the distances, of mean square 1.
    private func disparities(_ distances: Matrix<Double>) -> Matrix<Double> {
        if isMetric { return wanted }
        let n = wanted.rows
        let fitted = Self.isotonic(order.map { distances.start[Int($0)] })
        var squares = 0.0
        for value in fitted { squares += value * value }
        let scale = squares > 0 ? (Double(n * (n - 1)) / 2 / squares).squareRoot() : 1
        let result = Matrix<Double>.zeros(n, n)
        for (place, pair) in order.enumerated() {
            let row = Int(pair) / n, column = Int(pair) % n
            result.start[row * n + column] = fitted[place] * scale
            result.start[column * n + row] = fitted[place] * scale
        }
        return result
    }

    /// The rising sequence nearest to `values` by least squares: neighbours that fall are pooled.
    static func isotonic(_ values: [Double]) -> [Double] {
        var pools: [(sum: Double, count: Int)] = []
        for value in values {
            var pool = (sum: value, count: 1)
            while let last = pools.last, last.sum * Double(pool.count) >= pool.sum * Double(last.count) {
                pool = (last.sum + pool.sum, last.count + pool.count)
                pools.removeLast()
            }
            pools.append(pool)
        }
        return pools.flatMap { [Double](repeating: $0.sum / Double($0.count), count: $0.count) }
    }
}
