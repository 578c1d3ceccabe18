// The spellings of each kind of value.

extension ByteGrammar {
    /// The spellings of what a schema allows; returns where they end.
    mutating func emit(_ node: SchemaNode, from: Int) -> Int {
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

    /// The rule of any value.
    mutating func makeAny() -> Int {
        if let anyRule { return anyRule }
        let rule = makeRule()
        anyRule = rule
        let kinds: [SchemaNode] = [
            .null, .boolean, .number(NumberBounds()), .string(minimum: 0, maximum: nil),
            .array(first: [], rest: .any, minimum: 0, maximum: nil),
            .object([], others: .any, minimum: 0, maximum: nil),
        ]
        fill(rule) { $0.emit(.anyOf(kinds), from: $1) }
        return rule
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

    /// Rules for parts that stand in several places, so that each is built once.
    mutating func makeRule(_ node: SchemaNode) -> Int {
        if case .reference(let index) = node { return definitionRules[index] }
        if case .any = node { return makeAny() }
        let rule = makeRule()
        fill(rule) { $0.emit(node, from: $1) }
        return rule
    }

    // MARK: Strings

    /// Strings of a number of characters.
    mutating func emitString(_ least: Int, _ most: Int?, from: Int) -> Int {
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
    mutating func emitCharacter(from: Int, to: Int) {
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
}
