/// The sum of squares around the mean (Breiman, Friedman, Olshen and Stone 1984). With classes 0 and 1 half of the Gini impurity.
///
/// With W and S the sums of weights and of weighted targets, a split takes away (S_L W - S W_L)²/(W_L W_R W): the squared differences
/// between the means of the sides and of all.
struct SquaredErrorCriterion: SplitCriterion {
    private var data: NodeTargets
    private(set) var weight = 0.0
    private(set) var impurity = 0.0
    /// The weighted sum of the targets of classes; 0 of numbers, which are centred.
    private var sum = 0.0
    private var mean = 0.0
    private let isBinary: Bool

    /// - Parameter isBinary: Whether the targets are 0 and 1: then sums are kept whole, so that equal splits are equal to the last bit.
    init(_ data: NodeTargets, isBinary: Bool = false) {
        self.data = data
        self.isBinary = isBinary
    }

    var outputs: Int { isBinary ? 2 : 1 }

    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int) {
        data.load(rows, count)
        weight = data.weight
        let targets = data.targets, weights = data.weights
        sum = 0
        if isBinary {
            for place in 0..<count {
                targets[place] *= weights[place]
                sum += targets[place]
            }
            mean = sum / weight
            return impurity = 2 * mean * (1 - mean)
        }
        for place in 0..<count { sum += weights[place] * targets[place] }
        mean = sum / weight
        var square = 0.0
        for place in 0..<count {
            let centered = targets[place] - mean
            square += weights[place] * centered * centered
            targets[place] = weights[place] * centered
        }
        sum = 0
        impurity = square / weight
    }

    func value() -> [Double] { isBinary ? [1 - mean, mean] : [mean] }

    func response(_ place: Int) -> (value: Double, weight: Double) {
        (data.targets[place], data.weights[place])
    }

    func scan(_ part: Int) -> Scan {
        Scan(
            products: data.targets, weights: data.weights, sum: sum, total: weight, factor: isBinary ? 2 : 1)
    }

    func deallocate() { data.deallocate() }

    struct Scan: SplitScan {
        let products: UnsafePointer<Double>
        let weights: UnsafePointer<Double>
        let sum: Double
        let total: Double
        let factor: Double
        var leftSum = 0.0
        var leftWeight = 0.0

        @inline(__always) mutating func reset() { (leftSum, leftWeight) = (0, 0) }

        @inline(__always) mutating func move(_ place: Int) {
            leftSum += products[place]
            leftWeight += weights[place]
        }

        @inline(__always) func gain() -> Double {
            let difference = leftSum * total - sum * leftWeight
            return factor * difference * difference / (leftWeight * (total - leftWeight) * total)
        }
    }
}
