import LinearAlgebra

/// Which rows a join keeps.
public enum JoinKind: String, Sendable, CaseIterable {
    /// Rows whose key is in both tables, in the order of the left one.
    case inner
    /// All rows of the left table, in its order; columns of the right one are missing where it does not have the key.
    case left
    /// All rows of the right table, in its order.
    case right
    /// All rows of both, sorted by their keys, missing parts last.
    case outer
    /// The rows of the left table whose key is in the right one, each once; no columns of the right one.
    case semi
    /// The rows of the left table whose key is not in the right one.
    case anti
}

/// How often a key may occur.
public enum JoinCheck: Sendable {
    /// As often as it likes.
    case manyToMany
    /// Once in the right table.
    case manyToOne
    /// Once in the left table.
    case oneToMany
    /// Once in each.
    case oneToOne
}

extension DataFrame {
    /// The rows of two tables side by side where their keys are equal: pandas' `merge`, SQL's `JOIN`.
    ///
    ///     let people: DataFrame = ["id": [1, 2, 3], "name": ["Ada", "Bob", "Cleo"]]
    ///     let visits: DataFrame = ["id": [3, 1, 3], "day": [5, 7, 9]]
    ///     print(try people.joined(visits, on: "id", kind: .left))
    ///     //      id  name        day
    ///     // integer  text    integer
    ///     // ───────  ────  ─────────
    ///     //       1  Ada           7
    ///     //       2  Bob   <missing>
    ///     //       3  Cleo          5
    ///     //       3  Cleo          9
    ///     // 4 rows × 3 columns
    ///
    /// A missing key equals nothing, as in SQL (pandas lets it equal another missing one). The key columns come once, the other columns of
    /// the left table and of the right one follow in their order; a name in both tables gets a suffix. Integer keys beside numbers meet
    /// by value, categories beside texts by name.
    ///
    /// - Parameters:
    ///   - other: The right table.
    ///   - on: Key columns that have the same names in both tables, one or more.
    ///   - kind: Which rows to keep; `.inner` by default.
    ///   - suffixes: What to append to a name that both tables have; `_x` and `_y` by default, as in pandas.
    ///   - check: How often keys may occur; checked only on request. Throws ``TableError/repeatedKeys(operation:key:)``.
    /// Complexity: O(rows of both tables and of the result).
    public func joined(
        _ other: DataFrame, on: String..., kind: JoinKind = .inner, suffixes: (String, String) = ("_x", "_y"),
        check: JoinCheck = .manyToMany
    ) throws(TableError) -> DataFrame {
        try joined(other, leftOn: on, rightOn: on, kind: kind, suffixes: suffixes, check: check)
    }

    /// The rows of two tables side by side where keys of different names are equal, as ``joined(_:on:kind:suffixes:check:)``.
    ///
    /// The key columns keep the names that they have in the left table.
    ///
    /// - Parameters:
    ///   - other: The right table.
    ///   - leftOn: The key columns of this table, one or more.
    ///   - rightOn: Their counterparts in the other table.
    ///   - kind: Which rows to keep; `.inner` by default.
    ///   - suffixes: What to append to a name that both tables have.
    ///   - check: How often keys may occur.
    /// Complexity: O(rows of both tables and of the result).
    public func joined(
        _ other: DataFrame, leftOn: [String], rightOn: [String], kind: JoinKind = .inner,
        suffixes: (String, String) = ("_x", "_y"), check: JoinCheck = .manyToMany
    ) throws(TableError) -> DataFrame {
        require(
            !leftOn.isEmpty && leftOn.count == rightOn.count,
            "DataFrame.joined: \(leftOn.count) keys on the left, \(rightOn.count) on the right")
        require(
            rowCount + other.rowCount < Int(Int32.max),
            "DataFrame.joined: \(counted(rowCount, "row")) and \(counted(other.rowCount, "row"))")
        let (left, right) = try DataFrame.matchedKeys(
            zip(columns(of: leftOn, "joined"), other.columns(of: rightOn, "joined")), leftOn)
        if kind == .right {
            let plan = try other.checkedKeys(right, left, check.reversed, ("right", "left")).plan(
                keepsLeft: true)
            return try assembled(
                other, leftOn, rightOn, suffixes,
                JoinPlan(
                    left: plan.right, right: plan.left ?? other.allRows, count: plan.count,
                    leftHasGaps: plan.rightHasGaps), keys: (left, right))
        }
        let keys = try checkedKeys(left, right, check)
        switch kind {
        case .semi: return filter(keys.leftHasMatch())
        case .anti: return filter(keys.leftHasMatch().map { !$0 })
        case .outer:
            return try assembled(
                other, leftOn, rightOn, suffixes, outerPlan(keys, left, right), keys: (left, right))
        default:
            let plan = keys.plan(keepsLeft: kind == .left)
            return try assembled(other, leftOn, rightOn, suffixes, plan, keys: (left, right))
        }
    }

