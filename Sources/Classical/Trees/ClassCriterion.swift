import Foundation

/// Gini impurity `Σ p (1 - p)` and entropy `-Σ p log₂ p` of any number of classes (Breiman et al. 1984, Quinlan 1986).
struct ClassCriterion<Measure: ClassMeasure>: SplitCriterion {
    private var data: NodeTargets
    private(set) var weight = 0.0
    private(set) var impurity = 0.0
    let outputs: Int
    private let totals: UnsafeMutablePointer<Double>
    private let scratch: UnsafeMutablePointer<Double>
    private var first = 0

    /// - Parameter parts: How many scans may run at once.
    init(_ data: NodeTargets, classes: Int, parts: Int) {
        self.data = data
        outputs = classes
        totals = .allocate(capacity: classes)
        scratch = .allocate(capacity: 2 * classes * parts)
    }

    func deallocate() {
        data.deallocate()
        totals.deallocate()
        scratch.deallocate()
    }

    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int) {
        data.load(rows, count)
        totals.update(repeating: 0, count: outputs)
        for place in 0..<count { totals[Int(data.targets[place])] += data.weights[place] }
        weight = 0
        for code in 0..<outputs { weight += totals[code] }
        impurity = max(0, 1 - Measure.purity(totals, outputs, weight) / weight)
        first = (0..<outputs).max { totals[$0] < totals[$1] } ?? 0
    }

    func value() -> [Double] { (0..<outputs).map { totals[$0] / weight } }

    func response(_ place: Int) -> (value: Double, weight: Double) {
        (Int(data.targets[place]) == first ? data.weights[place] : 0, data.weights[place])
    }

    func scan(_ part: Int) -> Scan {
        let left = scratch + 2 * part * outputs
        return Scan(
            classes: data.targets, weights: data.weights, totals: totals, count: outputs, total: weight,
            base: Measure.purity(totals, outputs, weight), left: left, right: left + outputs)
    }

    struct Scan: SplitScan {
        let classes: UnsafePointer<Double>
        let weights: UnsafePointer<Double>
        let totals: UnsafePointer<Double>
        let count: Int
        let total: Double
        let base: Double
        let left: UnsafeMutablePointer<Double>
        let right: UnsafeMutablePointer<Double>
        var leftWeight = 0.0
        /// What the measure keeps up to date while rows move, of the left and of the right side.
        var leftMoving = 0.0
        var rightMoving = 0.0

        mutating func reset() {
            leftWeight = 0
            leftMoving = 0
            rightMoving = 0
            for code in 0..<count {
                left[code] = 0
                right[code] = totals[code]
                rightMoving += totals[code] * totals[code]
            }
        }

        @inline(__always) mutating func move(_ place: Int) {
            let code = Int(classes[place]), weight = weights[place]
            leftMoving += weight * (2 * left[code] + weight)
            rightMoving -= weight * (2 * right[code] - weight)
            left[code] += weight
            right[code] -= weight
            leftWeight += weight
        }

        @inline(__always) func gain() -> Double {
            let rightWeight = total - leftWeight
            if Measure.usesSquares { return leftMoving / leftWeight + rightMoving / rightWeight - base }
            let sides = Measure.purity(left, count, leftWeight) + Measure.purity(right, count, rightWeight)
            return sides - base
        }
    }
}

/// A measure of how pure a set of rows is: its weight, less the weighted impurity.
protocol ClassMeasure {
    /// Whether the purity is the sum of squares over the weight, which is kept up to date from row to row.
    static var usesSquares: Bool { get }
    static func purity(_ counts: UnsafePointer<Double>, _ classes: Int, _ weight: Double) -> Double
}

enum GiniMeasure: ClassMeasure {
    static let usesSquares = true

    static func purity(_ counts: UnsafePointer<Double>, _ classes: Int, _ weight: Double) -> Double {
        var squares = 0.0
        for code in 0..<classes { squares += counts[code] * counts[code] }
        return squares / weight
    }
}

enum EntropyMeasure: ClassMeasure {
    static let usesSquares = false

    static func purity(_ counts: UnsafePointer<Double>, _ classes: Int, _ weight: Double) -> Double {
        var sum = weight
        for code in 0..<classes where counts[code] > 0 { sum += counts[code] * log2(counts[code] / weight) }
        return sum
    }
}
