import CKernels
import LinearAlgebra

/// Sequential minimal optimisation: the dual problem of the support vector machines, two coefficients at a time.
///
/// Minimises `½ Σ y_s y_t α_s α_t K_st + Σ p_t α_t` with `0 ≤ α_t ≤ C_t` and `Σ y_t α_t` fixed. With `v_t = -y_t ∂/∂α_t`, a solution has
/// `max v` over those that may go up no larger than `min v` over those that may go down; the pair that is changed next is the largest v
/// and the partner that promises the largest decrease. Sources: Platt (1998); Fan, Chen and Lin, *Working Set Selection Using
/// Second Order Information* (2005); Chang and Lin, *LIBSVM* (2011).
///
/// A regression has each point twice (`copies`), with y = 1 and y = -1: variable t is point `t mod n`.
struct SequentialMinimalOptimization {
    /// The coefficients α.
    var alpha: [Double]
    let signs: [Double]
    let linear: [Double]
    let limits: [Double]
    let rows: KernelRows
    let copies: Int
    let tolerance: Double
    let shrinks: Bool

    /// The threshold b of `Σ y α K - b`.
    private(set) var bias = 0.0
    private(set) var iterations = 0

    /// The variables that are still looked at, by their numbers, and their numbers' arrays.
    private var active: [Int] = []
    private var v: Buffer<Double>
    private var up: Buffer<Double>
    private var low: Buffer<Double>
    private var diagonal: Buffer<Double>
    private var points: Int

    init(
        alpha: [Double], signs: [Double], linear: [Double], limits: [Double], rows: KernelRows,
        copies: Int = 1, tolerance: Double, shrinks: Bool
    ) {
        self.alpha = alpha
        self.signs = signs
        self.linear = linear
        self.limits = limits
        self.rows = rows
        self.copies = copies
        self.tolerance = tolerance
        self.shrinks = shrinks && !rows.isWhole
        points = rows.count
        v = Buffer(uninitialized: alpha.count)
        up = Buffer(uninitialized: alpha.count)
        low = Buffer(uninitialized: alpha.count)
        diagonal = Buffer(uninitialized: alpha.count)
    }

    /// Solves the problem.
    mutating func solve(maximumIterations: Int?) throws(FitError) {
        let most = maximumIterations ?? max(10_000_000, 100 * alpha.count)
        let period = min(alpha.count, 1000)
        activateAll()
        var untilShrinking = period, gap = advance(0, nil)
        while true {
            untilShrinking -= 1
            if shrinks && untilShrinking == 0 {
                untilShrinking = period
                if shrink(gap) { gap = advance(0, nil) }
            }
            if let pair = pair(gap) {
                gap = change(pair)
                iterations += 1
            } else if active.count < alpha.count {
                activateAll()
                gap = advance(0, nil)
                untilShrinking = period
                if pair(gap) == nil { break }
            } else {
                break
            }
            if iterations >= most {
                throw .diverged(
                    iterations: iterations, why: "the conditions of optimality are not met to \(tolerance)")
            }
        }
        finish()
    }

    /// The variable with the largest v that may go up.
    private typealias Top = (place: Int, value: Double)

    /// Takes a step along two rows and finds the next variable to go up.
    private func advance(_ step: Double, _ pair: (UnsafePointer<Float>, UnsafePointer<Float>)?) -> Top {
        var best: Top = (active.count, -.infinity)
        for copy in 0..<copies {
            let first = copy * points
            var value = -Double.infinity
            let place: Int
            if let (a, b) = pair {
                place = cairn_smo_step(v.base + first, a, b, step, up.base + first, points, &value)
            } else {
                let none = Buffer<Float>(repeating: 0, count: max(1, points))
                place = cairn_smo_step(
                    v.base + first, none.base, none.base, 0, up.base + first, points, &value)
            }
            if place < points, value > best.value { best = (first + place, value) }
        }
        return best
    }

    /// The pair to change next; nil where the solution is reached.
    private func pair(_ top: Top) -> (Int, Int)? {
        if top.place >= active.count { return nil }
        let row = rows.row(top.place % max(1, points))
        let own = diagonal.base[top.place]
        var partner = active.count, best = -Double.infinity, smallest = Double.infinity
        for copy in 0..<copies {
            let first = copy * points
            var least = Double.infinity
            let place = cairn_smo_partner(
                v.base + first, row, diagonal.base + first, low.base + first, top.value, own, points, &least)
            smallest = min(smallest, least)
            guard place < points else { continue }
            let distance = top.value - v.base[first + place]
            let curve = max(own + diagonal.base[first + place] - 2 * Double(row[place]), 1e-12)
            if distance * distance / curve > best {
                best = distance * distance / curve
                partner = first + place
            }
        }
        return top.value - smallest < tolerance || partner >= active.count ? nil : (top.place, partner)
    }

