/// The sum of absolute differences from the median. A row moves in O(log n): each side keeps two trees of sums (Fenwick 1994) over the
/// sorted targets, of weights and of weighted targets, which give the median and the sum on either side of it.
struct AbsoluteErrorCriterion: SplitCriterion {
    private var data: NodeTargets
    private(set) var weight = 0.0
    private(set) var impurity = 0.0
    private let capacity: Int
    /// The place of each row's target among the node's sorted targets, and these.
    private let places: UnsafeMutablePointer<Int32>
    private let sorted: UnsafeMutablePointer<Double>
    private let scratch: UnsafeMutablePointer<Double>
    private var median = 0.0

    init(_ data: NodeTargets, capacity: Int, parts: Int) {
        self.data = data
        self.capacity = capacity
        places = .allocate(capacity: capacity)
        sorted = .allocate(capacity: capacity)
        scratch = .allocate(capacity: 4 * (capacity + 1) * parts)
    }

    func deallocate() {
        data.deallocate()
        places.deallocate()
        sorted.deallocate()
        scratch.deallocate()
    }

    var outputs: Int { 1 }

    mutating func load(_ rows: UnsafePointer<Int32>, _ count: Int) {
        data.load(rows, count)
        weight = data.weight
        let targets = data.targets
        let order = (0..<count).sorted { (targets[$0], $0) < (targets[$1], $1) }
        var below = 0.0, found = false
        for (place, row) in order.enumerated() {
            places[row] = Int32(truncatingIfNeeded: place)
            sorted[place] = targets[row]
            below += data.weights[row]
            if !found, below >= weight / 2 {
                found = true
                let next = below == weight / 2 && place + 1 < count ? targets[order[place + 1]] : targets[row]
                median = (targets[row] + next) / 2
            }
        }
        var sum = 0.0
        for place in 0..<count { sum += data.weights[place] * abs(targets[place] - median) }
        impurity = sum / weight
    }

    func value() -> [Double] { [median] }

    func response(_ place: Int) -> (value: Double, weight: Double) {
        (data.weights[place] * data.targets[place], data.weights[place])
    }

    func scan(_ part: Int) -> Scan {
        let start = scratch + part * 4 * (capacity + 1), size = data.count + 1
        return Scan(
            places: places, targets: data.targets, weights: data.weights, count: data.count,
            base: impurity * weight, center: median,
            left: Side(weights: start, products: start + size),
            right: Side(weights: start + 2 * size, products: start + 3 * size), sorted: sorted)
    }

    /// Weights and weighted targets, centred at the node's median, of one side.
    struct Side {
        let weights: UnsafeMutablePointer<Double>
        let products: UnsafeMutablePointer<Double>
        var weight = 0.0
        var product = 0.0

        mutating func clear(_ count: Int) {
            weights.update(repeating: 0, count: count + 1)
            products.update(repeating: 0, count: count + 1)
            (weight, product) = (0, 0)
        }

        mutating func add(_ place: Int, _ count: Int, _ amount: Double, _ product: Double) {
            var slot = place + 1
            while slot <= count {
                weights[slot] += amount
                products[slot] += product
                slot += slot & -slot
            }
            weight += amount
            self.product += product
        }

        /// The sum of absolute differences from the median: with A the weight and P the product up to the median m, `mA - P + (all P) - P - m((all A) - A)`.
        func deviation(_ count: Int, _ sorted: UnsafePointer<Double>, _ center: Double) -> Double {
            var slot = 0, step = 1, below = 0.0, product = 0.0
            while step * 2 <= count { step *= 2 }
            while step > 0 {
                let next = slot + step
                if next <= count, below + weights[next] < weight / 2 {
                    slot = next
                    below += weights[next]
                    product += products[next]
                }
                step /= 2
            }
            let median = sorted[min(slot, count - 1)] - center
            return median * (2 * below - weight) + self.product - 2 * product
        }
    }

    struct Scan: SplitScan {
        let places: UnsafePointer<Int32>
        let targets: UnsafePointer<Double>
        let weights: UnsafePointer<Double>
        let count: Int
        let base: Double
        let center: Double
        var left: Side
        var right: Side
        let sorted: UnsafePointer<Double>

        mutating func reset() {
            left.clear(count)
            right.clear(count)
            for place in 0..<count {
                let weight = weights[place]
                right.add(Int(places[place]), count, weight, weight * (targets[place] - center))
            }
        }

        mutating func move(_ place: Int) {
            let weight = weights[place], product = weight * (targets[place] - center)
            left.add(Int(places[place]), count, weight, product)
            right.add(Int(places[place]), count, -weight, -product)
        }

        func gain() -> Double {
            base - left.deviation(count, sorted, center) - right.deviation(count, sorted, center)
        }
    }
}
