import Foundation

/// Half the Poisson deviance around the mean, `Σ w (y log(y/ȳ) - y + ȳ)`, for counts and other targets of 0 or more.
///
/// A split takes away `S_L log(S_L/W_L) + S_R log(S_R/W_R) - S log(S/W)`. Both sides must have a sum above 0.
struct PoissonCriterion: SplitCriterion {
    private var data: NodeTargets
    private(set) var weight = 0.0
    private(set) var impurity = 0.0
    private var sum = 0.0

    init(_ data: NodeTargets) { self.data = data }

    var outputs: Int { 1 }

    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int) {
        data.load(rows, count)
        weight = data.weight
        let targets = data.targets, weights = data.weights
        sum = 0
        for place in 0..<count { sum += weights[place] * targets[place] }
        let mean = sum / weight
        var deviance = 0.0
        for place in 0..<count {
            let target = targets[place]
            if target > 0 { deviance += weights[place] * target * log(target / mean) }
            targets[place] = weights[place] * target
        }
        impurity = max(0, deviance / weight)
    }

    func value() -> [Double] { [sum / weight] }

    func response(_ place: Int) -> (value: Double, weight: Double) {
        (data.targets[place], data.weights[place])
    }

    func scan(_ part: Int) -> Scan {
        Scan(products: data.targets, weights: data.weights, sum: sum, total: weight)
    }

    func deallocate() { data.deallocate() }

    struct Scan: SplitScan {
        let products: UnsafePointer<Double>
        let weights: UnsafePointer<Double>
        let sum: Double
        let total: Double
        var leftSum = 0.0
        var leftWeight = 0.0

        mutating func reset() { (leftSum, leftWeight) = (0, 0) }

        @inline(__always) mutating func move(_ place: Int) {
            leftSum += products[place]
            leftWeight += weights[place]
        }

        func gain() -> Double {
            let rightSum = sum - leftSum, least = 1e-14 * sum
            guard leftSum > least, rightSum > least else { return -.infinity }
            let mean = sum / total
            return leftSum * log(leftSum / leftWeight / mean)
                + rightSum * log(rightSum / (total - leftWeight) / mean)
        }
    }
}
