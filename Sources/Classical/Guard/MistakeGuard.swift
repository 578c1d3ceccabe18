import LinearAlgebra
import Synchronization
import Tables

/// Watches rows through splits, preparations, fits and scores, and reports the mistakes that make a model look better than it is.
///
///     let guardian = MistakeGuard()
///     let data = guardian.watch(x, y, source: "churn")
///     let scaled = try StandardScaler().fit(data).transform(data)    // learns from rows that become test rows
///     let (training, test) = scaled.split(testShare: 0.25, seed: 1)
///     let report = guardian.mistakes.map(\.description)
///
/// It knows two things: what was fitted on which rows, since ``Observations`` carry where each row comes from; and the numbers
/// themselves, which show repeated rows, columns that tell the target, and columns that were scaled, imputed or encoded over all
/// rows. It changes no result. What it does not see: what the program does with plain matrices, and leaks that leave no trace in either.
public final class MistakeGuard: Sendable {
    private struct State {
        var mistakes: [Mistake] = []
        var seen: Set<String> = []
        var sources: [String] = []
        var next = 0
        /// For each set of test rows the settings that were scored on it, by type.
        var scored: [Int: [String: Set<String>]] = [:]
    }

    private let state = Mutex(State())
    private let handler: (@Sendable (Mistake) -> Void)?

    /// A guard.
    ///
    /// - Parameter handler: Is called with each mistake as it is found; nil to read ``mistakes`` only.
    public init(onMistake handler: (@Sendable (Mistake) -> Void)? = nil) { self.handler = handler }

    /// The mistakes that were found, in the order in which they were made.
    public var mistakes: [Mistake] { state.withLock { $0.mistakes } }

    /// Sees to it that there was no mistake so far: for tests of a training program.
    ///
    /// - Throws: ``MistakesFound``, with all of them.
    public func requireNone() throws(MistakesFound) {
        let found = mistakes
        if !found.isEmpty { throw MistakesFound(mistakes: found) }
    }

    /// Adds a mistake, unless one of the same kind with the same key is there.
    func report(_ kind: MistakeKind, _ facts: String, _ line: CodeLine, key: String) {
        let mistake = Mistake(kind: kind, facts: facts, line: line)
        let isNew = state.withLock { state in
            guard state.seen.insert("\(kind.rawValue) \(key)").inserted else { return false }
            state.mistakes.append(mistake)
            return true
        }
        if isNew { handler?(mistake) }
    }

