import Foundation
import LinearAlgebra
import Randomness

/// Grows a tree of random questions.
struct IsolationTreeGrower {
    private let x: Matrix<Double>
    private var generator: Generator
    private var rows: [Int32]
    private var order: [Int]
    private let deepest: Int

    init(_ x: Matrix<Double>, _ size: Int, _ generator: Generator) {
        (self.x, self.generator) = (x, generator)
        order = Array(0..<x.columns)
        deepest = Int(log2(Double(size)).rounded(.up))
        rows = []
        drawRows(size)
    }

    /// Rows without replacement, in time for as many as are drawn (Floyd's method, Bentley 1987).
    private mutating func drawRows(_ size: Int) {
        var chosen: Set<Int> = []
        for last in x.rows - size..<x.rows {
            let row = generator.integer(in: 0...last), taken = chosen.contains(row) ? last : row
            chosen.insert(taken)
            rows.append(Int32(taken))
        }
    }

    /// The mean number of questions that find a row among m in a random search tree.
    static func meanLength(_ m: Int) -> Double {
        if m <= 1 { return 0 }
        if m == 2 { return 1 }
        let count = Double(m)
        return 2 * (log(count - 1) + 0.57721566490153286) - 2 * (count - 1) / count
    }

    mutating func grow() -> TreeNodes {
        var nodes = TreeNodes(outputs: 1)
        nodes.reserve(2 * rows.count)
        var waiting = [(start: 0, count: rows.count, depth: 0, parent: -1, isLeft: false)]
        while let (start, count, depth, parent, isLeft) = waiting.popLast() {
            let length = Double(depth) + IsolationTreeGrower.meanLength(count)
            let node = nodes.addLeaf([length], cover: Double(count))
            if parent >= 0 {
                if isLeft { nodes.left[parent] = Int32(node) } else { nodes.right[parent] = Int32(node) }
            }
            guard count > 1, depth < deepest, let question = question(start, count) else { continue }
            let left = part(start, count, question)
            if left == 0 || left == count { continue }
            nodes.split(
                node, feature: question.feature, threshold: question.threshold,
                missingGoesLeft: question.missingGoesLeft, left: -1, right: -1)
            waiting.append((start + left, count - left, depth + 1, node, false))
            waiting.append((start, left, depth + 1, node, true))
        }
        return nodes
    }

    private struct Question {
        var feature: Int
        var threshold: Double
        var missingGoesLeft: Bool
    }

    /// A random column whose values differ, and a threshold evenly between the least and the largest.
    private mutating func question(_ start: Int, _ count: Int) -> Question? {
        for tried in 0..<order.count {
            order.swapAt(tried, generator.integer(in: tried...order.count - 1))
            let feature = order[tried], column = x.start + feature
            var low = Double.infinity, high = -Double.infinity
            for place in start..<start + count {
                let value = column[Int(rows[place]) * x.columns]
                if value < low { low = value }
                if value > high { high = value }
            }
            if low < high {
                // A mean of the ends: their difference can be infinite.
                let share = generator.random(), threshold = low * (1 - share) + high * share
                return Question(
                    feature: feature, threshold: threshold < high ? max(low, threshold) : low,
                    missingGoesLeft: generator.random() < 0.5)
            }
        }
        return nil
    }

    /// Puts the rows that go left first, and tells how many they are.
    private mutating func part(_ start: Int, _ count: Int, _ question: Question) -> Int {
        let column = x.start + question.feature
        var left = start
        for place in start..<start + count {
            let value = column[Int(rows[place]) * x.columns]
            if value <= question.threshold || (value.isNaN && question.missingGoesLeft) {
                rows.swapAt(left, place)
                left += 1
            }
        }
        return left - start
    }
}
