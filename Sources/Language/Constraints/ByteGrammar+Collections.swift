extension ByteGrammar {
    /// Arrays: the first elements each of its own kind, then the rest.
    mutating func emitArray(
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

    /// Objects of any names, whose values are of one kind.
    mutating func emitFreeObject(_ others: SchemaNode?, _ least: Int, _ most: Int?, from: Int) -> Int {
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
    mutating func emitObject(_ properties: [SchemaProperty], from: Int) -> Int {
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
}
