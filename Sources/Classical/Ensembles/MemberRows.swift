import Randomness

/// Rows for the members of an ensemble.
enum MemberRows {
    /// `count` rows, each drawn with a probability in proportion to its weight. O(n + count log n).
    static func byWeight(_ weights: [Double], count: Int, using generator: inout Generator) -> [Int] {
        var sums: [Double] = []
        sums.reserveCapacity(weights.count)
        var sum = 0.0
        for weight in weights {
            sum += weight
            sums.append(sum)
        }
        return (0..<count).map { _ in
            let place = generator.random() * sum
            var low = 0, high = sums.count - 1
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > place { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    /// For each row the fold, of `folds`, in which it is held out: classes are spread evenly over folds, each class in runs.
    static func folds(_ codes: [Int], _ classes: Int, folds: Int) -> [Int] {
        // The q-th row in the order of classes belongs to fold q modulo folds: that says how many rows of a class a fold gets.
        var shares = [[Int]](repeating: [Int](repeating: 0, count: folds), count: classes)
        for (place, code) in codes.sorted().enumerated() { shares[code][place % folds] += 1 }
        var current = [Int](repeating: 0, count: classes)
        return codes.map { code in
            while shares[code][current[code]] == 0 { current[code] += 1 }
            shares[code][current[code]] -= 1
            return current[code]
        }
    }

    /// For each of n rows the fold in which it is held out: runs of equal length, the first ones longer by one where they must.
    static func folds(_ rows: Int, folds: Int) -> [Int] {
        let length = rows / folds, longer = rows % folds
        return (0..<folds).flatMap { [Int](repeating: $0, count: length + ($0 < longer ? 1 : 0)) }
    }
}
