import LinearAlgebra
import Tables

/// The side of a split on which a row is.
public enum SplitSide: UInt8, Sendable, Codable {
    /// Not split.
    case whole
    /// To learn from.
    case training
    /// To choose by: held out of a fold, or for stopping early.
    case validation
    /// To test what was chosen, once.
    case test
}

/// Where a row comes from.
public struct RowOrigin: Sendable, Hashable {
    /// How a row came to be.
    public enum Making: UInt8, Sendable, Hashable {
        /// It was there.
        case original
        /// It is a copy of the row.
        case copied
        /// It was made up from the row and its partner.
        case synthetic
    }

    /// The number of the data set within its guard.
    let source: Int32
    /// The row of that data set, counted from 0.
    public let row: Int
    /// The second row that a synthetic one was made from.
    public let partner: Int?
    /// How the row came to be.
    public let making: Making

    /// Data set and row as one number.
    var key: Int { Int(source) << 40 | row }
    /// The same of the partner.
    var partnerKey: Int? { partner.map { Int(source) << 40 | $0 } }
}

/// Rows that know where they come from: the data set, the row, and the side of the split.
///
///     let guardian = MistakeGuard()
///     let data = guardian.watch(x, y, source: "wine")
///     let (training, test) = data.split(testShare: 0.25, seed: 1)
///     let model = try StandardScaler().then(BaselineClassifier()).fit(training)
///     let accuracy = model.accuracy(test), mistakes = guardian.mistakes
///
/// A value type. Everything that is made of it, parts, changed rows, fitted models, reports to the same ``MistakeGuard``.
public struct Observations: Sendable {
    /// The rows.
    public internal(set) var features: Matrix<Double>
    /// The names of the columns.
    public internal(set) var names: [String]
    /// The number or class of each row.
    public internal(set) var target: Targets?
    /// When each row was observed, in any unit.
    public internal(set) var time: Vector<Double>?
    /// The group of each row: rows of one customer, patient or picture belong together.
    public internal(set) var groups: [String]?
    /// The table that the rows are of, where there is one.
    public internal(set) var table: DataFrame?
    /// Where each row comes from.
    public internal(set) var origins: [RowOrigin]
    /// The side on which each row is.
    public internal(set) var sides: [SplitSide]
    /// What was fitted and has changed the rows since.
    package internal(set) var lineage: [LearnedStep]
    /// Numbers of the splits that the rows went through.
    var splits: [Int]
    /// Who is told of mistakes.
    public let guardian: MistakeGuard

    /// How many rows there are.
    public var count: Int { features.rows }
    /// The numbers to learn. Requires that the target is numbers.
    public var numbers: Vector<Double> {
        let numbers = target?.numbers
        require(
            numbers != nil, "Observations.numbers: the target is \(target == nil ? "missing" : "classes")")
        return numbers ?? Vector(repeating: .nan, count: count)
    }
    /// The classes to learn. Requires that the target is classes.
    public var labels: Labels {
        let labels = target?.labels
        require(labels != nil, "Observations.labels: the target is \(target == nil ? "missing" : "numbers")")
        return labels ?? Labels(trusted: [], [])
    }
    /// The name of the data set that a row comes from.
    ///
    /// - Parameter row: The row of these observations, counted from 0.
    public func source(of row: Int) -> String { guardian.sourceName(Int(origins[row].source)) }

    /// Some of the rows, in their order, on the sides on which they are. O(rows of the result · columns).
    ///
    /// - Parameter rows: Rows of these observations, counted from 0.
    public subscript(rows rows: [Int]) -> Observations {
        var part = self
        part.features = features[rows: rows]
        part.target = target?[rows]
        part.time = time?[at: rows]
        part.groups = groups.map { groups in rows.map { groups[$0] } }
        part.table = table?.take(rows)
        part.origins = rows.map { origins[$0] }
        part.sides = rows.map { sides[$0] }
        return part
    }

    /// Some of the columns, in their order.
    ///
    /// - Parameter names: Names of columns.
    public func selecting(_ names: [String]) -> Observations {
        var part = self
        part.features = features[columns: names.map { place(of: $0, "selecting") }]
        part.names = names
        return part
    }