    /// Each row of this table beside each row of the other one, O(product of their rows).
    ///
    /// - Parameters:
    ///   - other: The right table.
    ///   - suffixes: What to append to a name that both tables have.
    public func crossJoined(
        _ other: DataFrame, suffixes: (String, String) = ("_x", "_y")
    ) throws(TableError) -> DataFrame {
        let (count, overflow) = rowCount.multipliedReportingOverflow(by: other.rowCount)
        require(
            !overflow && count < Int(Int32.max),
            "DataFrame.crossJoined: \(counted(rowCount, "row")) times \(counted(other.rowCount, "row"))")
        let width = max(1, other.rowCount)
        let plan = JoinPlan(
            left: (0..<count).map { Int32($0 / width) }, right: (0..<count).map { Int32($0 % width) },
            count: count)
        return try assembled(other, [], [], suffixes, plan, keys: ([], []))
    }

    private var allRows: RowList { mappedArray(rowCount) { Int32($0) } }

    private func checkedKeys(
        _ left: [Column], _ right: [Column], _ check: JoinCheck, _ names: (String, String) = ("left", "right")
    ) throws(TableError) -> JoinKeys {
        let keys = JoinKeys(left, right)
        if check == .manyToOne || check == .oneToOne, let row = keys.repeatedRow(inLeft: false) {
            throw .repeatedKeys(operation: "joined, \(names.1) table", key: keyText(right, row))
        }
        if check == .oneToMany || check == .oneToOne, let row = keys.repeatedRow(inLeft: true) {
            throw .repeatedKeys(operation: "joined, \(names.0) table", key: keyText(left, row))
        }
        return keys
    }

    private func keyText(_ keys: [Column], _ row: Int) -> String {
        keys.map { $0[row].description }.joined(separator: ", ")
    }

    /// Rows of both, in the order of their keys.
    private func outerPlan(_ keys: JoinKeys, _ left: [Column], _ right: [Column]) -> JoinPlan {
        let inner = keys.plan(keepsLeft: true), alone = keys.rightWithoutMatch()
        let leftRows = (inner.left ?? allRows) + RowList(repeating: -1, count: alone.count)
        var plan = JoinPlan(left: leftRows, right: inner.right + alone, count: leftRows.count)
        (plan.leftHasGaps, plan.rightHasGaps) = (true, true)
        let merged = zip(left, right).map { DataFrame.mergedKey($0, $1, plan) }
        let order = SortLevels.order(merged, merged.map { _ in true })
        plan.left = order.map { leftRows[Int($0)] }
        plan.right = order.map { plan.right[Int($0)] }
        return plan
    }

    /// Key columns of one type each.
    private static func matchedKeys(
        _ pairs: Zip2Sequence<[Column], [Column]>, _ names: [String]
    ) throws(TableError) -> ([Column], [Column]) {
        var lefts: [Column] = [], rights: [Column] = []
        for (place, (left, right)) in pairs.enumerated() {
            var common = left.type
            switch (left.type, right.type) {
            case (let one, let other) where one == other: break
            case (.integer, .number), (.number, .integer): common = .number
            case (.text, .category), (.category, .text): common = .text
            default:
                throw .wrongType(
                    operation: "joined on \"\(names[place])\"", found: "\(right.type) on the right",
                    expected: "\(left.type), as on the left")
            }
            lefts.append(try left.converted(to: common))
            rights.append(try right.converted(to: common))
        }
        return (lefts, rights)
    }

    /// The columns of both tables at the rows of a plan: keys once, then the others.
    private func assembled(
        _ other: DataFrame, _ leftOn: [String], _ rightOn: [String], _ suffixes: (String, String),
        _ plan: JoinPlan,
        keys: ([Column], [Column])
    ) throws(TableError) -> DataFrame {
        let leftKeys = Set(leftOn), rightKeys = Set(rightOn)
        let own = Set(columnNames), others = Set(other.columnNames.filter { !rightKeys.contains($0) })
        var names: [String] = [], result: [Column] = []
        for (name, column) in zip(columnNames, columns) {
            if let place = leftOn.firstIndex(of: name), plan.leftHasGaps {
                result.append(DataFrame.mergedKey(keys.0[place], keys.1[place], plan))
            } else {
                result.append(plan.left.map { column.taking($0, hasGaps: plan.leftHasGaps) } ?? column)
            }
            names.append(!leftKeys.contains(name) && others.contains(name) ? name + suffixes.0 : name)
        }
        for (name, column) in zip(other.columnNames, other.columns) where !rightKeys.contains(name) {
            result.append(column.taking(plan.right, hasGaps: plan.rightHasGaps))
            names.append(own.contains(name) ? name + suffixes.1 : name)
        }
        if let name = firstRepeated(names) { throw .duplicateColumn(name) }
        return DataFrame(names: names, columns: result, rowCount: plan.count)
    }

    /// A key column from the left table, and from the right one where the left has no row.
    private static func mergedKey(_ left: Column, _ right: Column, _ plan: JoinPlan) -> Column {
        let shift = Int32(left.count), rows = plan.left ?? []
        let places = rows.indices.map { place -> Int32 in
            rows[place] >= 0 ? rows[place] : (plan.right[place] >= 0 ? plan.right[place] + shift : -1)
        }
        return Column.joined([left, right]).taking(places, hasGaps: true)
    }
}

extension JoinCheck {
    /// The check with the tables exchanged.
    var reversed: JoinCheck {
        switch self {
        case .manyToOne: .oneToMany
        case .oneToMany: .manyToOne
        default: self
        }
    }
}