    /// Moves two coefficients as far as pays and as they may go.
    private mutating func change(_ pair: (Int, Int)) -> Top {
        let (i, j) = pair, first = rows.row(i % points), second = rows.row(j % points)
        let s = active[i], t = active[j]
        let curve = max(diagonal.base[i] + diagonal.base[j] - 2 * Double(first[j % points]), 1e-12)
        let wanted = (v.base[i] - v.base[j]) / curve
        let roomUp = signs[s] > 0 ? limits[s] - alpha[s] : alpha[s]
        let roomDown = signs[t] > 0 ? alpha[t] : limits[t] - alpha[t]
        let step = min(wanted, roomUp, roomDown)
        alpha[s] = step >= roomUp ? (signs[s] > 0 ? limits[s] : 0) : alpha[s] + signs[s] * step
        alpha[t] = step >= roomDown ? (signs[t] > 0 ? 0 : limits[t]) : alpha[t] - signs[t] * step
        mark(i)
        mark(j)
        return advance(step, (first, second))
    }

    /// Notes which way the coefficient at a place may go.
    private func mark(_ place: Int) {
        let t = active[place], canGrow = alpha[t] < limits[t], canFall = alpha[t] > 0
        up.base[place] = (signs[t] > 0 ? canGrow : canFall) ? 0 : -.infinity
        low.base[place] = (signs[t] > 0 ? canFall : canGrow) ? 0 : .infinity
    }

    /// Looks at all variables again, with v computed afresh.
    private mutating func activateAll() {
        rows.keepAll()
        points = rows.count
        active = Array(alpha.indices)
        var combined = [Double](repeating: 0, count: points)
        for t in alpha.indices { combined[t % points] += signs[t] * alpha[t] }
        let sums = rows.combination(combined).contiguous(), own = rows.diagonal
        for t in alpha.indices {
            v.base[t] = -sums.start[t % points] - signs[t] * linear[t]
            diagonal.base[t] = own.start[t % points]
            mark(t)
        }
    }

    /// Sets aside the variables at their bounds that will hardly leave them; false where that is not worth the while.
    private mutating func shrink(_ top: Top) -> Bool {
        var smallest = Double.infinity
        for place in active.indices { smallest = min(smallest, v.base[place] + low.base[place]) }
        let stays = active.indices.map { place -> Bool in
            let value = v.base[place]
            if up.base[place] == 0 && low.base[place] == 0 { return true }
            // It may only go up and stands below all that may fall, or the other way round.
            return up.base[place] == 0 ? value >= smallest : low.base[place] == 0 ? value <= top.value : false
        }
        // A point stays if any of its copies does.
        let kept = (0..<points).filter { point in (0..<copies).contains { stays[$0 * points + point] } }
        if kept.count * 10 > points * 9 || kept.count < 2 { return false }
        let places = (0..<copies).flatMap { copy in kept.map { copy * points + $0 } }
        for (target, source) in places.enumerated() {
            v.base[target] = v.base[source]
            up.base[target] = up.base[source]
            low.base[target] = low.base[source]
            diagonal.base[target] = diagonal.base[source]
        }
        active = places.map { active[$0] }
        rows.keep(kept)
        points = kept.count
        return true
    }

    /// The threshold: the mean v of the coefficients between their bounds, or else the middle of what v may be.
    private mutating func finish() {
        var sum = 0.0, free = 0, highest = -Double.infinity, lowest = Double.infinity
        for place in active.indices {
            if up.base[place] == 0 && low.base[place] == 0 {
                sum += v.base[place]
                free += 1
            }
            if up.base[place] == 0 { highest = max(highest, v.base[place]) }
            if low.base[place] == 0 { lowest = min(lowest, v.base[place]) }
        }
        if free > 0 {
            bias = -sum / Double(free)
        } else {
            bias = highest.isFinite && lowest.isFinite ? -(highest + lowest) / 2 : 0
        }
    }
}
