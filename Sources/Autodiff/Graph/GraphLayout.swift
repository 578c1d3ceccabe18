/// Where the nodes of a graph stand: in columns, each right of its inputs, with edges that pass between the others.
///
/// Source: Sugiyama, Tagawa and Toda, *Methods for Visual Understanding of Hierarchical System Structures* (1981).
struct GraphLayout {
    /// An edge on its way: the points that it passes, from the input to what was made of it.
    struct Edge {
        var from: Int
        var to: Int
        /// Which input of `to`.
        var input: Int
        var points: [(x: Double, y: Double)]
    }

    static let columnWidth = 200.0, rowHeight = 104.0, boxWidth = 136.0, boxHeight = 72.0

    private(set) var centers: [(x: Double, y: Double)]
    private(set) var edges: [Edge] = []
    let width: Double
    let height: Double

    init(_ nodes: [GraphDescription.Node]) {
        let columns = Self.columns(nodes), depth = (columns.max() ?? 0) + 1
        // Places: the nodes, then one for each column that an edge passes through.
        var column = columns, chains: [(edge: Edge, places: [Int])] = []
        for (to, node) in nodes.enumerated() {
            for (input, from) in node.inputs.enumerated() {
                var places = [from]
                for passed in (columns[from] + 1)..<max(columns[from] + 1, columns[to]) {
                    places.append(column.count)
                    column.append(passed)
                }
                chains.append((Edge(from: from, to: to, input: input, points: []), places + [to]))
            }
        }
        var members = Array(repeating: [Int](), count: depth)
        for place in column.indices { members[column[place]].append(place) }
        var neighbours = Array(repeating: [Int](), count: column.count)
        for chain in chains {
            for (a, b) in zip(chain.places, chain.places.dropFirst()) {
                neighbours[a].append(b)
                neighbours[b].append(a)
            }
        }
        let row = Self.rows(members, neighbours, column)
        let rows = (row.max() ?? 0) + 1
        let points = column.indices.map { place in
            (x: (Double(column[place]) + 0.5) * Self.columnWidth, y: (row[place] + 0.5) * Self.rowHeight)
        }
        centers = Array(points.prefix(nodes.count))
        width = Double(depth) * Self.columnWidth
        height = rows * Self.rowHeight
        edges = chains.map { chain in
            var edge = chain.edge
            edge.points = chain.places.map { points[$0] }
            return edge
        }
    }

    /// The longest way from a number to start from.
    private static func columns(_ nodes: [GraphDescription.Node]) -> [Int] {
        var columns = nodes.map { _ in 0 }
        for (position, node) in nodes.enumerated() {
            columns[position] = node.inputs.map { columns[$0] + 1 }.max() ?? 0
        }
        // Numbers to start from stand just left of their first use.
        for (position, node) in nodes.enumerated() where node.inputs.isEmpty {
            let uses = nodes.indices.filter { nodes[$0].inputs.contains(position) }
            columns[position] = max(0, (uses.map { columns[$0] }.min() ?? 1) - 1)
        }
        return columns
    }

    /// The row of each place: as near as it can be to the mean of its neighbours, a row apart from the next of its column.
    private static func rows(_ members: [[Int]], _ neighbours: [[Int]], _ column: [Int]) -> [Double] {
        var row = Array(repeating: 0.0, count: column.count)
        for places in members {
            for (index, place) in places.enumerated() {
                row[place] = Double(index) - Double(places.count) / 2
            }
        }
        for sweep in 0..<8 {
            for places in sweep % 2 == 0 ? members : members.reversed() {
                let wanted = places.map { place in
                    let near = neighbours[place]
                    return near.isEmpty ? row[place] : near.reduce(0) { $0 + row[$1] } / Double(near.count)
                }
                let order = places.indices.sorted { (wanted[$0], places[$0]) < (wanted[$1], places[$1]) }
                var next = -Double.infinity, shift = 0.0
                for index in order {
                    let place = max(wanted[index], next)
                    row[places[index]] = place
                    shift += place - wanted[index]
                    next = place + 1
                }
                shift /= Double(max(1, places.count))
                for place in places { row[place] -= shift }
            }
        }
        let top = row.min() ?? 0
        return row.map { $0 - top }
    }
}
