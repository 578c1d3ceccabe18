import LinearAlgebra

/// Sets that only ever join: almost O(1) for each question. Source: Tarjan, *Efficiency of a Good But Not Linear Set Union Algorithm* (1975).
struct DisjointSets {
    private var parents: [Int32]
    private var sizes: [Int32]

    /// `count` sets of one element each.
    init(_ count: Int) {
        parents = (0..<count).map(Int32.init)
        sizes = [Int32](repeating: 1, count: count)
    }

    /// The element that stands for the set of `element`.
    mutating func root(_ element: Int) -> Int {
        parents.withUnsafeMutableBufferPointer { parents in
            var element = element
            while parents[element] != Int32(element) {
                parents[element] = parents[Int(parents[element])]
                element = Int(parents[element])
            }
            return element
        }
    }

    /// How many elements the set of a root has.
    func size(_ root: Int) -> Int { Int(sizes[root]) }

    /// Joins the sets of two roots; returns the root of both.
    @discardableResult
    mutating func join(_ a: Int, _ b: Int) -> Int {
        if a == b { return a }
        let (large, small) = sizes[a] >= sizes[b] ? (a, b) : (b, a)
        parents[small] = Int32(large)
        sizes[large] += sizes[small]
        return large
    }
}
