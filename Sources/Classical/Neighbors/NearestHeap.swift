/// The k smallest of a run of (sum, place) pairs: a heap whose root is the largest of them.
///
/// Pairs are ordered by sum, then by place: so the answer does not depend on the order in which they come.
package struct NearestHeap: ~Copyable {
    let sums: UnsafeMutablePointer<Double>
    let places: UnsafeMutablePointer<Int>
    let capacity: Int
    private(set) var count = 0

    init(_ capacity: Int) {
        self.capacity = capacity
        sums = .allocate(capacity: max(1, capacity))
        places = .allocate(capacity: max(1, capacity))
    }

    deinit {
        sums.deallocate()
        places.deallocate()
    }

    mutating func clear() { count = 0 }

    /// The sum that a further pair must not exceed: that of the root, infinity while there is room.
    @inline(__always)
    var limit: Double { count < capacity ? .infinity : sums[0] }

    @inline(__always)
    mutating func insert(_ sum: Double, _ place: Int) {
        if count < capacity {
            siftUp(sum, place)
        } else if sum < sums[0] || (sum == sums[0] && place < places[0]) {
            siftDown(sum, place, count)
        }
    }

    private mutating func siftUp(_ sum: Double, _ place: Int) {
        var hole = count
        count += 1
        while hole > 0 {
            let parent = (hole - 1) / 2
            if !isBefore(sums[parent], places[parent], sum, place) { break }
            sums[hole] = sums[parent]
            places[hole] = places[parent]
            hole = parent
        }
        sums[hole] = sum
        places[hole] = place
    }

    /// Puts a pair in the place of the root, among the first `size` pairs.
    private func siftDown(_ sum: Double, _ place: Int, _ size: Int) {
        var hole = 0
        while true {
            var child = 2 * hole + 1
            if child >= size { break }
            if child + 1 < size,
                isBefore(sums[child], places[child], sums[child + 1], places[child + 1])
            {
                child += 1
            }
            if !isBefore(sum, place, sums[child], places[child]) { break }
            sums[hole] = sums[child]
            places[hole] = places[child]
            hole = child
        }
        sums[hole] = sum
        places[hole] = place
    }

    /// Leaves the pairs in rising order; the heap must be cleared before the next insertion.
    func sort() {
        for size in stride(from: count - 1, to: 0, by: -1) {
            let sum = sums[size], place = places[size]
            sums[size] = sums[0]
            places[size] = places[0]
            siftDown(sum, place, size)
        }
    }

    @inline(__always)
    private func isBefore(_ a: Double, _ i: Int, _ b: Double, _ j: Int) -> Bool {
        a < b || (a == b && i < j)
    }
}
