/// Carries out a template.
///
/// Steps, text and nesting are bounded: a template comes with a model from anywhere, and no template keeps the program busy for ever.
struct TemplateEvaluator {
    /// How much a template may do.
    struct Limits: Sendable {
        var steps = 2_000_000
        var size = 64_000_000
        var depth = 200
    }

    /// How a list of statements ended.
    enum Flow { case normal, leave, next }

    var limits: Limits
    let clock: TemplateClock
    var output = ""
    var steps = 0
    var size = 0
    var depth = 0
    var scope: TemplateScope
    private var namespaces: [TemplateNamespace] = []
    private var closures: [TemplateClosure] = []
    private var scopes: [TemplateScope] = []

    init(_ variables: [(String, TemplateValue)], clock: TemplateClock, limits: Limits = Limits()) {
        self.limits = limits
        self.clock = clock
        scope = TemplateScope(nil)
        for (name, value) in variables { scope.values[name] = TemplateObject(value) }
    }

    /// The text of a template.
    mutating func render(_ statements: [TemplateStatement]) throws(TemplateError) -> String {
        defer { release() }
        _ = try run(statements)
        return output
    }

    /// Cuts the cycles of scopes, macros and namespaces, one by one.
    private mutating func release() {
        for namespace in namespaces { namespace.entries = TemplateEntries() }
        for closure in closures { closure.scope = nil }
        for scope in scopes { scope.values = [:] }
    }

    mutating func makeNamespace(_ entries: TemplateEntries) -> TemplateObject {
        let namespace = TemplateNamespace(entries)
        namespaces.append(namespace)
        return .namespace(namespace)
    }

    // MARK: Limits

    mutating func step(_ line: Int) throws(TemplateError) {
        steps += 1
        if steps > limits.steps { throw .limit(line: line, what: "more than \(limits.steps) steps") }
    }

    /// Notes that something of that size was made.
    mutating func charge(_ amount: Int, _ line: Int) throws(TemplateError) {
        size += amount
        if size > limits.size {
            throw .limit(line: line, what: "texts and lists of more than \(limits.size) bytes")
        }
    }

    mutating func enter(_ line: Int) throws(TemplateError) {
        depth += 1
        if depth > limits.depth { throw .limit(line: line, what: "nested more than \(limits.depth) deep") }
    }

    mutating func makeList(_ values: [TemplateObject], _ line: Int) throws(TemplateError) -> TemplateItems {
        try charge(8 * values.count + 8, line)
        let items = TemplateItems(values)
        if items.depth > 100 { throw .limit(line: line, what: "lists nested more than 100 deep") }
        return items
    }

    mutating func makeString(_ text: String, _ line: Int) throws(TemplateError) -> TemplateObject {
        try charge(text.utf8.count, line)
        return .string(text)
    }

    mutating func write(_ text: String, _ line: Int) throws(TemplateError) {
        try charge(text.utf8.count, line)
        output += text
    }

    // MARK: Statements

    mutating func run(_ statements: [TemplateStatement]) throws(TemplateError) -> Flow {
        for statement in statements {
            let flow = try run(statement)
            if flow != .normal { return flow }
        }
        return .normal
    }

    /// Runs statements with names of their own.
    mutating func runInside(_ statements: [TemplateStatement], _ line: Int) throws(TemplateError) -> Flow {
        let outer = scope
        scope = TemplateScope(outer)
        defer { scope = outer }
        return try run(statements)
    }

    /// The text that statements write.
    mutating func capture(
        _ line: Int, _ body: (inout TemplateEvaluator) throws(TemplateError) -> Void
    ) throws(TemplateError) -> String {
        let outer = output
        output = ""
        try body(&self)
        let text = output
        output = outer
        return text
    }

    private mutating func run(_ statement: TemplateStatement) throws(TemplateError) -> Flow {
        depth += 1
        defer { depth -= 1 }
        switch statement {
        case .text(let text):
            try step(0)
            try write(text, 0)
        case .output(let expression, let line):
            try enterStep(line)
            try write(try evaluate(expression).text, line)
        case .choice(let branches, let otherwise, let line):
            try enterStep(line)
            for branch in branches where try evaluate(branch.condition).isTrue { return try run(branch.body) }
            return try run(otherwise)
        case .loop(let loop, let line):
            try enterStep(line)
            return try run(loop, line)
        case .set(let target, let expression, let line):
            try enterStep(line)
            try assign(try evaluate(expression), to: target, line)
        case .setBlock(let target, let steps, let body, let line):
            try enterStep(line)
            let text = try capture(line) { (evaluator) throws(TemplateError) in
                _ = try evaluator.runInside(body, line)
            }
            try assign(try apply(steps, to: try makeString(text, line), line), to: target, line)
        case .filterBlock(let steps, let body, let line):
            try enterStep(line)
            let text = try capture(line) { (evaluator) throws(TemplateError) in
                _ = try evaluator.runInside(body, line)
            }
            try write(try apply(steps, to: try makeString(text, line), line).text, line)
        case .macro(let macro, let line):
            try enterStep(line)
            scope.values[macro.name] = makeClosure(macro)
        case .callBlock(let macro, let call, let line):
            try enterStep(line)
            let outer = scope
            scope = TemplateScope(outer)
            scopes.append(scope)
            defer { scope = outer }
            pendingCaller = makeClosure(macro)
            try write(try evaluate(call).text, line)
            pendingCaller = nil
        case .with(let values, let body, let line):
            try enterStep(line)
            return try runWith(values, body, line)
        case .scope(let body, let line):
            try enterStep(line)
            return try runInside(body, line)
        case .leave: return .leave
        case .next: return .next
        }
        return .normal
    }

