// Order: sorting by radix, and what follows from it. NaN goes last, as in NumPy.

/// Floating-point numbers sorted through integers of the same order.
///
/// The bits of a positive number grow with it, those of a negative one shrink: with the sign bit turned over for the former
/// and all bits for the latter, the order of numbers is the order of unsigned integers (Herf 2001). These are sorted
/// digit by digit, 11 bits at a time from the lowest on, which is stable and takes O(count).
private protocol RadixSortable: Scalar {
    associatedtype Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
    static func key(_ value: Self) -> Key
    static func value(_ key: Key) -> Self
}

extension Double: RadixSortable {
    @inline(__always) fileprivate static func key(_ value: Double) -> UInt64 {
        if value.isNaN { return .max }
        let bits = value.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    @inline(__always) fileprivate static func value(_ key: UInt64) -> Double {
        if key == .max { return .nan }
        return Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
}

extension Float: RadixSortable {
    @inline(__always) fileprivate static func key(_ value: Float) -> UInt32 {
        if value.isNaN { return .max }
        let bits = value.bitPattern
        return bits >> 31 == 1 ? ~bits : bits | 1 << 31
    }

    @inline(__always) fileprivate static func value(_ key: UInt32) -> Float {
        if key == .max { return .nan }
        return Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
    }
}

/// A sortable key and where it came from.
private struct Place<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: BitwiseCopyable {
    var key: Key
    var index: UInt32
}

/// Sorts `items` by the unsigned integer `key` of each, stably, with `spare` as second memory; returns where the result is.
@inline(__always)
private func radixSort<Item: BitwiseCopyable, Key: FixedWidthInteger & UnsignedInteger>(
    _ items: UnsafeMutablePointer<Item>, _ spare: UnsafeMutablePointer<Item>, _ count: Int,
    _ key: (Item) -> Key
) -> UnsafeMutablePointer<Item> {
    let digits = 11, buckets = 1 << digits, passes = (Key.bitWidth + digits - 1) / digits
    var source = items, target = spare
    withUnsafeTemporaryAllocation(of: Int.self, capacity: passes * buckets) { counts in
        counts.update(repeating: 0)
        for index in 0..<count {
            var rest = key(source[index])
            for pass in 0..<passes {
                counts[pass * buckets + Int(truncatingIfNeeded: rest) & (buckets - 1)] += 1
                rest >>= Key(truncatingIfNeeded: digits)
            }
        }
        for pass in 0..<passes {
            let shift = Key(truncatingIfNeeded: pass * digits), base = pass * buckets
            let first = Int(truncatingIfNeeded: key(source[0]) >> shift) & (buckets - 1)
            if counts[base + first] == count { continue }  // All share this digit.
            var next = 0
            for bucket in base..<(base + buckets) { (counts[bucket], next) = (next, next + counts[bucket]) }
            for index in 0..<count {
                let item = source[index]
                let bucket = base + Int(truncatingIfNeeded: key(item) >> shift) & (buckets - 1)
                target[counts[bucket]] = item
                counts[bucket] += 1
            }
            swap(&source, &target)
        }
    }
    return source
}

/// Below this many elements, comparing is faster than counting digits.
private let smallestRadixSort = 512

private func sortInPlace<T: RadixSortable>(_ values: UnsafeMutablePointer<T>, _ count: Int) {
    let keys = UnsafeMutableRawPointer(values).bindMemory(to: T.Key.self, capacity: count)
    for index in 0..<count { keys[index] = T.key(values[index]) }
    if count < smallestRadixSort {
        var list = UnsafeMutableBufferPointer(start: keys, count: count)
        list.sort()
        for index in 0..<count { values[index] = T.value(keys[index]) }
    } else {
        let spare = Buffer<T.Key>(uninitialized: count)
        let sorted = radixSort(keys, spare.base, count) { $0 }
        for index in 0..<count { values[index] = T.value(sorted[index]) }
    }
}

private func orderOf<T: RadixSortable>(_ values: UnsafePointer<T>, _ count: Int) -> [Int] {
    let places = Buffer<Place<T.Key>>(uninitialized: count)
    let zero = T.key(0)
    for index in 0..<count {
        // -0 and 0 are equal and keep their order.
        let key = values[index] == 0 ? zero : T.key(values[index])
        places.base[index] = Place(key: key, index: UInt32(index))
    }
    if count < smallestRadixSort {
        var list = UnsafeMutableBufferPointer(start: places.base, count: count)
        list.sort {
            ($0.key, $0.index) < ($1.key, $1.index)
        }
        return (0..<count).map { Int(places.base[$0].index) }
    }
    let spare = Buffer<Place<T.Key>>(uninitialized: count)
    let sorted = radixSort(places.base, spare.base, count) { $0.key }
    return (0..<count).map { Int(sorted[$0].index) }
}

/// Sorts numbers in place, NaN last.
package func sortNumbers<T: Scalar>(_ values: UnsafeMutablePointer<T>, _ count: Int) {
    let raw = UnsafeMutableRawPointer(values)
    if T.self == Double.self {
        sortInPlace(raw.assumingMemoryBound(to: Double.self), count)
    } else {
        sortInPlace(raw.assumingMemoryBound(to: Float.self), count)
    }
}

/// The order that sorts numbers, stable, NaN last.
private func order<T: Scalar>(_ values: UnsafePointer<T>, _ count: Int) -> [Int] {
    let raw = UnsafeRawPointer(values)
    return T.self == Double.self
        ? orderOf(raw.assumingMemoryBound(to: Double.self), count)
        : orderOf(raw.assumingMemoryBound(to: Float.self), count)
}

extension Vector {
    /// Puts the elements in ascending order, NaN last, in place. O(count), by radix.
    public mutating func sort() {
        withUnsafeMutableBufferPointer { elements in
            if let start = elements.baseAddress { sortNumbers(start, elements.count) }
        }
    }

    /// The elements in ascending order, NaN last: NumPy's `sort`. O(count), by radix.
    public func sorted() -> Vector {
        var result = copied()
        result.sort()
        return result
    }

    /// The positions of the elements in ascending order, NaN last; equal elements keep theirs: NumPy's `argsort(kind="stable")`.
    ///
    ///     let v: Vector = [3.0, 1.0, 2.0]
    ///     print(v.argsort())              // [1, 2, 0]
    ///     print(v[at: v.argsort()])       // [1.0, 2.0, 3.0]
    ///
    /// O(count), by radix.
    public func argsort(descending: Bool = false) -> [Int] {
        require(count < Int(UInt32.max), "Vector.argsort: \(count) elements")
        let x = descending ? -self : contiguous()
        defer { withExtendedLifetime(x) {} }
        return order(x.start, count)
    }

    /// The `k` largest elements, largest first, and their positions: PyTorch's `topk`. NaN counts as smallest.
    ///
    /// Of equal elements the first come first. Requires k ≤ count. O(count + k log k).
    public func top(_ k: Int) -> (values: Vector, indices: [Int]) {
        require(k >= 0 && k <= count, "Vector.top(\(k)): \(count) elements")
        var indices: [Int]
        if k == 0 {
            indices = []
        } else if k * 8 < count {
            // The k-th largest by selection, then all that are larger, and as many equal to it as are missing.
            let ranked = select(isNaN, -.infinity, self)
            let threshold = -(-ranked).element(ofRank: k - 1)
            indices = (ranked .> threshold).indices
            indices += (ranked .== threshold).indices.prefix(k - indices.count)
            let order = self[at: indices].argsort(descending: true)
            indices = order.map { indices[$0] }
        } else {
            indices = Array(argsort(descending: true).prefix(k))
        }
        return (self[at: indices], indices)
    }

    /// The element that has `rank` smaller or equal ones before it in ascending order, NaN last: `sorted()[rank]`.
    ///
    /// By selection (Hoare 1961), O(count) on average.
    public func element(ofRank rank: Int) -> Element {
        require(rank >= 0 && rank < count, "Vector.element(ofRank: \(rank)): \(count) elements")
        let scratch = copied()
        let numbers = moveNaNsLast(scratch.start, count)
        if rank >= numbers { return .nan }
        selectRank(scratch.start, numbers, rank)
        return scratch.start[rank]
    }

    /// Where `value` belongs in a vector in ascending order: NumPy's `searchsorted`.
    ///
    /// With `side` `.left` before all elements equal to it, with `.right` after them. O(log count).
    public func searchSorted(_ value: Element, side: Side = .left) -> Int {
        lowerBound(start, count, stride, value, side == .right)
    }

    /// Where each of `values` belongs in a vector in ascending order. O(values · log count).
    public func searchSorted(_ values: Vector, side: Side = .left) -> [Int] {
        let source = contiguous()
        return values.map { (value: Element) -> Int in source.searchSorted(value, side: side) }
    }

    /// The different elements in ascending order, how often each occurs, and for each element which of them it is.
    ///
    ///     let u = ([2.0, 1.0, 2.0] as Vector).unique()
    ///     print(u.values, u.counts, u.inverse)     // [1.0, 2.0] [1, 2] [1, 0, 1]
    ///
    /// NumPy's `unique`; all NaN count as one. O(count).
    public func unique() -> (values: Vector, counts: [Int], inverse: [Int]) {
        let order = argsort(), sorted = self[at: order]
        var firsts: [Int] = [], inverse = [Int](repeating: 0, count: count)
        for (place, index) in order.enumerated() {
            let isNew =
                place == 0
                || !(sorted[place] == sorted[place - 1] || (sorted[place].isNaN && sorted[place - 1].isNaN))
            if isNew { firsts.append(place) }
            inverse[index] = firsts.count - 1
        }
        let ends = firsts.dropFirst() + [count]
        return (sorted[at: firsts], zip(firsts, ends).map { $1 - $0 }, inverse)
    }
}

/// On which side of equal elements a new one goes.
public enum Side: Sendable {
    /// Before them.
    case left
    /// After them.
    case right
}

@specialized(where T == Float)
@specialized(where T == Double)
private func lowerBound<T: Scalar>(
    _ x: UnsafePointer<T>, _ count: Int, _ stride: Int, _ value: T, _ isAfterEqual: Bool
) -> Int {
    var low = 0, high = count
    while low < high {
        let middle = (low + high) / 2, element = x[middle * stride]
        // NaN counts as larger than every number.
        let isBefore =
            isAfterEqual
            ? (element <= value || value.isNaN) : (element < value || (value.isNaN && !element.isNaN))
        if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
}

/// Moves the NaNs behind the numbers; returns how many numbers there are.
@specialized(where T == Float)
@specialized(where T == Double)
func moveNaNsLast<T: Scalar>(_ x: UnsafeMutablePointer<T>, _ count: Int) -> Int {
    var end = 0
    for index in 0..<count where !x[index].isNaN {
        (x[end], x[index]) = (x[index], x[end])
        end += 1
    }
    return end
}

/// Reorders numbers so that the one of the given rank is in its place, none larger before and none smaller behind it.
@specialized(where T == Float)
@specialized(where T == Double)
package func selectRank<T: Scalar>(_ x: UnsafeMutablePointer<T>, _ count: Int, _ rank: Int) {
    var first = 0, last = count - 1, rounds = 0
    while first < last {
        rounds += 1
        if rounds > 64 {
            // Bad luck with the pivots, as only a contrived order brings: sorting bounds the time.
            return sortNumbers(x + first, last - first + 1)
        }
        let middle = (first + last) / 2
        let pivot = max(min(x[first], x[middle]), min(max(x[first], x[middle]), x[last]))
        var left = first, right = last
        while left <= right {
            while x[left] < pivot { left += 1 }
            while x[right] > pivot { right -= 1 }
            if left <= right {
                (x[left], x[right]) = (x[right], x[left])
                left += 1
                right -= 1
            }
        }
        if rank <= right { last = right } else if rank >= left { first = left } else { return }
    }
}

extension Matrix {
    /// Each column (`.rows`) or each row (`.columns`) in ascending order, NaN last: NumPy's `sort(axis)`. O(rows · columns).
    public func sorted(along axis: Axis) -> Matrix {
        if axis == .rows { return transposed.sorted(along: .columns).transposed }
        let result = copied()
        if count == 0 { return result }
        inParallel(rows, grain: Swift.max(1, (1 << 12) / Swift.max(1, columns))) { first, length in
            for row in first..<(first + length) { sortNumbers(result.start + row * columns, columns) }
        }
        return result
    }
}
