/// The leaves near one of them, the nearest first, found as they are asked for: most questions end with the first few.
///
/// The nodes wait in a heap by the distance of their boxes; the nearest is a leaf, which is next, or gives way to its children.
/// Source: Hjaltason and Samet, *Distance Browsing in Spatial Databases* (1999).
struct NearLeaves: Sequence, IteratorProtocol {
    private let leaves: PackedLeaves
    private let own: Int
    private let limit: Double
    private let isNeeded: (Int) -> Bool
    private var heap: [(gap: Double, node: Int)] = []

    init(_ leaves: PackedLeaves, _ leaf: Int, limit: Double, _ isNeeded: @escaping (Int) -> Bool) {
        (self.leaves, self.limit, self.isNeeded) = (leaves, limit, isNeeded)
        own = leaves.leafCount - 1 + leaf
        push(0)
    }

    mutating func next() -> Int? {
        let firstLeaf = leaves.leafCount - 1
        while let node = pop() {
            if node >= firstLeaf { return node - firstLeaf }
            push(2 * node + 1)
            push(2 * node + 2)
        }
        return nil
    }

    private mutating func push(_ node: Int) {
        if !isNeeded(node) { return }
        let gap = node == own ? -1 : leaves.gap(own, node)
        if gap > limit { return }
        heap.append((gap, node))
        var place = heap.count - 1
        while place > 0 && gap < heap[(place - 1) / 2].gap {
            heap[place] = heap[(place - 1) / 2]
            place = (place - 1) / 2
        }
        heap[place] = (gap, node)
    }

    private mutating func pop() -> Int? {
        guard let nearest = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return nearest.node }
        var place = 0
        while 2 * place + 1 < heap.count {
            var child = 2 * place + 1
            if child + 1 < heap.count && heap[child + 1].gap < heap[child].gap { child += 1 }
            if heap[child].gap >= last.gap { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = last
        return nearest.node
    }
}