    /// A number that no other step or split of this guard has.
    func nextNumber() -> Int {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    func sourceName(_ source: Int) -> String { state.withLock { $0.sources[source] } }

    private func newSource(_ name: String) -> Int32 {
        state.withLock { state in
            state.sources.append(name)
            return Int32(state.sources.count - 1)
        }
    }

    /// Notes that a setting was scored on test rows; returns how many settings of its type, and of all types, were.
    func noteScore(rows: Int, type: String, setting: String) -> (sameType: Int, all: Int) {
        state.withLock { state in
            state.scored[rows, default: [:]][type, default: []].insert(setting)
            let types = state.scored[rows, default: [:]]
            return (types[type]?.count ?? 0, types.values.reduce(0) { $0 + $1.count })
        }
    }

    /// Begins to watch rows.
    ///
    /// - Parameters:
    ///   - features: The rows, n × p.
    ///   - target: The number or class of each row; nil where there is none.
    ///   - names: The names of the columns; numbered ones without it.
    ///   - time: When each row was observed, in any unit; given where the order matters.
    ///   - groups: The group of each row, where rows belong together: customers, patients, pictures.
    ///   - source: The name of the data set, for reports.
    ///   - side: The side on which the rows are, where the data came split.
    public func watch(
        _ features: Matrix<Double>, target: Targets?, names: [String]? = nil, time: Vector<Double>? = nil,
        groups: [String]? = nil, source: String = "data", side: SplitSide = .whole
    ) -> Observations {
        let names = names ?? Observations.numbered(features.columns), count = features.rows
        require(
            names.count == features.columns,
            "MistakeGuard.watch: \(names.count) names for \(features.columns) columns")
        for (what, length) in [("targets", target?.count), ("times", time?.count), ("groups", groups?.count)]
        {
            require(
                length == nil || length == count,
                "MistakeGuard.watch: \(length ?? 0) \(what) for \(count) rows")
        }
        let number = newSource(source)
        return Observations(
            features: features, names: names, target: target, time: time, groups: groups, table: nil,
            origins: (0..<count).map { RowOrigin(source: number, row: $0, partner: nil, making: .original) },
            sides: [SplitSide](repeating: side, count: count), lineage: [], splits: [], guardian: self)
    }

    /// Begins to watch rows with a class each: see ``watch(_:target:names:time:groups:source:side:)``.
    public func watch(
        _ features: Matrix<Double>, _ labels: Labels, names: [String]? = nil, time: Vector<Double>? = nil,
        groups: [String]? = nil, source: String = "data", side: SplitSide = .whole
    ) -> Observations {
        watch(
            features, target: .labels(labels), names: names, time: time, groups: groups, source: source,
            side: side)
    }

    /// Begins to watch rows with a number each: see ``watch(_:target:names:time:groups:source:side:)``.
    public func watch(
        _ features: Matrix<Double>, _ numbers: Vector<Double>, names: [String]? = nil,
        time: Vector<Double>? = nil, groups: [String]? = nil, source: String = "data",
        side: SplitSide = .whole
    ) -> Observations {
        watch(
            features, target: .numbers(numbers), names: names, time: time, groups: groups, source: source,
            side: side)
    }

    /// Begins to watch the rows of a table, for a ``TablePipeline`` or a ``ColumnTransformer``.
    ///
    /// The features are the numbers of its columns, categories as codes.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - target: The column to learn: numbers, where it is numeric with more than `classes` values; classes otherwise.
    ///   - classes: With how many values at most a numeric target counts as classes.
    ///   - time: The column that tells when a row was observed; it stays out of the features.
    ///   - groups: The column that tells which rows belong together; it stays out of the features.
    ///   - source: The name of the data set, for reports.
    ///   - side: The side on which the rows are, where the data came split.
    public func watch(
        _ table: DataFrame, target: String, classes: Int = 2, time: String? = nil, groups: String? = nil,
        source: String = "table", side: SplitSide = .whole
    ) -> Observations {
        let features = table.dropping([target] + [time, groups].compactMap { $0 })
        let names = features.columnNames
        let matrix = ColumnPasses.sideBySide(
            names.map { features.anyNumbers($0) }, rows: table.rowCount)
        var result = watch(
            matrix, target: table.target(target, classes), names: names,
            time: time.map { table.anyNumbers($0).flattened },
            groups: groups.map { name in table[name].cells.map(\.description) }, source: source, side: side)
        result.table = features
        return result
    }
}

extension DataFrame {
    /// A column as numbers: its own, microseconds of timestamps, codes of categories.
    fileprivate func anyNumbers(_ name: String) -> Matrix<Double> {
        let column = self[name]
        if column.type == .timestamp {
            return Vector(column.timestamps.map { $0.map { Double($0.microseconds) } ?? .nan }).asColumn
        }
        if column.doublesIfNumeric != nil { return numbers([name], "MistakeGuard.watch") }
        return codes([name], categories([name], "MistakeGuard.watch"), "MistakeGuard.watch")
    }

    fileprivate func target(_ name: String, _ classes: Int) -> Targets {
        let column = self[name]
        if column.type != .boolean, let numbers = column.doublesIfNumeric, Set(numbers).count > classes {
            return .numbers(numbers)
        }
        return .labels(
            Labels(
                column.cells.map { cell -> Label in
                    switch cell {
                    case .integer(let value): .integer(value)
                    case .boolean(let value): .boolean(value)
                    default: .text(cell.description)
                    }
                }))
    }
}