    /// All columns but some.
    ///
    /// - Parameter names: Names of columns.
    public func dropping(_ names: [String]) -> Observations {
        let dropped = Set(names.map { place(of: $0, "dropping") })
        return selecting(self.names.indices.filter { !dropped.contains($0) }.map { self.names[$0] })
    }

    /// The rows with one more column, or a column replaced: a feature of one's own.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - values: A number for each row.
    public func with(_ name: String, _ values: Vector<Double>) -> Observations {
        require(values.count == count, "Observations.with: \(values.count) values for \(count) rows")
        var result = self
        if let place = names.firstIndex(of: name) {
            result.features[column: place] = values
        } else {
            result.features = ColumnPasses.sideBySide([features, values.asColumn], rows: count)
            result.names.append(name)
        }
        return result
    }

    /// The same rows with other features, made by the program itself. What the guard can see of how they were made is their numbers.
    ///
    /// - Parameters:
    ///   - features: As many rows.
    ///   - names: The names of the columns; nil for the old ones, or numbered ones where there are not as many.
    public func replacingFeatures(_ features: Matrix<Double>, names: [String]? = nil) -> Observations {
        require(
            features.rows == count, "Observations.replacingFeatures: \(features.rows) rows for \(count)")
        var result = self
        result.features = features
        result.names =
            names
            ?? (features.columns == self.names.count ? self.names : Observations.numbered(features.columns))
        require(
            result.names.count == features.columns,
            "Observations.replacingFeatures: \(result.names.count) names for \(features.columns) columns")
        return result
    }

    /// These rows, and then others with the same columns.
    ///
    /// - Parameter other: Rows that report to the same guard.
    public func appending(_ other: Observations) -> Observations {
        require(
            names.count == other.names.count && guardian === other.guardian,
            "Observations.appending: \(names.count) and \(other.names.count) columns, or another guard")
        var result = self
        result.features = concatenate([features, other.features], along: .rows)
        result.target = Observations.joined(target, other.target)
        result.time = time.flatMap { time in other.time.map { concatenate([time, $0]) } }
        result.groups = groups.flatMap { groups in other.groups.map { groups + $0 } }
        result.table = nil
        result.origins = origins + other.origins
        result.sides = sides + other.sides
        result.lineage = lineage.filter { step in other.lineage.contains { $0.id == step.id } }
        result.splits = Set(splits).intersection(other.splits).sorted()
        return result
    }

    private static func joined(_ left: Targets?, _ right: Targets?) -> Targets? {
        switch (left, right) {
        case (.numbers(let a), .numbers(let b)): .numbers(concatenate([a, b]))
        case (.labels(let a), .labels(let b)): .labels(Labels(Array(a) + Array(b)))
        default: nil
        }
    }

    /// The rows without those that equal an earlier one in all columns and in the target.
    public func withoutDuplicates() -> Observations {
        var seen: Set<[UInt64]> = []
        let target = target?.columns ?? []
        return self[
            rows: (0..<count).filter { row in
                let values = features[row: row].map { ($0 + 0).bitPattern }
                return seen.insert(values + target.map { ($0[row] + 0).bitPattern }).inserted
            }]
    }

    private func place(of name: String, _ operation: String) -> Int {
        let place = names.firstIndex(of: name)
        require(place != nil, "Observations.\(operation): no column \"\(name)\" among \(names)")
        return place ?? 0
    }

    static func numbered(_ count: Int) -> [String] { (0..<count).map { "x\($0)" } }
}

/// Something that was fitted: what, where, and on which rows.
package struct LearnedStep: Sendable {
    /// Its number within the guard.
    let id: Int
    /// The name of its type, of a pipeline those of its parts.
    let name: String
    /// Whether it looked at the target.
    let usesTarget: Bool
    /// Whether it encodes by the target.
    var encodesTarget: Bool { name.contains("TargetEncoder") }
    /// The rows that it learned from.
    let rows: Set<Int>
    /// Whether some of them were on the test side already, which was reported then.
    let sawTestSide: Bool
    /// Where it was fitted.
    let line: CodeLine
}
