import LinearAlgebra

/// What a part of an expression gives: a column, or one value for all rows.
enum Operand {
    case column(Column)
    case scalar(Cell)

    var typeName: String {
        switch self {
        case .column(let column): column.type.rawValue
        case .scalar(let cell): cell.type?.rawValue ?? "missing"
        }
    }

    /// The type; `nil` for a value that is missing.
    var type: ColumnType? {
        switch self {
        case .column(let column): column.type
        case .scalar(let cell): cell.type
        }
    }

    var validity: Bitmap? {
        if case .column(let column) = self { column.validity } else { nil }
    }

    var isMissingScalar: Bool {
        if case .scalar(let cell) = self { cell.isMissing } else { false }
    }

    /// The operand as a column of `count` rows.
    func column(_ count: Int) -> Column {
        switch self {
        case .column(let column): column
        case .scalar(let cell): Column(repeating: cell, count: count)
        }
    }
}

extension DataFrame {
    /// The rows for which an expression is true: `try frame.filter(column("age") > 30 && column("sex") == "male")`.
    ///
    /// Rows for which it is false or missing are left out. Throws ``TableError`` where a column does not exist or the types do not
    /// go together.
    ///
    /// - Parameter condition: An expression of truth values.
    /// Complexity: O(rows · (operations + columns)).
    public func filter(_ condition: ColumnExpression) throws(TableError) -> DataFrame {
        let result = try Evaluator(frame: self).evaluate(condition.node).column(rowCount)
        guard case .booleans(let mask) = result.storage else {
            throw .wrongType(operation: "filter(\(condition))", found: "\(result.type)", expected: "boolean")
        }
        return taking(trueRows(mask, result.validity))
    }

    /// The table with a column computed from the others: `try frame.with("bmi", column("weight") / column("height"))`.
    ///
    /// Throws ``TableError`` where a column does not exist, the types do not go together, or integers overflow.
    ///
    /// - Parameters:
    ///   - name: The name of the column, replaced where it exists, else the last.
    ///   - expression: What to compute.
    /// Complexity: O(rows · operations).
    public func with(_ name: String, _ expression: ColumnExpression) throws(TableError) -> DataFrame {
        with(name, try evaluate(expression))
    }

    /// The column that an expression gives. Throws ``TableError`` as `with` does. O(rows · operations).
    ///
    /// - Parameter expression: What to compute.
    public func evaluate(_ expression: ColumnExpression) throws(TableError) -> Column {
        try Evaluator(frame: self).evaluate(expression.node).column(rowCount)
    }
}

/// Evaluates expressions on a table, each part as a whole column.
struct Evaluator {
    let frame: DataFrame
    var count: Int { frame.rowCount }

    /// A step of an evaluation: operands first, then what to make of them.
    private enum Step {
        case visit(ExpressionNode)
        case combine(ExpressionNode)
    }

    /// Evaluates a tree with a list of steps instead of recursion, so that its depth does not matter.
    func evaluate(_ root: ExpressionNode) throws(TableError) -> Operand {
        var steps = [Step.visit(root)], values: [Operand] = []
        while let step = steps.popLast() {
            switch step {
            case .visit(let node):
                steps.append(.combine(node))
                for operand in node.operands.reversed() { steps.append(.visit(operand)) }
            case .combine(let node):
                let first = values.count - node.operands.count
                let operands = Array(values[first...])
                values.removeSubrange(first...)
                values.append(try combined(node, operands))
            }
        }
        return values[0]
    }

    /// What a node gives; an error says which part of the expression went wrong, and so names the columns.
    private func combined(_ node: ExpressionNode, _ operands: [Operand]) throws(TableError) -> Operand {
        do {
            return try result(node, operands)
        } catch .wrongType(_, let found, let expected) {
            throw .wrongType(operation: node.text(inside: 0), found: found, expected: expected)
        } catch .overflow {
            throw .overflow(operation: node.text(inside: 0))
        } catch {
            throw error
        }
    }

    private func result(_ node: ExpressionNode, _ values: [Operand]) throws(TableError) -> Operand {
        switch node.form {
        case .column(let name): return .column(try frame.column(named: name))
        case .literal(let cell): return .scalar(cell)
        case .arithmetic(let operation, _, _): return try arithmetic(operation, values[0], values[1])
        case .comparison(let comparator, _, _): return try compare(comparator, values[0], values[1])
        case .both(let left, let right):
            return logic(try truth(left, values[0]), try truth(right, values[1]), isAnd: true)
        case .either(let left, let right):
            return logic(try truth(left, values[0]), try truth(right, values[1]), isAnd: false)
        case .not(let operand): return negated(try truth(operand, values[0]))
        case .isMissing: return .column(missing(values[0]))
        case .isIn(_, let cells): return try membership(values[0], cells)
        case .filled: return try filled(values[0], values[1])
        case .choice(let condition, _, _):
            return try choice(try truth(condition, values[0]), values[1], values[2])
        case .function(let function, _): return try apply(function, values[0])
        case .text(let function, _): return try text(function, values[0])
        case .test(let test, let part, _): return try self.test(test, part, values[0])
        case .part(let part, _): return try dates(part, values[0])
        case .truncated(let unit, _): return try truncated(unit, values[0])
        case .converted(let type, _): return .column(try values[0].column(count).converted(to: type))
        }
    }

    // MARK: Logic

    /// Truth values and which of them are known.
    typealias Truth = (values: [Bool], validity: Bitmap?)

