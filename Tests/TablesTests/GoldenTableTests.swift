import LinearAlgebra
import Randomness
import Tables
import TestSupport
import Testing

/// The operations against pandas, case by case: `Tests/Golden/tables/frames.py`.
@Suite struct GoldenTableTests {
    struct GoldenColumn: Decodable {
        var name: String
        var type: String
        var values: [GoldenValue]

        var column: Column {
            let numbers = values.map { value -> Double? in
                if case .number(let number) = value { number } else { nil }
            }
            switch type {
            case "integer": return Column(numbers.map { $0.map { Int($0) } })
            case "number": return Column(numbers)
            case "boolean": return Column(numbers.map { $0.map { $0 == 1 } })
            case "timestamp":
                return Column(numbers.map { $0.map { Timestamp(microseconds: Int64($0)) } })
            default:
                return Column(
                    values.map { value -> String? in if case .text(let text) = value { text } else { nil } })
            }
        }
    }

    enum GoldenValue: Decodable {
        case missing
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .missing
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    struct Tables: Decodable {
        var inputs: [String: [GoldenColumn]]
        var cases: [String: [GoldenColumn]]

        func input(_ name: String) -> DataFrame {
            DataFrame((inputs[name] ?? []).map { ($0.name, $0.column) })
        }
    }

    static let golden = try? Golden.load("tables/frames", as: Tables.self)

    @Test func theGoldenValuesAreThere() {
        #expect(GoldenTableTests.golden?.cases.count ?? 0 > 80)
        let tested = Set(GoldenTableTests.allCases.keys)
        #expect(tested == Set((GoldenTableTests.golden?.cases ?? [:]).keys))
    }

    @Test(arguments: GoldenTableTests.allCases.keys.sorted()) func agreesWithPandas(name: String) throws {
        let golden = try #require(GoldenTableTests.golden)
        let expected = try #require(golden.cases[name]),
            operation = try #require(GoldenTableTests.allCases[name])
        let inputs = Inputs(
            main: golden.input("main"), other: golden.input("other"), times: golden.input("times"),
            walk: golden.input("walk"))
        let result = try operation.run(inputs)
        var differing = result.columnCount == expected.count ? 0 : 1_000_000
        for (column, wanted) in zip(result.columns, expected) {
            let differences = GoldenTableTests.differences(column, wanted.column)
            #expect(differences == 0, "\(name), column \(wanted.name)")
            differing += differences
        }
        let names = result.columnNames == expected.map(\.name)
        #expect(names || operation.ignoresNames, "\(result.columnNames) and \(expected.map(\.name))")
        #expect(
            Parity.holds(
                "Tables", operation.algorithm, against: "pandas 3.1.1", on: name,
                measure: "values that differ by over \(operation.tolerance) relative", tolerance: 0,
                error: Double(differing)), "\(name): \(result)")
    }

    private static func differences(_ left: Column, _ right: Column) -> Int {
        guard left.count == right.count else { return max(left.count, right.count) }
        return (0..<left.count).count { row in
            let a = left[row], b = right[row]
            if a.isMissing || b.isMissing { return a.isMissing != b.isMissing }
            if let x = a.double, let y = b.double { return !(abs(x - y) <= 1e-12 * max(1, abs(y))) && x != y }
            return a != b
        }
    }
}

/// The tables that the cases work on.
struct Inputs {
    let main: DataFrame
    let other: DataFrame
    let times: DataFrame
    let walk: DataFrame
}

/// One case: the public name of what it shows, and how to run it.
struct GoldenCase: Sendable {
    var algorithm: String
    var ignoresNames = false
    var tolerance = 1e-12
    var run: @Sendable (Inputs) throws -> DataFrame

    init(_ algorithm: String, named: Bool = true, _ run: @escaping @Sendable (Inputs) throws -> DataFrame) {
        self.algorithm = algorithm
        ignoresNames = !named
        self.run = run
    }
}
