import CKernels
import LinearAlgebra

/// What splits must satisfy and how they are scored: the second-order expansion of the loss, as XGBoost has it.
///
/// A leaf with the sums G and H of first and second derivatives takes `w = -T(G)/(H + λ)`, where `T` reduces the size of G by α, and thereby
/// lowers twice the loss by `T(G)²/(H + λ)`, its score. A split gains `score(left) + score(right) - score(parent)`.
///
/// Source: T. Chen, C. Guestrin, XGBoost: a scalable tree boosting system, 2016.
struct SplitRule {
    var ridge: Double
    var lasso: Double
    /// What a unit of the packed sums is worth.
    var gradientUnit: Double
    var hessianUnit: Double

    /// The sums that a word holds.
    @inline(__always)
    func sums(_ word: Int64) -> (gradient: Double, hessian: Double) {
        (
            Double(Int32(truncatingIfNeeded: word >> 32)) * gradientUnit,
            Double(UInt32(truncatingIfNeeded: word)) * hessianUnit
        )
    }

    /// The second derivatives of a word, in units.
    static func hessianUnits(_ word: Int64) -> Double { Double(UInt32(truncatingIfNeeded: word)) }

    /// The value of a leaf, within bounds.
    func value(_ word: Int64, _ bounds: ClosedRange<Double>) -> Double {
        let (g, h) = sums(word)
        guard h + ridge > 0 else { return min(max(0, bounds.lowerBound), bounds.upperBound) }
        let free = -shrunk(g) / (h + ridge)
        return min(max(free, bounds.lowerBound), bounds.upperBound)
    }

    /// By how much a leaf lowers twice the loss, with an extra penalty on its square.
    func score(_ word: Int64, _ bounds: ClosedRange<Double>, extraRidge: Double = 0) -> Double {
        let (g, h) = sums(word), d = h + ridge + extraRidge
        guard d > 0 else { return 0 }
        if bounds == SplitRule.unbounded { return shrunk(g) * shrunk(g) / d }
        let w = min(max(-shrunk(g) / d, bounds.lowerBound), bounds.upperBound)
        return -(2 * g * w + d * w * w + 2 * lasso * abs(w))
    }

    private func shrunk(_ g: Double) -> Double { g > lasso ? g - lasso : g < -lasso ? g + lasso : 0 }

    static let unbounded = -Double.infinity...Double.infinity

    /// The rule as the kernel takes it.
    func kernel(leastHessian: Double, _ bounds: ClosedRange<Double>) -> cairn_boosting_rule {
        cairn_boosting_rule(
            ridge: ridge, lasso: lasso, gradient_unit: gradientUnit, hessian_unit: hessianUnit,
            least_hessian: leastHessian, lower: bounds.lowerBound, upper: bounds.upperBound)
    }
}

/// A split of a leaf's rows.
struct BoostingSplit {
    var gain: Double
    var feature: Int
    /// The bins up to this one go left.
    var bin: Int
    var missingLeft: Bool
    /// The packed sums of the left side.
    var left: Int64
    /// The bins that go left, of a categorical feature.
    var categories: [UInt8]?

    /// For each of the 256 bins, whether it goes left.
    func table() -> [UInt8] {
        var table = [UInt8](repeating: 0, count: BinnedRows.stride)
        if let categories {
            for bin in categories { table[Int(bin)] = 1 }
        } else {
            for bin in 0...bin { table[bin] = 1 }
        }
        table[Int(BinnedRows.missing)] = missingLeft ? 1 : 0
        return table
    }
}

/// The best split of a categorical feature: categories are sorted by their gradient per second derivative, among which one cut is best
/// for a convex loss.
///
/// Sources: W. D. Fisher, On grouping for maximum homogeneity, 1958; G. Ke et al., LightGBM, 2017, whose smoothing (10 added to the
/// second derivatives of each category, and to λ in scores) keeps rare categories from deciding.
struct CategorySplitter {
    static let smoothing = 10.0
    /// Up to so many categories, each is tried against the rest; of more, at most `mostOnOneSide` go together.
    private static let fewest = 4, mostOnOneSide = 32

    var rule: SplitRule
    var bounds: ClosedRange<Double>
    var leastHessian: Double
    var total: Int64

    /// The best score, its left sum and the bins on the left; nil where no split is allowed.
    func best(_ histogram: UnsafePointer<Int64>, bins: Int) -> (score: Double, left: Int64, bins: [UInt8])? {
        var entries = (0..<bins).map { UInt8($0) }.filter { histogram[Int($0)] != 0 }
        if histogram[Int(BinnedRows.missing)] != 0 { entries.append(BinnedRows.missing) }
        guard entries.count > 1 else { return nil }
        var best: (score: Double, left: Int64, bins: [UInt8])?
        let consider = { (left: Int64, bins: ArraySlice<UInt8>) in
            guard let score = score(left), score > best?.score ?? -.infinity else { return }
            best = (score, left, Array(bins))
        }
        if entries.count <= CategorySplitter.fewest {
            for place in entries.indices { consider(histogram[Int(entries[place])], entries[place...place]) }
            return best
        }
        let order = entries.map { (key: steepness(histogram[Int($0)]), bin: $0) }
            .sorted { ($0.key, $0.bin) < ($1.key, $1.bin) }.map(\.bin)
        for line in [order, order.reversed()] {
            var left: Int64 = 0
            for place in 0..<min(CategorySplitter.mostOnOneSide, (order.count + 1) / 2) {
                left &+= histogram[Int(line[place])]
                consider(left, line[...place])
            }
        }
        return best
    }

    private func steepness(_ word: Int64) -> Double {
        let (g, h) = rule.sums(word)
        return g / (h + CategorySplitter.smoothing)
    }

    private func score(_ left: Int64) -> Double? {
        let right = total &- left
        guard SplitRule.hessianUnits(left) >= leastHessian, SplitRule.hessianUnits(right) >= leastHessian
        else {
            return nil
        }
        return rule.score(left, bounds, extraRidge: CategorySplitter.smoothing)
            + rule.score(right, bounds, extraRidge: CategorySplitter.smoothing)
    }
}
