/// Exact null distributions of rank sums, by dynamic programming over probabilities: sums of positive numbers
/// only, so that small tails keep their digits.
enum SubsetSums {
    /// P(S ≤ limit), S the sum of `chosen` of the items drawn without replacement.
    ///
    /// After i items with j of them chosen, the next is chosen with probability (chosen − j)/(items − i).
    /// O(items · chosen · limit).
    static func probability(ofSumAtMost limit: Int, choosing chosen: Int, of items: [Int]) -> Double {
        if limit < 0 { return 0 }
        let width = limit + 1
        var table = [Double](repeating: 0, count: (chosen + 1) * width)
        table[0] = 1
        for (index, item) in items.enumerated() {
            let left = Double(items.count - index)
            for taken in stride(from: min(index, chosen), through: 0, by: -1) {
                let share = Double(chosen - taken) / left
                let row = taken * width
                if taken < chosen && item <= limit {
                    let next = row + width
                    for sum in stride(from: limit - item, through: 0, by: -1) where table[row + sum] > 0 {
                        table[next + sum + item] += table[row + sum] * share
                    }
                }
                for sum in 0...limit { table[row + sum] *= 1 - share }
            }
        }
        return min(1, table[(chosen * width)...].reduce(0, +))
    }

    /// P(S ≤ limit), S the sum of the items of which each is in with probability ½. O(items · limit).
    static func probability(ofSumAtMost limit: Int, halving items: [Int]) -> Double {
        if limit < 0 { return 0 }
        var table = [Double](repeating: 0, count: limit + 1)
        table[0] = 1
        for item in items {
            for sum in stride(from: limit, through: 0, by: -1) {
                let added = sum >= item ? table[sum - item] : 0
                table[sum] = (table[sum] + added) / 2
            }
        }
        return min(1, table.reduce(0, +))
    }
}