    /// The macro that the next call is handed as `caller`.
    var pendingCaller: TemplateObject? = nil

    private mutating func enterStep(_ line: Int) throws(TemplateError) {
        if depth > limits.depth { throw .limit(line: line, what: "nested more than \(limits.depth) deep") }
        try step(line)
    }

    private mutating func makeClosure(_ macro: TemplateMacro) -> TemplateObject {
        let closure = TemplateClosure(macro, scope)
        closures.append(closure)
        scopes.append(scope)
        return .macro(closure)
    }

    private mutating func runWith(
        _ values: [(TemplateTarget, TemplateExpression)], _ body: [TemplateStatement], _ line: Int
    ) throws(TemplateError) -> Flow {
        var evaluated: [(TemplateTarget, TemplateObject)] = []
        for (target, expression) in values { evaluated.append((target, try evaluate(expression))) }
        let outer = scope
        scope = TemplateScope(outer)
        defer { scope = outer }
        for (target, value) in evaluated { try assign(value, to: target, line) }
        return try run(body)
    }

    mutating func apply(_ filters: [TemplateFilterStep], to value: TemplateObject, _ line: Int)
        throws(TemplateError) -> TemplateObject
    {
        var value = value
        for filter in filters {
            let arguments = try evaluate(filter.arguments, line)
            value = try self.filter(value, filter.name, arguments, line)
        }
        return value
    }

    private mutating func run(_ loop: TemplateLoop, _ line: Int) throws(TemplateError) -> Flow {
        var values = try elements(of: try evaluate(loop.values), line)
        let outer = scope
        defer { scope = outer }
        if let condition = loop.condition {
            var kept: [TemplateObject] = []
            for value in values {
                try step(line)
                scope = TemplateScope(outer)
                try assign(value, to: loop.target, line)
                if try evaluate(condition).isTrue { kept.append(value) }
            }
            values = kept
        }
        scope = outer
        if values.isEmpty { return try runInside(loop.otherwise, line) }
        var nesting = 0
        if case .loop(let outside)? = outer.find("loop") { nesting = outside.depth + 1 }
        let state = TemplateLoopState(values, depth: nesting)
        for index in values.indices {
            try step(line)
            state.index = index
            scope = TemplateScope(outer)
            scope.values["loop"] = .loop(state)
            try assign(values[index], to: loop.target, line)
            if try run(loop.body) == .leave { break }
        }
        return .normal
    }

    mutating func assign(_ value: TemplateObject, to target: TemplateTarget, _ line: Int)
        throws(TemplateError)
    {
        switch target {
        case .name(let name): scope.values[name] = value
        case .attribute(let name, let attribute):
            guard case .namespace(let namespace)? = scope.find(name) else {
                throw .evaluation(
                    line: line, message: "‘\(name)’ is no namespace: its attributes cannot be set")
            }
            try charge(8, line)
            namespace.entries.set(attribute, value)
        case .several(let targets):
            let values = try elements(of: value, line)
            guard values.count == targets.count else {
                throw .evaluation(line: line, message: "\(values.count) values for \(targets.count) names")
            }
            for (target, value) in zip(targets, values) { try assign(value, to: target, line) }
        }
    }

    /// What a loop over a value runs through.
    mutating func elements(of value: TemplateObject, _ line: Int) throws(TemplateError) -> [TemplateObject] {
        switch value {
        case .undefined: return []
        case .list(let items), .tuple(let items): return items.values
        case .dictionary(let entries): return entries.names.map(TemplateObject.string)
        case .string(let text):
            try charge(8 * text.utf8.count, line)
            return text.unicodeScalars.map { .string(String($0)) }
        default: throw .evaluation(line: line, message: "\(value.kind) has no elements to go through")
        }
    }
}