    private func truth(_ node: ExpressionNode, _ operand: Operand) throws(TableError) -> Truth {
        if operand.isMissingScalar {
            return ([Bool](repeating: false, count: count), Bitmap(repeating: false, count: count))
        }
        let column = operand.column(count)
        guard case .booleans(let values) = column.storage else {
            throw .wrongType(
                operation: "", found: "\(node.text(inside: 0)), \(column.type),", expected: "boolean")
        }
        return (values, column.validity)
    }

    private func logic(_ a: Truth, _ b: Truth, isAnd: Bool) -> Operand {
        let values: [Bool] = a.values.withUnsafeBytes { x in
            b.values.withUnsafeBytes { y in
                rowArray(count) { result, rows in
                    // A truth value is a byte of 0 or 1: without the branches of && and ||.
                    let bytes = UnsafeMutableRawPointer(result)
                    if isAnd {
                        for row in rows {
                            bytes.storeBytes(of: x[row] & y[row], toByteOffset: row, as: UInt8.self)
                        }
                    } else {
                        for row in rows {
                            bytes.storeBytes(of: x[row] | y[row], toByteOffset: row, as: UInt8.self)
                        }
                    }
                }
            }
        }
        if a.validity == nil && b.validity == nil { return .column(Column(.booleans(values))) }
        let full = Bitmap(repeating: true, count: count)
        let known = a.validity ?? full, other = b.validity ?? full
        // Known where both are, or where either settles it: false for &&, true for ||.
        let validity = Bitmap(count: count) { row in
            (known[row] && (other[row] || a.values[row] != isAnd)) || (other[row] && b.values[row] != isAnd)
        }
        let settled: [Bool] = mappedArray(count) { row in
            guard validity[row] else { return false }
            if known[row] && other[row] { return values[row] }
            return !isAnd
        }
        return .column(Column(.booleans(settled), validity: validity))
    }

    private func negated(_ truth: Truth) -> Operand {
        .column(Column(.booleans(truth.values.map { !$0 }), validity: truth.validity))
    }

    private func missing(_ operand: Operand) -> Column {
        switch operand {
        case .scalar(let cell): Column(repeating: .boolean(cell.isMissing), count: count)
        case .column(let column): Column(column.isMissing)
        }
    }

    // MARK: Choosing

    /// Two operands as columns of one type, integers beside numbers as numbers.
    private func matched(
        _ left: Operand, _ right: Operand, _ operation: String
    ) throws(TableError) -> (Column, Column) {
        let types = (left.type, right.type)
        switch types {
        case (nil, nil): return (left.column(count), right.column(count))
        case (nil, _):
            let column = right.column(count)
            return (column.taking(RowList(repeating: -1, count: count), hasGaps: true), column)
        case (_, nil):
            let column = left.column(count)
            return (column, column.taking(RowList(repeating: -1, count: count), hasGaps: true))
        default: break
        }
        let (a, b) = (left.column(count), right.column(count))
        if a.type == b.type && a.type != .category { return (a, b) }
        let set = Set([a.type, b.type])
        if set == [.integer, .number] { return (Column(a.doubles), Column(b.doubles)) }
        if set.isSubset(of: [.text, .category]) {
            return (try a.converted(to: .text), try b.converted(to: .text))
        }
        throw .wrongType(operation: operation, found: "\(a.type) beside \(b.type)", expected: "one type")
    }

    private func filled(_ operand: Operand, _ other: Operand) throws(TableError) -> Operand {
        if operand.validity == nil && !operand.isMissingScalar { return operand }
        let (a, b) = try matched(operand, other, "filled(with:)")
        let rows: RowList = mappedArray(count) { Int32($0) + (a.isMissing(at: $0) ? Int32(count) : 0) }
        return .column(Column.joined([a, b]).taking(rows))
    }

    private func choice(_ condition: Truth, _ yes: Operand, _ no: Operand) throws(TableError) -> Operand {
        let (a, b) = try matched(yes, no, "choose")
        let rows: RowList = mappedArray(count) { row in
            if let validity = condition.validity, !validity[row] { return -1 }
            return condition.values[row] ? Int32(row) : Int32(row + count)
        }
        return .column(Column.joined([a, b]).taking(rows, hasGaps: condition.validity != nil))
    }

    private func membership(_ operand: Operand, _ cells: [Cell]) throws(TableError) -> Operand {
        let column = operand.column(count), present = cells.filter { !$0.isMissing }
        for cell in present where !column.type.isComparable(with: cell.type) {
            throw .wrongType(
                operation: "isIn", found: "\(cell) (\(cell.type?.rawValue ?? ""))", expected: "\(column.type)"
            )
        }
        let encoding = KeyEncoding(column, sorted: false)
        let wanted = Set(present.map(\.comparable))
        let isWanted = encoding.firstRows.map { wanted.contains(column[Int($0)].comparable) }
        let values: [Bool] = encoding.codes.withUnsafeBufferPointer { codes in
            mappedArray(count) { codes[$0] >= 0 && isWanted[Int(codes[$0])] }
        }
        return .column(Column(.booleans(values)))
    }
}

extension Cell {
    /// Equal for values that compare equal, whatever their types.
    fileprivate var comparable: Cell {
        if let double, case .integer(let value) = self, Double(value) == double, Int(exactly: double) == value
        {
            return .number(double)
        }
        if case .number(let value) = self, value == 0 { return .number(0) }
        return self
    }
}

extension ColumnType {
    /// Whether values of both types can be compared.
    func isComparable(with other: ColumnType?) -> Bool {
        switch (self, other) {
        case (_, nil): true
        case (.integer, .number), (.number, .integer), (.text, .category), (.category, .text): true
        default: self == other
        }
    }
}
