/// The least of a changing number of elements: a binary heap.
///
/// `first` takes O(1), what changes it O(log n). Source: Williams, *Algorithm 232: Heapsort* (1964).
struct BinaryHeap<Element: Comparable> {
    /// Each element goes before none of the two at twice its place and behind.
    private var elements: [Element] = []

    /// How many elements there are.
    var count: Int { elements.count }

    /// The least element.
    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        var child = elements.count
        elements.append(element)
        while child > 0 {
            let parent = (child - 1) / 2
            if !(element < elements[parent]) { break }
            elements[child] = elements[parent]
            child = parent
        }
        elements[child] = element
    }

    /// Takes the least element away.
    mutating func popFirst() -> Element? {
        guard let top = elements.first, let last = elements.popLast() else { return nil }
        if !elements.isEmpty { replaceFirst(by: last) }
        return top
    }

    /// Puts another element in the place of the least, of which there must be one.
    mutating func replaceFirst(by element: Element) {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= elements.count { break }
            if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
            if !(elements[child] < element) { break }
            elements[parent] = elements[child]
            parent = child
        }
        elements[parent] = element
    }

    /// Empties the heap; its memory stays.
    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }
}

extension BinaryHeap: Sendable where Element: Sendable {}
