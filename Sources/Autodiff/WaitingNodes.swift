import LinearAlgebra

/// The nodes that a gradient has reached and that it has not passed yet, with the sum of what has arrived at each.
///
/// A binary heap with the highest number on top. A graph is mostly a chain, and few nodes wait at a time: those are looked through one by
/// one; only beyond that does a dictionary tell where the sum of a node is.
struct WaitingNodes<Element: Scalar> {
    private var heap: [Node<Element>] = []
    /// The sums, each in the place that ``places`` names for the node at the same position of the heap.
    private var sums: [Tensor<Element>?] = []
    private var places: [Int] = []
    private var free: [Int] = []
    /// The place by the node's number, once many wait; nil before.
    private var index: [UInt64: Int]?
    private static var few: Int { 16 }

    /// Adds a gradient to what waits for a node.
    mutating func add(_ gradient: consuming Tensor<Element>, to node: Node<Element>) {
        if let place = place(of: node.number) {
            sums[place]?.accumulate(gradient)
        } else {
            push(node, gradient)
        }
    }

    private func place(of number: UInt64) -> Int? {
        if let index { return index[number] }
        for position in heap.indices where heap[position].number == number { return places[position] }
        return nil
    }

    private mutating func push(_ node: Node<Element>, _ gradient: consuming Tensor<Element>) {
        let place: Int
        if let last = free.popLast() {
            place = last
            sums[place] = gradient
        } else {
            place = sums.count
            sums.append(gradient)
        }
        heap.append(node)
        places.append(place)
        if index != nil {
            index?[node.number] = place
        } else if heap.count > Self.few {
            index = Dictionary(uniqueKeysWithValues: zip(heap.map(\.number), places))
        }
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent].number >= heap[child].number { break }
            swap(parent, child)
            child = parent
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        places.swapAt(left, right)
    }

    /// Removes the node with the highest number, and gives it with its sum; nil when none waits.
    mutating func takeHighest() -> (node: Node<Element>, gradient: Tensor<Element>)? {
        guard !heap.isEmpty else { return nil }
        swap(0, heap.count - 1)
        let node = heap.removeLast(), place = places.removeLast()
        sink()
        index?[node.number] = nil
        guard let gradient = sums[place].take() else { return nil }
        free.append(place)
        return (node, gradient)
    }

    /// Moves the node on top to its place.
    private mutating func sink() {
        var parent = 0
        while true {
            var largest = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < heap.count && heap[child].number > heap[largest].number { largest = child }
            if largest == parent { return }
            swap(parent, largest)
            parent = largest
        }
    }
}
