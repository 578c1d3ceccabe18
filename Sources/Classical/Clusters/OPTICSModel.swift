import LinearAlgebra
import Plots

extension OPTICS {
    /// The order of the rows, and the groups.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// The group of each row, -1 for noise.
        public internal(set) var labels: [Int]
        /// How many groups there are.
        public internal(set) var clusterCount: Int
        /// The rows in the order in which they were reached.
        public internal(set) var order: [Int]
        /// The distance at which each row was reached; ∞ for the first of each part.
        public internal(set) var reachability: [Double]
        /// The core distance of each row; ∞ beyond the largest radius.
        public internal(set) var coreDistances: [Double]
        /// From which row each was reached; -1 for none.
        public internal(set) var predecessors: [Int]

        func with(labels: [Int]) -> Model {
            var model = self
            model.labels = labels
            model.clusterCount = (labels.max() ?? -1) + 1
            return model
        }

        /// The groups that DBSCAN finds with a radius, but for some rows at the borders. O(n).
        ///
        /// - Parameter radius: The radius, > 0.
        public func labels(radius: Double) -> [Int] {
            var labels = [Int](repeating: -1, count: order.count), group = -1
            for row in order {
                let isNear = reachability[row] <= radius
                if !isNear, coreDistances[row] <= radius { group += 1 }
                labels[row] = isNear || coreDistances[row] <= radius ? group : -1
            }
            return labels
        }

        /// The innermost valleys between steep slopes.
        ///
        /// - Parameters:
        ///   - xi: By what share the distance changes in a steep step, 0 < ξ < 1.
        ///   - minimumNeighbors: A slope may have no more steps that are not steep, one after the other; at least 2.
        ///   - minimumClusterSize: The fewest rows of a group, at least 2.
        public func labels(xi: Double, minimumNeighbors: Int, minimumClusterSize: Int) -> [Int] {
            require(xi > 0 && xi < 1, "OPTICS: ξ is \(xi), where a share between 0 and 1 is meant")
            var labels = [Int](repeating: -1, count: order.count), group = 0
            // Inner valleys come before those around them.
            for valley in valleys(
                xi: xi, minimumNeighbors: minimumNeighbors, minimumClusterSize: minimumClusterSize)
            {
                let rows = order[valley]
                if rows.contains(where: { labels[$0] >= 0 }) { continue }
                for row in rows { labels[row] = group }
                group += 1
            }
            return labels
        }

        /// The valleys of the reachability, as places in the order; inner ones before those around them.
        ///
        /// - Parameters:
        ///   - xi: By what share the distance changes in a steep step, 0 < ξ < 1.
        ///   - minimumNeighbors: A slope may have no more steps that are not steep, one after the other; at least 2.
        ///   - minimumClusterSize: The fewest rows of a group, at least 2.
        public func valleys(xi: Double, minimumNeighbors: Int, minimumClusterSize: Int) -> [ClosedRange<Int>]
        {
            var search = ValleySearch(self, 1 - xi, minimumNeighbors, minimumClusterSize)
            return search.run()
        }

        /// The reachability in the order of the rows: valleys are groups, peaks part them.
        ///
        /// - Parameter title: The title.
        public func figure(title: String = "Reachability") -> Figure {
            var figure = Figure(title: title, xLabel: "place in the order", yLabel: "reachability")
            let finite = reachability.filter(\.isFinite).max() ?? 1
            let y = order.map { min(reachability[$0], 1.1 * finite) }
            figure.line(order.indices.map(Double.init), y)
            return figure
        }
    }
}

/// Looks for valleys, from left to right: Figure 19 of the paper, with the corrections of Schubert and Gertz.
private struct ValleySearch {
    /// A steep slope downwards: its steps, and the highest value between its end and where the search is.
    private struct Slope {
        var start: Int
        var end: Int
        var peak: Double
    }

    private let model: OPTICS.Model
    /// The reachability in the order, and ∞ at the end.
    private let height: [Double]
    private let keep: Double
    private let patience: Int
    private let fewest: Int
    private let count: Int
    private var slopes: [Slope] = []

    init(_ model: OPTICS.Model, _ keep: Double, _ patience: Int, _ fewest: Int) {
        self.model = model
        (self.keep, self.patience, self.fewest, count) = (keep, patience, fewest, model.order.count)
        let reachability = model.reachability
        height = model.order.map { reachability[$0] } + [.infinity]
    }

    /// The height of a step over that of the next; NaN between two infinities, which compares false with all.
    private func ratio(_ step: Int) -> Double { height[step] / height[step + 1] }
    private func isSteepDown(_ step: Int) -> Bool { ratio(step) >= 1 / keep }
    private func isSteepUp(_ step: Int) -> Bool { ratio(step) <= keep }

    mutating func run() -> [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = [], step = 0, seen = 0, peak = 0.0
        while step < count {
            let down = isSteepDown(step)
            guard down || isSteepUp(step) else {
                step += 1
                continue
            }
            for place in seen...step { peak = max(peak, height[place]) }
            pass(peak)
            let end =
                down
                ? extend(step, { isSteepDown($0) }, { ratio($0) < 1 })
                : extend(step, { isSteepUp($0) }, { ratio($0) > 1 })
            if down {
                slopes.append(Slope(start: step, end: end, peak: 0))
            } else {
                found += slopes.compactMap { valley($0, step, end) }.reversed()
            }
            seen = end + 1
            step = end + 1
            peak = height[seen]
        }
        return found
    }

    /// Drops the slopes that begin lower than what has been passed since, and notes that for the others.
    private mutating func pass(_ peak: Double) {
        if peak == .infinity { return slopes = [] }
        slopes.removeAll { !(peak <= height[$0.start] * keep) }
        for place in slopes.indices { slopes[place].peak = max(slopes[place].peak, peak) }
    }

    /// The last steep step of a slope that begins at `start`.
    private func extend(_ start: Int, _ isSteep: (Int) -> Bool, _ isCounter: (Int) -> Bool) -> Int {
        var end = start, flat = 0, step = start
        while step < count {
            if isSteep(step) {
                flat = 0
                end = step
            } else if isCounter(step) {
                return end
            } else {
                flat += 1
                if flat > patience { break }
            }
            step += 1
        }
        return end
    }

    /// The valley between a slope down and one up, if it is one (Definition 11).
    private func valley(_ down: Slope, _ upStart: Int, _ upEnd: Int) -> ClosedRange<Int>? {
        var start = down.start, end = upEnd
        if height[end + 1] * keep < down.peak { return nil }
        let left = height[down.start]
        if left * keep >= height[end + 1] {
            // Begin where the slope down has come to the level of the other end.
            while start < down.end, height[start + 1] > height[end + 1] { start += 1 }
        } else if height[end + 1] * keep >= left {
            // End where the slope up has come to the level of the beginning.
            while end > upStart, height[end - 1] > left { end -= 1 }
        }
        guard let corrected = correct(start, end) else { return nil }
        end = corrected
        if end - start + 1 < fewest || start > down.end || end < upStart { return nil }
        return start...end
    }

    /// Drops rows at the end that were reached from outside of the valley.
    private func correct(_ start: Int, _ end: Int) -> Int? {
        var end = end
        while start < end {
            if height[start] > height[end] { return end }
            let from = model.predecessors[model.order[end]]
            if model.order[start..<end].contains(from) { return end }
            end -= 1
        }
        return nil
    }
}
