import LinearAlgebra

/// A dendrogram without the splits that shed fewer rows than a group needs. Groups are numbered from the root, 0, downwards.
struct CondensedTree {
    /// For each row the last group that it belongs to, and the density λ = 1/ε at which it leaves that.
    private(set) var groupOfRow: [Int]
    private(set) var lambdaOfRow: [Double]
    /// For each group the one that it splits from (-1 for the root), the density of that split, and its rows then.
    private(set) var parents: [Int] = [-1]
    private(set) var births: [Double] = [0]
    private(set) var sizes: [Int]
    /// `Σ (λ at which a row leaves - λ of the group's birth)` for each group.
    private(set) var stabilities: [Double] = []

    init(_ dendrogram: Dendrogram, minimumSize: Int) {
        let n = dendrogram.rowCount
        groupOfRow = [Int](repeating: 0, count: n)
        lambdaOfRow = [Double](repeating: 0, count: n)
        sizes = [n]
        condense(dendrogram, minimumSize)
        measure()
    }

    /// Goes down the tree, level by level, so that groups get their numbers in that order.
    private mutating func condense(_ dendrogram: Dendrogram, _ minimum: Int) {
        let n = dendrogram.rowCount, merges = dendrogram.merges
        let size = { (node: Int) in node < n ? 1 : merges[node - n].size }
        var level: [(node: Int, group: Int)] = [(n + merges.count - 1, 0)]
        while !level.isEmpty {
            var next: [(node: Int, group: Int)] = []
            for (node, group) in level where node >= n {
                let merge = merges[node - n], lambda = merge.height > 0 ? 1 / merge.height : .infinity
                let isSplit = size(merge.left) >= minimum && size(merge.right) >= minimum
                for child in [merge.left, merge.right] {
                    if size(child) < minimum {
                        shed(child, group, lambda, dendrogram)
                    } else if isSplit {
                        parents.append(group)
                        births.append(lambda)
                        sizes.append(size(child))
                        next.append((child, parents.count - 1))
                    } else {
                        next.append((child, group))
                    }
                }
            }
            level = next
        }
    }

    /// All rows below a node leave a group.
    private mutating func shed(_ node: Int, _ group: Int, _ lambda: Double, _ dendrogram: Dendrogram) {
        var stack = [node]
        while let node = stack.popLast() {
            if node < dendrogram.rowCount {
                groupOfRow[node] = group
                lambdaOfRow[node] = lambda
            } else {
                let merge = dendrogram.merges[node - dendrogram.rowCount]
                stack += [merge.left, merge.right]
            }
        }
    }

    private mutating func measure() {
        stabilities = [Double](repeating: 0, count: parents.count)
        for (row, group) in groupOfRow.enumerated() { stabilities[group] += lambdaOfRow[row] - births[group] }
        for group in parents.indices.dropFirst() {
            let parent = parents[group]
            stabilities[parent] += (births[group] - births[parent]) * Double(sizes[group])
        }
    }

    private var children: [[Int]] {
        var children = [[Int]](repeating: [], count: parents.count)
        for group in parents.indices.dropFirst() { children[parents[group]].append(group) }
        return children
    }

    /// The groups of the greatest total stability that do not contain one another.
    func mostStable(orRoot: Bool) -> [Int] {
        let children = children
        var best = stabilities, isTaken = [Bool](repeating: true, count: parents.count)
        for group in parents.indices.reversed() where group > 0 || orRoot {
            let below = children[group].reduce(0) { $0 + best[$1] }
            if below > best[group] {
                isTaken[group] = false
                best[group] = below
            } else {
                var stack = children[group]
                while let inner = stack.popLast() {
                    isTaken[inner] = false
                    stack += children[inner]
                }
            }
        }
        return parents.indices.filter { isTaken[$0] && ($0 > 0 || orRoot) }
    }

    /// The groups that do not split; the root only where it may be a group.
    func leaves(orRoot: Bool) -> [Int] {
        let children = children
        return parents.indices.filter { children[$0].isEmpty && ($0 > 0 || orRoot) }
    }

    /// The number of the taken group that each row is in, -1 for none.
    func labels(_ taken: [Int], allowsRoot: Bool) -> [Int] {
        var number = [Int](repeating: -1, count: parents.count)
        for (place, group) in taken.enumerated() { number[group] = place }
        for group in parents.indices.dropFirst() where number[group] < 0 {
            number[group] = number[parents[group]]
        }
        guard taken == [0] else { return groupOfRow.map { number[$0] } }
        // All rows are one group: those that leave before its greatest density are noise.
        let limit = greatestLambda(0)
        return groupOfRow.indices.map { lambdaOfRow[$0] >= limit || groupOfRow[$0] > 0 ? 0 : -1 }
    }

    /// The greatest density at which rows or groups leave a group.
    private func greatestLambda(_ group: Int) -> Double {
        var greatest = 0.0
        for row in groupOfRow.indices where groupOfRow[row] == group {
            greatest = max(greatest, lambdaOfRow[row])
        }
        for child in parents.indices where parents[child] == group { greatest = max(greatest, births[child]) }
        return greatest
    }

    /// The density at which each row leaves its taken group, over the greatest there.
    func probabilities(_ labels: [Int], _ taken: [Int]) -> [Double] {
        let greatest = taken.map(greatestLambda)
        return labels.indices.map { row in
            guard labels[row] >= 0 else { return 0 }
            let most = greatest[labels[row]], lambda = lambdaOfRow[row]
            return most == 0 || lambda == .infinity ? 1 : min(lambda, most) / most
        }
    }
}
