/// A grammar made deterministic as far as texts have come: states are found when they are needed, and kept.
///
/// A state is the set of all places of the grammar, each with its stack of calls, that the bytes so far can have led to. Equal stacks and
/// equal sets are stored once, so that a state's transitions are a row of 256 numbers.
struct ByteAutomaton: Sendable {
    private struct Frame: Hashable, Sendable {
        var state: Int
        var parent: Int
    }

    private struct Place: Hashable, Sendable {
        var state: Int
        var stack: Int
    }

    let grammar: ByteGrammar
    private var frames: [Frame] = [Frame(state: 0, parent: 0)]
    /// The least number of bytes that each stack still asks for.
    private var frameDistance: [Int] = [0]
    private var frameIndex: [Frame: Int] = [:]
    private var sets: [[Place]] = []
    private var setIndex: [[Place]: Int] = [:]
    /// 256 numbers a state: the next state, −1 for none, −2 where it was not asked for yet.
    private(set) var next: [Int32] = []
    /// Whether the bytes so far are a whole value.
    private(set) var accepts: [Bool] = []
    /// The least number of bytes that complete the value.
    private(set) var distance: [Int] = []

    init(_ grammar: ByteGrammar) {
        self.grammar = grammar
        _ = intern([Place(state: grammar.rules[grammar.root].entry, stack: 0)])
    }

    static let start = 0

    /// The state after one byte more; nil where none leads on.
    mutating func advance(_ state: Int, _ byte: UInt8) -> Int? {
        let slot = state << 8 | Int(byte)
        if next[slot] == -2 { next[slot] = Int32(step(state, byte)) }
        return next[slot] < 0 ? nil : Int(next[slot])
    }

    /// The same as a number, −1 for none: for loops over many bytes.
    @inline(__always)
    mutating func move(_ state: Int32, _ byte: UInt8) -> Int32 {
        let slot = Int(state) << 8 | Int(byte)
        let known = next[slot]
        if known != -2 { return known }
        let found = Int32(step(Int(state), byte))
        next[slot] = found
        return found
    }

    private mutating func step(_ state: Int, _ byte: UInt8) -> Int {
        var reached: [Place] = []
        for place in sets[state] {
            for case .bytes(let range, let target) in grammar.edges[place.state] where range.contains(byte) {
                reached.append(Place(state: target, stack: place.stack))
            }
        }
        return reached.isEmpty ? -1 : intern(reached)
    }

    /// The number of the state that holds all places which are reached from some without reading.
    private mutating func intern(_ places: [Place]) -> Int {
        var seen: Set<Place> = []
        var queue = places.filter { seen.insert($0).inserted }
        var kept: [Place] = []
        var isAccepting = false
        var nearest = ByteGrammar.unreachable
        while let place = queue.popLast() {
            let rest = grammar.distance[place.state] + frameDistance[place.stack]
            if rest >= ByteGrammar.unreachable { continue }
            nearest = min(nearest, rest)
            var readsBytes = false
            var reached: [Place] = []
            if grammar.isEnd[place.state] {
                if place.stack == 0 {
                    isAccepting = true
                } else {
                    let frame = frames[place.stack]
                    reached.append(Place(state: frame.state, stack: frame.parent))
                }
            }
            for edge in grammar.edges[place.state] {
                switch edge {
                case .bytes: readsBytes = true
                case .jump(let target): reached.append(Place(state: target, stack: place.stack))
                case .call(let rule, let target):
                    let frame = push(Frame(state: target, parent: place.stack))
                    reached.append(Place(state: grammar.rules[rule].entry, stack: frame))
                }
            }
            if readsBytes { kept.append(place) }
            for place in reached where seen.insert(place).inserted { queue.append(place) }
        }
        guard nearest < ByteGrammar.unreachable else { return -1 }
        kept.sort { ($0.state, $0.stack) < ($1.state, $1.stack) }
        // Whether it accepts is part of a state: a place that only ends a value is not among those kept.
        let key = isAccepting ? kept + [Place(state: -1, stack: 0)] : kept
        if let known = setIndex[key] { return known }
        let number = sets.count
        sets.append(kept)
        setIndex[key] = number
        accepts.append(isAccepting)
        distance.append(nearest)
        next.append(contentsOf: repeatElement(-2, count: 256))
        return number
    }

    private mutating func push(_ frame: Frame) -> Int {
        if let known = frameIndex[frame] { return known }
        frames.append(frame)
        frameDistance.append(
            min(ByteGrammar.unreachable, grammar.distance[frame.state] + frameDistance[frame.parent]))
        frameIndex[frame] = frames.count - 1
        return frames.count - 1
    }
}
