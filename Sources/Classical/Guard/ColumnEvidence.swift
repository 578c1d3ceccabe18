import LinearAlgebra
import Statistics

/// What the numbers of a column tell about how it was made.
struct ColumnEvidence {
    /// The values, one for each row.
    let values: Vector<Double>
    /// Those that are there.
    let present: Vector<Double>
    /// How many different ones there are.
    let distinct: Int

    init(_ values: Vector<Double>) {
        self.values = values.contiguous()
        present = Vector(values.filter { !$0.isNaN })
        distinct = Set(present).count
    }

    /// Whether the mean is 0 and the standard deviation 1, to rounding: the mark of a scaler that saw just these rows.
    var isStandardized: Bool {
        guard distinct >= 3, present.count == values.count else { return false }
        let n = Double(present.count), mean = present.mean(), variance = present.variance()
        let corrected = variance * n / (n - 1)
        return abs(mean) < 1e-9 && (abs(variance - 1) < 1e-9 || abs(corrected - 1) < 1e-9)
    }

    /// Whether the values reach from 0 to 1 exactly, with others between.
    var fillsUnitRange: Bool { distinct >= 10 && present.min() == 0 && present.max() == 1 }

    /// Whether the most frequent value is the mean of all others: the mark of an imputer that saw just these rows. How many rows have it.
    var meanImputed: Int? {
        guard distinct >= 20 else { return nil }
        var counts: [Double: Int] = [:]
        for value in present { counts[value, default: 0] += 1 }
        guard let (value, count) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            count >= 5, Double(count) >= 0.02 * Double(present.count), count < present.count - 5,
            value != value.rounded()
        else { return nil }
        let others = Vector(present.filter { $0 != value })
        return abs(others.mean() - value) <= 1e-9 * max(abs(value), others.standardDeviation()) ? count : nil
    }

    /// Whether each value is the mean of the target over the rows that have it: the mark of an encoding by just these targets.
    func isTargetMean(_ target: Vector<Double>) -> Bool {
        guard distinct >= 3, distinct <= values.count / 4 else { return false }
        var sums: [Double: (sum: Double, count: Int)] = [:]
        for (row, value) in values.enumerated() where !value.isNaN {
            sums[value, default: (0, 0)].sum += target[row]
            sums[value, default: (0, 0)].count += 1
        }
        let scale = max(target.abs().max(), 1e-300)
        return sums.allSatisfy { value, total in
            abs(total.sum / Double(total.count) - value) <= 1e-9 * scale
        }
    }

    /// Whether it numbers the rows: different whole numbers, dense, or by their name made to name rows.
    func isIdentifier(_ name: String) -> Bool {
        guard values.count >= 20, distinct == values.count, present.allSatisfy({ $0 == $0.rounded() }) else {
            return false
        }
        if present.max() - present.min() < 1.5 * Double(values.count) { return true }
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        return words.contains { ["id", "uuid", "key", "pid", "number", "nr"].contains($0) }
    }

    /// How well the column alone ranks the rows by a number: the larger of |Pearson| and |Spearman| correlation.
    func correlation(_ target: Vector<Double>) -> Double {
        let rows = values.indices.filter { !values[$0].isNaN }
        guard rows.count >= 10, Double(rows.count) >= 0.5 * Double(values.count), distinct >= 3 else {
            return 0
        }
        let x = values[at: rows], y = target[at: rows]
        let plain: Double = abs(x.correlation(with: y))
        let ranked: Double = abs(Self.ranks(x).correlation(with: Self.ranks(y)))
        return max(plain.isNaN ? 0 : plain, ranked.isNaN ? 0 : ranked)
    }

    /// How well the column alone tells a class from the rest: |2 AUC - 1|, and what missing values tell. 1 tells all.
    func separation(_ isMember: [Bool]) -> Double {
        let members = isMember.count { $0 }, others = isMember.count - members
        guard members >= 5, others >= 5 else { return 0 }
        // Missing values are a value below all others.
        let ranks = Self.ranks(values.map { $0.isNaN ? -.infinity : $0 })
        var sum = 0.0
        for (row, flag) in isMember.enumerated() where flag { sum += ranks[row] }
        let n = Double(members), m = Double(others)
        return abs(2 * (sum - n * (n + 1) / 2) / (n * m) - 1)
    }

    /// Of few different values: how much of the error of always naming the most frequent class the value saves.
    func gain(_ codes: [Int], _ classes: Int) -> Double {
        guard distinct <= 20 else { return 0 }
        var counts: [UInt64: [Int]] = [:], totals = [Int](repeating: 0, count: classes)
        for (row, code) in codes.enumerated() {
            let value = values[row]
            counts[value.isNaN ? .max : (value + 0).bitPattern, default: [Int](repeating: 0, count: classes)][
                code] +=
                1
            totals[code] += 1
        }
        let right = counts.values.reduce(0) { $0 + ($1.max() ?? 0) }, base = totals.max() ?? 0
        return codes.count > base ? Double(right - base) / Double(codes.count - base) : 0
    }

    /// Ranks from 1, equal values their mean.
    static func ranks(_ values: Vector<Double>) -> Vector<Double> {
        let order = values.argsort()
        var ranks = Vector<Double>(repeating: 0, count: values.count), first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
            for place in first..<end { ranks[order[place]] = Double(first + end + 1) / 2 }
            first = end
        }
        return ranks
    }
}
