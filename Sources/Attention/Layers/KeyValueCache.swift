import Autodiff
import LinearAlgebra

/// The keys and values of all positions that an attention layer has seen: what makes the next token cost one row instead of all rows again.
///
/// A value: copies are independent, so that a search may go on from one text in several ways. No gradient passes through it.
///
/// - Growing (``init(reserving:)``): holds every position; room doubles when it is full, so that n appended tokens cost O(n) copies.
/// - Ring (``init(window:)``): holds the last `window` positions of an attention with a sliding window, in memory that grows to that size only.
///
/// One for each layer. ``MultiHeadAttention`` appends to it when it is called with one.
public struct KeyValueCache<Precision: Scalar>: Sendable {
    /// How many positions a ring holds; nil where the cache grows.
    public let window: Int?
    /// How many positions were appended so far: the position of the next token.
    public private(set) var count = 0
    private var reserved: Int
    /// `[batch, heads, capacity, width]`, nil before the first append.
    private var keys: Tensor<Precision>?
    private var values: Tensor<Precision>?

    /// An empty cache that holds every position.
    ///
    /// - Parameter reserving: For how many positions there is room at first, at least 1.
    public init(reserving: Int = 64) {
        require(reserving >= 1, "KeyValueCache: room for \(reserving) positions")
        reserved = reserving
        window = nil
    }

    /// An empty cache that holds the last `window` positions.
    ///
    /// - Parameter window: At least 1; the same as that of the attention's mask.
    public init(window: Int) {
        require(window >= 1, "KeyValueCache: a window of \(window) positions")
        reserved = min(64, window)
        self.window = window
    }

    /// How many positions are held.
    public var held: Int { window.map { min($0, count) } ?? count }

    /// For how many positions there is room.
    public var capacity: Int { keys?.shape[2] ?? 0 }

    /// Where the keys stand in memory, for tests that nothing is copied.
    package var address: UInt? { keys.map { UInt(bitPattern: $0.start) } }

    /// The bytes of keys and values, with the room that is not used yet.
    public var byteCount: Int { ((keys?.count ?? 0) + (values?.count ?? 0)) * MemoryLayout<Precision>.stride }

    /// Appends the keys and values of the next T positions, and gives all that their queries may see.
    ///
    /// - Parameters:
    ///   - newKeys: `[batch, heads, T, d]`; batch, heads and d as before.
    ///   - newValues: `[batch, heads, T, dv]`.
    /// - Returns: Views of what is held; let go of them before the next append, or it has to copy.
    ///
    /// O(T) rows copied, amortised; a ring that is handed more than one position when full copies its window once.
    public mutating func append(_ newKeys: Tensor<Precision>, _ newValues: Tensor<Precision>) -> CachedKeys<
        Precision
    > {
        check(newKeys, newValues)
        let added = newKeys.shape[2], first = count
        guard let window, first + added > window else {
            makeRoom(first + added, like: newKeys, newValues)
            write(newKeys, newValues, at: first)
            count += added
            return view(count, start: 0, shift: 0)
        }
        if added == 1 {
            makeRoom(window, like: newKeys, newValues)
            write(newKeys, newValues, at: first % window)
            count += 1
            return view(window, start: count - window, shift: count % window)
        }
        return appendAround(newKeys, newValues, window)
    }

    /// Several positions to a ring that they fill: the rows before them in order, then theirs, beside the ring.
    private mutating func appendAround(
        _ newKeys: Tensor<Precision>, _ newValues: Tensor<Precision>, _ window: Int
    ) -> CachedKeys<Precision> {
        let added = newKeys.shape[2], kept = min(held, window - 1), first = count
        var parts = (keys: [Tensor<Precision>](), values: [Tensor<Precision>]())
        if let keys, let values, kept > 0 {
            let start = (first - kept) % window, end = min(window, start + kept)
            for run in [start..<end, 0..<(kept - (end - start))] where !run.isEmpty {
                parts.keys.append(keys.slice(2, run))
                parts.values.append(values.slice(2, run))
            }
        }
        let seen = CachedKeys(
            keys: concatenated(parts.keys + [newKeys.detached], along: 2),
            values: concatenated(parts.values + [newValues.detached], along: 2), start: first - kept, shift: 0
        )
        parts = ([], [])
        makeRoom(window, like: newKeys, newValues)
        // The last of them, around the end of the ring.
        let last = min(added, window), from = added - last
        let place = (first + from) % window, before = min(last, window - place)
        for (run, target) in [(from..<(from + before), place), ((from + before)..<added, 0)]
        where !run.isEmpty {
            write(newKeys.slice(2, run), newValues.slice(2, run), at: target)
        }
        count += added
        return seen
    }

