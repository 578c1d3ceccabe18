import Foundation

/// The tokens of words that were met before, and the buffers that a model works in.
///
/// One thread at a time owns a workspace; `WorkspacePool` lends them. A word of at most 15 bytes is its own key: two numbers.
final class Workspace {
    private struct Slot: BitwiseCopyable {
        var low: UInt64
        var high: UInt64
        /// A token, or where the tokens begin if there are more than one.
        var value: Int32
        var count: Int32
    }

    private static let bits: UInt64 = 15
    private let slots = UnsafeMutablePointer<Slot>.allocate(capacity: 1 << Int(bits))
    private var arena: [Int32] = []

    /// Buffers of the models.
    var symbols: [Int32] = []
    var merging = MergeBuffers()
    var lattice = Lattice()

    init() { clear() }
    deinit { slots.deallocate() }

    func clear() {
        slots.initialize(
            repeating: Slot(low: 0, high: 0, value: 0, count: -1), count: 1 << Int(Workspace.bits))
        arena.removeAll(keepingCapacity: true)
    }

    /// The word as two numbers; its length is the highest byte.
    @inline(__always)
    static func key(_ word: UnsafePointer<UInt8>, _ count: Int, readable: Bool) -> (UInt64, UInt64) {
        let length = UInt64(truncatingIfNeeded: count) << 56
        if readable {
            let low = word.eight, high = (word + 8).eight
            if count < 8 { return (low & (1 << UInt64(8 * count) &- 1), length) }
            return (low, high & (1 << UInt64(8 * (count - 8)) &- 1) | length)
        }
        if count <= 8 { return (word.word(count), length) }
        return (word.eight, (word + 8).word(count - 8) | length)
    }

    /// Appends the tokens of a word to `ids`, those that `compute` finds where it was not met before.
    ///
    /// - Parameter readable: Whether 16 bytes can be read from the beginning of the word on.
    @inline(__always)
    func append(
        _ word: Bytes, readable: Bool, to ids: inout [Int], compute: (Bytes, inout [Int]) -> Void
    ) {
        guard let start = word.baseAddress, word.count <= 15 else { return compute(word, &ids) }
        let (low, high) = Workspace.key(start, word.count, readable: readable)
        let place = Int(truncatingIfNeeded: mixed(low, high) >> (64 - Workspace.bits))
        let slot = slots[place]
        if slot.low == low, slot.high == high, slot.count >= 0 {
            if slot.count == 1 { return ids.append(Int(slot.value)) }
            for index in Int(slot.value)..<Int(slot.value) + Int(slot.count) { ids.append(Int(arena[index])) }
            return
        }
        remember(word, low, high, place, &ids, compute)
    }

    @inline(never)
    private func remember(
        _ word: Bytes, _ low: UInt64, _ high: UInt64, _ place: Int, _ ids: inout [Int],
        _ compute: (Bytes, inout [Int]) -> Void
    ) {
        let before = ids.count
        compute(word, &ids)
        let count = ids.count - before
        if arena.count > 1 << 20 { clear() }
        var slot = Slot(low: low, high: high, value: Int32(arena.count), count: Int32(count))
        if count == 1 {
            slot.value = Int32(ids[before])
        } else {
            for id in ids[before...] { arena.append(Int32(id)) }
        }
        slots[place] = slot
    }
}

/// The workspaces of a tokenizer, lent to one caller each.
final class WorkspacePool: @unchecked Sendable {
    private let lock = NSLock()
    private var free: [Workspace] = []

    /// Runs `body` with a workspace that nobody else has.
    func use<Result>(_ body: (Workspace) -> Result) -> Result {
        let workspace = lock.withLock { free.popLast() } ?? Workspace()
        defer { lock.withLock { free.append(workspace) } }
        return body(workspace)
    }
}
