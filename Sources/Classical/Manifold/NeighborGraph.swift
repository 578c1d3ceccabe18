import LinearAlgebra

/// Rows joined to their nearest, in both directions, by edges as long as their distance.
struct NeighborGraph {
    private var edges: [[(row: Int32, length: Double)]]

    init(_ nearest: Neighborhoods, rows: Int) {
        let k = nearest.count
        edges = [[(row: Int32, length: Double)]](repeating: [], count: rows)
        for row in 0..<rows {
            for place in row * k..<(row + 1) * k {
                join(row, Int(nearest.indices[place]), nearest.distances[place])
            }
        }
    }

    private mutating func join(_ a: Int, _ b: Int, _ length: Double) {
        edges[a].append((Int32(b), length))
        edges[b].append((Int32(a), length))
    }

    /// The number of the part of each row, and how many there are.
    private func parts() -> (of: [Int], count: Int) {
        var parts = [Int](repeating: -1, count: edges.count), count = 0
        for first in 0..<edges.count where parts[first] < 0 {
            var waiting = [first]
            parts[first] = count
            while let row = waiting.popLast() {
                for edge in edges[row] where parts[Int(edge.row)] < 0 {
                    parts[Int(edge.row)] = count
                    waiting.append(Int(edge.row))
                }
            }
            count += 1
        }
        return (parts, count)
    }

    /// The graph with an edge between the nearest rows of each pair of its parts.
    func connected(_ x: Matrix<Double>) -> NeighborGraph {
        let (parts, count) = parts()
        guard count > 1 else { return self }
        var graph = self
        let members = (0..<count).map { part in (0..<x.rows).filter { parts[$0] == part } }
        for first in 0..<count {
            for second in first + 1..<count {
                let a = x[rows: members[first]], b = x[rows: members[second]]
                let nearest = Neighborhoods(1, of: a, in: b, excludingSelf: false)
                var best = 0
                for row in 0..<a.rows where nearest.distances[row] < nearest.distances[best] { best = row }
                graph.join(
                    members[first][best], members[second][Int(nearest.indices[best])], nearest.distances[best]
                )
            }
        }
        return graph
    }

    /// The length of the shortest way between each two rows, n × n, by Dijkstra's algorithm from each row.
    func shortestPaths() -> Matrix<Double> {
        let n = edges.count, result = Matrix<Double>(repeating: .infinity, rows: n, columns: n)
        inParallel(n, grain: 4) { first, length in
            var heap = DistanceHeap()
            for row in first..<first + length { shortest(from: row, result.start + row * n, &heap) }
        }
        return result
    }

    private func shortest(
        from start: Int, _ lengths: UnsafeMutablePointer<Double>, _ heap: inout DistanceHeap
    ) {
        lengths[start] = 0
        heap.push(0, Int32(start))
        while let (length, row) = heap.pop() {
            if length > lengths[Int(row)] { continue }
            for edge in edges[Int(row)] {
                let next = length + edge.length
                if next < lengths[Int(edge.row)] {
                    lengths[Int(edge.row)] = next
                    heap.push(next, edge.row)
                }
            }
        }
    }
}

/// A binary heap of rows, the smallest length first.
private struct DistanceHeap {
    private var entries: [(length: Double, row: Int32)] = []

    mutating func push(_ length: Double, _ row: Int32) {
        var place = entries.count
        entries.append((length, row))
        while place > 0, entries[(place - 1) / 2].length > length {
            entries[place] = entries[(place - 1) / 2]
            place = (place - 1) / 2
        }
        entries[place] = (length, row)
    }

    mutating func pop() -> (Double, Int32)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        let count = entries.count
        guard count > 0 else { return first }
        var place = 0
        while 2 * place + 1 < count {
            var child = 2 * place + 1
            if child + 1 < count, entries[child + 1].length < entries[child].length { child += 1 }
            if entries[child].length >= last.length { break }
            entries[place] = entries[child]
            place = child
        }
        entries[place] = last
        return first
    }
}
