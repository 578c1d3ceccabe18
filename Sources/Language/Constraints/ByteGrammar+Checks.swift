extension ByteGrammar {
    /// The least number of bytes to the end of each rule, by relaxing until nothing changes.
    func leastDistances() -> [Int] {
        var distance = isEnd.map { $0 ? 0 : Self.unreachable }
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
        return distance
    }

    /// Complains of a grammar without finite values, and of rules that lead back to themselves.
    func check() throws(JSONSchemaError) {
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
