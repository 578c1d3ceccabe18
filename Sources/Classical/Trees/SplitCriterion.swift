/// How good a split of a node's rows is. `load` takes a node's rows; `scan` gives a walk that begins with all of them on the right.
///
/// The measure of a split is the weighted impurity that it takes away. Rows are named by their place within the node.
protocol SplitCriterion {
    associatedtype Scan: SplitScan

    /// How many numbers a node predicts.
    var outputs: Int { get }
    /// The weight of the node's rows.
    var weight: Double { get }
    /// How impure the node is, per weight.
    var impurity: Double { get }

    /// Takes a node's rows.
    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int)
    /// The node's prediction.
    func value() -> [Double]
    /// A walk through the rows.
    ///
    /// - Parameter part: Which of the scratch spaces it may use.
    func scan(_ part: Int) -> Scan
    /// The number by whose mean categories are ordered, times the row's weight; and the weight.
    func response(_ place: Int) -> (value: Double, weight: Double)
    func deallocate()
}

/// A walk through a node's rows, from the right side to the left one by one.
protocol SplitScan {
    /// All rows to the right.
    mutating func reset()
    /// One row to the left.
    mutating func move(_ place: Int)
    /// The weighted impurity that the split at this place takes away; -∞ where it is not allowed.
    func gain() -> Double
}

/// What a node has to learn.
struct NodeTargets {
    /// The target of each row of the data: a number, or the code of a class.
    let all: UnsafePointer<Double>
    /// The weight of each row of the data.
    let allWeights: UnsafePointer<Double>
    /// The target of each row of the node.
    let targets: UnsafeMutablePointer<Double>
    /// The weight of each row of the node.
    let weights: UnsafeMutablePointer<Double>
    var count = 0

    init(_ all: UnsafePointer<Double>, _ weights: UnsafePointer<Double>, capacity: Int) {
        self.all = all
        allWeights = weights
        targets = .allocate(capacity: capacity)
        self.weights = .allocate(capacity: capacity)
    }

    func deallocate() {
        targets.deallocate()
        weights.deallocate()
    }

    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int) {
        self.count = count
        for place in 0..<count {
            let row = Int(rows[place])
            targets[place] = all[row]
            weights[place] = allWeights[row]
        }
    }

    var weight: Double {
        var sum = 0.0
        for place in 0..<count { sum += weights[place] }
        return sum
    }
}
