import LinearAlgebra
import Plots

/// The joins of a hierarchical clustering, the nearest first.
///
/// Groups 0 ..< n are the rows; join i makes group n + i. As SciPy's linkage matrix.
public struct Dendrogram: Sendable, Codable, Hashable {
    /// A join of two groups.
    public struct Merge: Sendable, Codable, Hashable {
        /// The group with the lower number.
        public let left: Int
        /// The group with the higher number.
        public let right: Int
        /// How far apart they were.
        public let height: Double
        /// How many rows they have together.
        public let size: Int
    }

    /// The joins, by rising height; n - 1 of them.
    public let merges: [Merge]
    /// n, how many rows there are.
    public let rowCount: Int

    /// The joins by height, with their groups numbered.
    init(_ raw: [RawMerge], rows: Int) {
        rowCount = rows
        var sets = DisjointSets(rows), groups = Array(0..<rows), sizes = [Int](repeating: 1, count: rows)
        let order = raw.indices.sorted { (raw[$0].height, $0) < (raw[$1].height, $1) }
        var merges: [Merge] = []
        merges.reserveCapacity(raw.count)
        for index in order {
            let a = sets.root(raw[index].left), b = sets.root(raw[index].right)
            let root = sets.join(a, b), size = sizes[a] + sizes[b]
            merges.append(
                Merge(
                    left: min(groups[a], groups[b]), right: max(groups[a], groups[b]),
                    height: raw[index].height, size: size))
            groups[root] = rows + merges.count - 1
            sizes[root] = size
        }
        self.merges = merges
    }

    /// The groups after all joins but the last `clusters` - 1, numbered by their first row. O(n).
    ///
    /// - Parameter clusters: How many groups, 1 … n.
    public func labels(clusters: Int) -> [Int] {
        require(
            clusters >= 1 && clusters <= max(1, rowCount),
            "Dendrogram.labels: \(clusters) groups of \(rowCount) rows")
        return labels(after: rowCount - clusters)
    }

    /// The groups after all joins lower than `height`, numbered by their first row. O(n).
    ///
    /// - Parameter height: Where to cut, 0 or more.
    public func labels(below height: Double) -> [Int] {
        labels(after: merges.firstIndex { $0.height >= height } ?? merges.count)
    }

    private func labels(after joins: Int) -> [Int] {
        // Each group's parent has a higher number: from the top down, the highest that was made.
        var top = Array(0..<rowCount + merges.count)
        for join in (0..<max(0, joins)).reversed() {
            top[merges[join].left] = top[rowCount + join]
            top[merges[join].right] = top[rowCount + join]
        }
        var numbers: [Int: Int] = [:]
        return (0..<rowCount).map { row in
            let number = numbers[top[row]] ?? numbers.count
            numbers[top[row]] = number
            return number
        }
    }

    /// The rows from left to right, such that no two lines of a drawing cross. O(n).
    public var leafOrder: [Int] {
        var order: [Int] = [], stack = [rowCount + merges.count - 1]
        while let group = stack.popLast() {
            if group < rowCount {
                if group >= 0 { order.append(group) }
            } else {
                stack.append(merges[group - rowCount].right)
                stack.append(merges[group - rowCount].left)
            }
        }
        return order
    }

    /// The tree as a figure: rows below, joins at their heights. `figure().write(to: "tree.svg")` writes it.
    ///
    /// - Parameters:
    ///   - last: Draw only so many joins, from the top; what is below them is one line each. 60 by default.
    ///   - title: The title.
    ///   - labels: The names of the rows, shown where all rows are drawn and are 40 or fewer.
    public func figure(last: Int = 60, title: String = "Dendrogram", labels: [String]? = nil) -> Figure {
        require(last >= 1, "Dendrogram.figure: \(last) joins")
        let first = max(0, merges.count - last)
        var figure = Figure(title: title, xLabel: first == 0 ? "row" : "group of rows", yLabel: "distance")
        var x: [Int: Double] = [:], ticks: [(value: Double, label: String)] = []
        for group in drawnLeaves(from: first) {
            let place = Double(x.count)
            x[group] = place
            ticks.append(
                (
                    place,
                    group < rowCount ? labels?[group] ?? "\(group)" : "(\(merges[group - rowCount].size))"
                ))
        }
        if ticks.count <= 40 { figure.xTicks = ticks } else { figure.xTicks = [] }
        figure.showsGrid = false
        figure.yLimits = 0...max(1e-300, 1.05 * (merges.last?.height ?? 1))
        // One line for all: a pen that is lifted by NaN.
        var xs: [Double] = [], ys: [Double] = []
        for join in first..<merges.count {
            let merge = merges[join], a = x[merge.left] ?? 0, b = x[merge.right] ?? 0
            x[rowCount + join] = (a + b) / 2
            let low = { (group: Int) in group < rowCount + first ? 0 : merges[group - rowCount].height }
            xs += [a, a, b, b, .nan]
            ys += [low(merge.left), merge.height, merge.height, low(merge.right), .nan]
        }
        figure.line(xs, ys)
        return figure
    }

    /// The groups that stand at the bottom of a drawing, from left to right.
    private func drawnLeaves(from first: Int) -> [Int] {
        var leaves: [Int] = [], stack = [rowCount + merges.count - 1]
        while let group = stack.popLast() {
            if group < rowCount + first {
                if group >= 0 { leaves.append(group) }
            } else {
                stack.append(merges[group - rowCount].right)
                stack.append(merges[group - rowCount].left)
            }
        }
        return leaves
    }
}
