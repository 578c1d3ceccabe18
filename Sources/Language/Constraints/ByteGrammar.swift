/// The spellings of all values that satisfy a schema, as an automaton on bytes whose states may call one another: a rule is a start and an end, a call
/// runs through a rule and goes on behind it.
///
/// Thompson's construction (1968) with a stack. Recursive schemas are recursive rules.
struct ByteGrammar: Sendable {
    enum Edge: Sendable {
        case bytes(ClosedRange<UInt8>, Int)
        case jump(Int)
        case call(Int, Int)
    }

    struct Rule: Sendable {
        var entry: Int
        var end: Int
    }

    private(set) var edges: [[Edge]] = []
    private(set) var rules: [Rule] = []
    /// Whether each state ends a rule.
    private(set) var isEnd: [Bool] = []
    /// The least number of bytes from each state to the end of its rule.
    private(set) var distance: [Int] = []
    private(set) var root = 0

    let spacing: JSONSpacing
    /// The rule of one character of a string.
    private(set) var characterRule = 0
    /// The rule of any value, once something asked for it.
    var anyRule: Int?
    /// The rules of the definitions of the schema.
    private(set) var definitionRules: [Int] = []

    static let unreachable = Int.max / 4

    init(_ schema: JSONSchema, spacing: JSONSpacing) throws(JSONSchemaError) {
        self.spacing = spacing
        characterRule = makeRule()
        emitCharacter(from: rules[characterRule].entry, to: rules[characterRule].end)
        definitionRules = schema.definitions.map { _ in makeRule() }
        for (index, definition) in schema.definitions.enumerated() {
            fill(definitionRules[index]) { $0.emit(definition, from: $1) }
        }
        root = makeRule()
        fill(root) { $0.emit(schema.root, from: $1) }
        distance = leastDistances()
        try check()
    }

    mutating func makeState() -> Int {
        edges.append([])
        isEnd.append(false)
        return edges.count - 1
    }

    mutating func makeRule() -> Int {
        let start = makeState(), end = makeState()
        isEnd[end] = true
        rules.append(Rule(entry: start, end: end))
        return rules.count - 1
    }

    mutating func fill(_ rule: Int, _ body: (inout ByteGrammar, Int) -> Int) {
        let end = body(&self, rules[rule].entry)
        jump(end, to: rules[rule].end)
    }

    mutating func jump(_ from: Int, to: Int) { edges[from].append(.jump(to)) }

    mutating func byte(_ range: ClosedRange<UInt8>, from: Int, to: Int) {
        edges[from].append(.bytes(range, to))
    }

    mutating func byte(_ range: ClosedRange<UInt8>, from: Int) -> Int {
        let next = makeState()
        byte(range, from: from, to: next)
        return next
    }

    mutating func literal(_ text: String, from: Int) -> Int {
        var state = from
        for code in text.utf8 { state = byte(code...code, from: state) }
        return state
    }

    mutating func call(_ rule: Int, from: Int) -> Int {
        let next = makeState()
        edges[from].append(.call(rule, next))
        return next
    }

    /// A place where white space may stand; `isAfterMark` behind commas and colons.
    mutating func space(from: Int, isAfterMark: Bool = false) -> Int {
        switch spacing {
        case .compact: return from
        case .optional:
            guard isAfterMark else { return from }
            let next = byte(0x20...0x20, from: from)
            jump(from, to: next)
            return next
        case .upTo(let most):
            let end = makeState()
            var state = from
            for _ in 0..<max(0, most) {
                jump(state, to: end)
                let next = makeState()
                byte(0x20...0x20, from: state, to: next)
                byte(0x0A...0x0A, from: state, to: next)
                state = next
            }
            jump(state, to: end)
            return end
        }
    }

    mutating func comma(from: Int) -> Int { space(from: literal(",", from: from), isAfterMark: true) }

    mutating func colon(from: Int) -> Int {
        space(from: literal(":", from: space(from: from)), isAfterMark: true)
    }
}