    /// Forgets the last positions, as when guesses of a smaller model are refused.
    ///
    /// - Parameter number: In `0...count`; a ring must not have gone around yet, for what it held before is overwritten.
    public mutating func removeLast(_ number: Int) {
        require(
            number >= 0 && number <= count && (window.map { count <= $0 } ?? true || number == 0),
            "KeyValueCache.removeLast: \(number) of \(count) positions"
                + (window.map { " in a ring of \($0)" } ?? ""))
        count -= number
    }

    /// The cache of other rows of the batch, as a beam search keeps its best: row i of the result is row `rows[i]`. O(count).
    ///
    /// - Parameter rows: Positions in the batch; they may repeat.
    public func gathered(rows: [Int]) -> KeyValueCache {
        var copy = self
        copy.keys = keys?.gathered(Indices(rows))
        copy.values = values?.gathered(Indices(rows))
        return copy
    }

    /// Forgets everything and keeps the room.
    public mutating func removeAll() { count = 0 }

    private func view(_ length: Int, start: Int, shift: Int) -> CachedKeys<Precision> {
        guard let keys, let values else { stop("KeyValueCache: nothing was appended") }
        return CachedKeys(
            keys: keys.slice(2, 0..<length), values: values.slice(2, 0..<length), start: start, shift: shift)
    }

    private func check(_ newKeys: Tensor<Precision>, _ newValues: Tensor<Precision>) {
        let isPair =
            newKeys.rank == 4 && newValues.rank == 4 && newKeys.shape[0..<3] == newValues.shape[0..<3]
        require(
            isPair && newKeys.count > 0,
            "KeyValueCache.append: keys of \(describe(newKeys.shape)), values of \(describe(newValues.shape)), not [batch, heads, positions, width] of the same positions, at least one"
        )
        guard let keys, let values else { return }
        let fits = { (new: Tensor<Precision>, old: Tensor<Precision>) in
            new.shape[0] == old.shape[0] && new.shape[1] == old.shape[1] && new.shape[3] == old.shape[3]
        }
        require(
            fits(newKeys, keys) && fits(newValues, values),
            "KeyValueCache.append: keys of \(describe(newKeys.shape)) after such of \(describe(keys.shape))")
    }

    /// Room for `needed` positions that no one else sees.
    private mutating func makeRoom(
        _ needed: Int, like newKeys: Tensor<Precision>, _ newValues: Tensor<Precision>
    ) {
        let room = capacity
        let target = needed <= room ? room : min(max(needed, reserved, 2 * room), max(needed, window ?? .max))
        let held = held
        Self.makeRoom(&keys, target, keeping: held, newKeys)
        Self.makeRoom(&values, target, keeping: held, newValues)
    }

    /// Static, for a method of the value would hold a copy of it, and the storage would never be known to be unshared.
    private static func makeRoom(
        _ store: inout Tensor<Precision>?, _ target: Int, keeping held: Int, _ like: Tensor<Precision>
    ) {
        if var old = store.take() {
            if old.shape[2] == target && isKnownUniquelyReferenced(&old.buffer) {
                store = old
                return
            }
            store = old
        }
        let fresh = Tensor<Precision>(uninitialized: [like.shape[0], like.shape[1], target, like.shape[3]])
        if let old = store, held > 0 { copy(old.slice(2, 0..<held), to: fresh, at: 0) }
        store = fresh
    }

    private func write(_ newKeys: Tensor<Precision>, _ newValues: Tensor<Precision>, at place: Int) {
        guard let keys, let values else { return }
        Self.copy(newKeys, to: keys, at: place)
        Self.copy(newValues, to: values, at: place)
    }

    /// Copies `[batch, heads, T, d]` to positions from `place` on.
    private static func copy(_ rows: Tensor<Precision>, to store: Tensor<Precision>, at place: Int) {
        let from = rows.strides, to = store.strides
        for batch in 0..<rows.shape[0] {
            for head in 0..<rows.shape[1] {
                Precision.copyStrided(
                    rows: rows.shape[2], columns: rows.shape[3],
                    from: rows.start + batch * from[0] + head * from[1], rowStride: from[2],
                    columnStride: from[3], to: store.start + batch * to[0] + head * to[1] + place * to[2],
                    rowStride: to[2], columnStride: 1)
            }
        }
    }
}

/// What the queries of the newest positions may see: views of a ``KeyValueCache``.
public struct CachedKeys<Precision: Scalar>: Sendable {
    /// `[batch, heads, S, d]`.
    public let keys: Tensor<Precision>
    /// `[batch, heads, S, dv]`.
    public let values: Tensor<Precision>
    /// The position of the oldest of them.
    let start: Int
    /// Where the oldest stands; the positions go on from there, around the end.
    let shift: Int

    /// Whether the positions stand in order; else a ring has gone around, and there is one query, which sees all.
    public var isOrdered: Bool { shift == 0 }

    /// The position of each key, in their order.
    public var positions: [Int] {
        let length = keys.shape[2]
        return (0..<length).map { start + ($0 - shift + length) % length }
    }
}
