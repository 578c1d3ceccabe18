/// How much white space a constrained text may hold.
public enum JSONSpacing: Sendable {
    /// None.
    case compact
    /// A blank after each comma and colon, or none: the model chooses.
    case optional
    /// Up to so many blanks and line breaks between any two parts.
    case upTo(Int)
}

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
    /// Of each state, the rule that it ends, or nil.
    private(set) var isEnd: [Bool] = []
    /// The least number of bytes from each state to the end of its rule.
    private(set) var distance: [Int] = []
    private(set) var root = 0

    let spacing: JSONSpacing
    private var characterRule = 0
    private var anyRule = 0
    private var hasAnyRule = false
    private var definitionRules: [Int] = []

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
        measure()
        try check()
    }

    // MARK: States and rules

    mutating func makeState() -> Int {
        edges.append([])
        isEnd.append(false)
        return edges.count - 1
    }

    private mutating func makeRule() -> Int {
        let start = makeState(), end = makeState()
        isEnd[end] = true
        rules.append(Rule(entry: start, end: end))
        return rules.count - 1
    }

    private mutating func fill(_ rule: Int, _ body: (inout ByteGrammar, Int) -> Int) {
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

    private mutating func call(_ rule: Int, from: Int) -> Int {
        let next = makeState()
        edges[from].append(.call(rule, next))
        return next
    }

    /// A place where white space may stand; `isAfterMark` behind commas and colons.
    private mutating func space(from: Int, isAfterMark: Bool = false) -> Int {
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

    // MARK: Values

    private mutating func emit(_ node: SchemaNode, from: Int) -> Int {
        switch node {
        case .any: return call(makeAny(), from: from)
        case .null: return literal("null", from: from)
        case .boolean: return emitConstants([.bool(true), .bool(false)], from: from)
        case .string(let least, let most): return emitString(least, most, from: from)
        case .integer(let least, let most):
            let end = makeState()
            emitInteger(least, most, from: from, to: end)
            return end
        case .number(let bounds): return emitNumber(bounds, from: from)
        case .constants(let values): return emitConstants(values, from: from)
        case .array(let first, let rest, let least, let most):
            return emitArray(first, rest, least, most, from: from)
        case .object(let properties, let others, let least, let most):
            return properties.isEmpty
                ? emitFreeObject(others, least, most, from: from) : emitObject(properties, from: from)
        case .anyOf(let nodes):
            let end = makeState()
            for node in nodes {
                let start = makeState()
                jump(from, to: start)
                jump(emit(node, from: start), to: end)
            }
            return end
        case .reference(let index): return call(definitionRules[index], from: from)
        }
    }

    private mutating func makeAny() -> Int {
        if hasAnyRule { return anyRule }
        anyRule = makeRule()
        hasAnyRule = true
        let kinds: [SchemaNode] = [
            .null, .boolean, .number(NumberBounds()), .string(minimum: 0, maximum: nil),
            .array(first: [], rest: .any, minimum: 0, maximum: nil),
            .object([], others: .any, minimum: 0, maximum: nil),
        ]
        fill(anyRule) { $0.emit(.anyOf(kinds), from: $1) }
        return anyRule
    }

    private mutating func emitConstants(_ values: [TemplateValue], from: Int) -> Int {
        let end = makeState()
        for value in values { jump(emitConstant(value, from: from), to: end) }
        return end
    }

    private mutating func emitConstant(_ value: TemplateValue, from: Int) -> Int {
        switch value {
        case .list(let values):
            var state = space(from: literal("[", from: from))
            for (index, value) in values.enumerated() {
                if index > 0 { state = comma(from: state) }
                state = space(from: emitConstant(value, from: state))
            }
            return literal("]", from: state)
        case .object(let members):
            var state = space(from: literal("{", from: from))
            for (index, member) in members.enumerated() {
                if index > 0 { state = comma(from: state) }
                state = colon(from: literal(TemplateValue.string(member.name).json, from: state))
                state = space(from: emitConstant(member.value, from: state))
            }
            return literal("}", from: state)
        default: return literal(value.json, from: from)
        }
    }

    private mutating func comma(from: Int) -> Int { space(from: literal(",", from: from), isAfterMark: true) }

    private mutating func colon(from: Int) -> Int {
        space(from: literal(":", from: space(from: from)), isAfterMark: true)
    }

    // MARK: Strings

    private mutating func emitString(_ least: Int, _ most: Int?, from: Int) -> Int {
        var state = literal("\"", from: from)
        for _ in 0..<least { state = call(characterRule, from: state) }
        if let most {
            let end = makeState()
            for _ in least..<most {
                jump(state, to: end)
                state = call(characterRule, from: state)
            }
            jump(state, to: end)
            return literal("\"", from: end)
        }
        // The loop stands here itself, without a call: most of a text's tokens run through it.
        let loop = makeState()
        jump(state, to: loop)
        emitCharacter(from: loop, to: loop)
        return literal("\"", from: loop)
    }

    /// One character of a string: well-formed UTF-8 (Unicode, table 3-7), or an escape; half of a surrogate pair is none.
    private mutating func emitCharacter(from: Int, to: Int) {
        for range in [0x20...0x21, 0x23...0x5B, 0x5D...0x7F] as [ClosedRange<UInt8>] {
            byte(range, from: from, to: to)
        }
        let tail: ClosedRange<UInt8> = 0x80...0xBF
        let last = makeState(), lastTwo = makeState()
        byte(tail, from: last, to: to)
        byte(tail, from: lastTwo, to: last)
        byte(0xC2...0xDF, from: from, to: last)
        byte(0xA0...0xBF, from: byte(0xE0...0xE0, from: from), to: last)
        byte(0xE1...0xEC, from: from, to: lastTwo)
        byte(0x80...0x9F, from: byte(0xED...0xED, from: from), to: last)
        byte(0xEE...0xEF, from: from, to: lastTwo)
        byte(0x90...0xBF, from: byte(0xF0...0xF0, from: from), to: lastTwo)
        byte(tail, from: byte(0xF1...0xF3, from: from), to: lastTwo)
        byte(0x80...0x8F, from: byte(0xF4...0xF4, from: from), to: lastTwo)
        let escape = byte(0x5C...0x5C, from: from)
        for code in "\"\\/bfnrt".utf8 { byte(code...code, from: escape, to: to) }
        let digits = byte(UInt8(ascii: "u")...UInt8(ascii: "u"), from: escape)
        let three = makeState(), two = makeState(), one = makeState()
        let surrogates = makeState()
        for range in ["0"..."9", "a"..."c", "e"..."f", "A"..."C", "E"..."F"] as [ClosedRange<Unicode.Scalar>]
        {
            byte(UInt8(ascii: range.lowerBound)...UInt8(ascii: range.upperBound), from: digits, to: three)
        }
        for code in "dD".utf8 { byte(code...code, from: digits, to: surrogates) }
        byte(UInt8(ascii: "0")...UInt8(ascii: "7"), from: surrogates, to: two)
        for (state, next) in [(three, two), (two, one), (one, to)] {
            for range in ["0"..."9", "a"..."f", "A"..."F"] as [ClosedRange<Unicode.Scalar>] {
                byte(UInt8(ascii: range.lowerBound)...UInt8(ascii: range.upperBound), from: state, to: next)
            }
        }
    }

    // MARK: Arrays and objects

    /// Rules for parts that stand in several places, so that each is built once.
    private mutating func makeRule(_ node: SchemaNode) -> Int {
        if case .reference(let index) = node { return definitionRules[index] }
        if case .any = node { return makeAny() }
        let rule = makeRule()
        fill(rule) { $0.emit(node, from: $1) }
        return rule
    }

    private mutating func emitArray(
        _ first: [SchemaNode], _ rest: SchemaNode?, _ least: Int, _ most: Int?, from: Int
    ) -> Int {
        let open = space(from: literal("[", from: from))
        let close = makeState()
        if least == 0 { jump(open, to: close) }
        var state = open
        var count = 0
        func isFull() -> Bool { count >= most ?? .max }
        for node in first where !isFull() {
            if count > 0 { state = comma(from: state) }
            state = space(from: call(makeRule(node), from: state))
            count += 1
            if count >= least { jump(state, to: close) }
        }
        if let rest, !isFull() {
            let rule = makeRule(rest)
            while count < max(least, 1) || (most != nil && !isFull()) {
                if count > 0 { state = comma(from: state) }
                state = space(from: call(rule, from: state))
                count += 1
                if count >= least { jump(state, to: close) }
            }
            if most == nil {
                let again = space(from: call(rule, from: comma(from: state)))
                jump(again, to: state)
            }
        }
        return literal("]", from: close)
    }

    private mutating func emitFreeObject(_ others: SchemaNode?, _ least: Int, _ most: Int?, from: Int) -> Int
    {
        let open = space(from: literal("{", from: from))
        let close = makeState()
        if least == 0 { jump(open, to: close) }
        if let others, most ?? 1 > 0 {
            let member = makeRule()
            let value = makeRule(others)
            fill(member) { grammar, start in
                let colon = grammar.colon(from: grammar.emitString(0, nil, from: start))
                return grammar.space(from: grammar.call(value, from: colon))
            }
            var state = call(member, from: open)
            jump(state, to: close)
            if let most {
                for _ in 1..<max(most, 1) {
                    state = call(member, from: comma(from: state))
                    jump(state, to: close)
                }
            } else {
                jump(call(member, from: comma(from: state)), to: state)
            }
        }
        return literal("}", from: close)
    }

    /// Named properties in the order of the schema; those that are not required may be left out.
    private mutating func emitObject(_ properties: [SchemaProperty], from: Int) -> Int {
        let open = space(from: literal("{", from: from))
        // Before each property: nothing was written yet, or something was and a comma is due.
        var empty: Int? = open
        var filled: Int? = nil
        for property in properties {
            let rule = makeRule(property.value)
            let written = makeState()
            let key = makeState()
            if let empty { jump(empty, to: key) }
            if let filled { jump(comma(from: filled), to: key) }
            let value = colon(from: literal(TemplateValue.string(property.name).json, from: key))
            jump(space(from: call(rule, from: value)), to: written)
            if let filled, !property.isRequired { jump(filled, to: written) }
            if property.isRequired { empty = nil }
            filled = written
        }
        let close = makeState()
        if let empty { jump(empty, to: close) }
        if let filled { jump(filled, to: close) }
        return literal("}", from: close)
    }

    // MARK: Measuring and checking

    /// The least number of bytes to the end of each rule, by relaxing until nothing changes.
    private mutating func measure() {
        distance = isEnd.map { $0 ? 0 : Self.unreachable }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for state in edges.indices.reversed() {
                for edge in edges[state] {
                    let length: Int
                    switch edge {
                    case .bytes(_, let next): length = 1 + distance[next]
                    case .jump(let next): length = distance[next]
                    case .call(let rule, let next): length = distance[rules[rule].entry] + distance[next]
                    }
                    if length < distance[state] {
                        distance[state] = length
                        hasChanged = true
                    }
                }
            }
        }
    }

    private func check() throws(JSONSchemaError) {
        if distance[rules[root].entry] >= Self.unreachable { throw .endless("no finite value satisfies it") }
        // A rule that can call itself before any byte would call itself for ever.
        var marks = [Int](repeating: 0, count: rules.count)
        for rule in rules.indices where marks[rule] == 0 { try visit(rule, &marks) }
    }

    /// Follows first calls from a rule: 1 marks the rules on the way, 2 those that are done.
    private func visit(_ start: Int, _ marks: inout [Int]) throws(JSONSchemaError) {
        var stack: [(rule: Int, callees: [Int])] = [(start, firstCalls(of: start))]
        marks[start] = 1
        while let (rule, callees) = stack.last {
            guard let callee = callees.last else {
                marks[rule] = 2
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].callees.removeLast()
            if marks[callee] == 1 {
                throw .endless("a reference leads back to itself without a value in between")
            }
            if marks[callee] == 0 {
                marks[callee] = 1
                stack.append((callee, firstCalls(of: callee)))
            }
        }
    }

    /// The rules that a rule may call before its first byte. No rule is without bytes, so that a call is never passed over.
    private func firstCalls(of rule: Int) -> [Int] {
        var seen: Set<Int> = [rules[rule].entry]
        var queue = [rules[rule].entry]
        var result: Set<Int> = []
        while let state = queue.popLast() {
            for edge in edges[state] {
                switch edge {
                case .bytes: break
                case .jump(let next): if seen.insert(next).inserted { queue.append(next) }
                case .call(let callee, _): result.insert(callee)
                }
            }
        }
        return Array(result)
    }
}
