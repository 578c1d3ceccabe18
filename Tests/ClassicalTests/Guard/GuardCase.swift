import Datasets
import LinearAlgebra
import Randomness
import Tables
import Testing

import Classical

/// A program with one mistake in it, or none.
struct GuardCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// The mistake; nil for a program without.
    let mistake: MistakeKind?
    /// What else comes with it by nature.
    let also: Set<MistakeKind>
    let run: @Sendable (MistakeGuard) throws -> Void

    init(
        _ name: String, _ mistake: MistakeKind?, also: Set<MistakeKind> = [],
        _ run: @escaping @Sendable (MistakeGuard) throws -> Void
    ) {
        self.name = name
        self.mistake = mistake
        self.also = also
        self.run = run
    }

    var testDescription: String { name }
}

typealias Neighbors = StandIn.NearestNeighborsClassifier

/// The real data that the cases are about.
extension MistakeGuard {
    func watch(_ data: LabelledDataset, source: String) -> Observations {
        watch(data.features, Labels(data.labels), names: data.featureNames, source: source)
    }
    func wine() -> Observations { watch(loadWine(), source: "wine") }
    func iris() -> Observations { watch(loadIris(), source: "iris") }
    func cancer() -> Observations { watch(loadBreastCancer(), source: "breast cancer") }
    func digits() -> Observations {
        let data = loadDigits()
        return watch(data.features, Labels(data.labels), source: "digits")
    }
    func spam() -> Observations { watch(loadSpam(), source: "spam") }
    func diabetes() -> Observations {
        let data = loadDiabetes()
        return watch(data.raw, data.target, names: data.featureNames, source: "diabetes")
    }
    func churn() -> Observations { watch(loadChurn(), target: "churn", source: "churn") }
    func titanic() -> Observations { watch(loadTitanic(), target: "survived", source: "titanic") }

    /// The weather of each day, told by its temperatures, rain and wind.
    func weather() -> Observations {
        let table = loadSeattleWeather()
        let days: Vector<Double> = Vector(0..<table.rowCount)
        let target = Labels(table["weather"].strings.compactMap { $0 })
        let names = table.columnNames.filter { $0 != "weather" && table[$0].type == .number }
        return watch(
            matrix(table, names), target: .labels(target), names: names, time: days,
            source: "weather")
    }

    /// The passengers of each month, told by those of the twelve months before.
    func passengers(lead: Int = 0) -> Observations {
        let table = loadAirlinePassengers()
        let y = table["passengers"].doubles
        let rows = Array(12..<y.count - 1)
        let x = Matrix(rows: rows.count, columns: 12) { row, column in
            column == 0 && lead > 0 ? y[rows[row] + lead] : y[rows[row] - column - 1]
        }
        return watch(
            x, target: .numbers(y[at: rows]), names: (0..<12).map { "lag\($0 + 1)" },
            time: Vector(rows.map(Double.init)), source: "passengers")
    }

    private func matrix(_ table: DataFrame, _ names: [String]) -> Matrix<Double> {
        stack(names.map { table[$0].doubles }, as: .columns)
    }
}

/// Numbers around 0.
func noise(_ count: Int, seed: UInt64) -> Vector<Double> {
    var generator = Generator(seed: seed)
    return Vector(generator.standardNormal(count: count))
}

extension Observations {
    /// These rows with some values missing at random.
    func withHoles(_ column: Int, every: Int) -> Observations {
        let values = features[column: column]
        var holes = Array(values)
        for row in stride(from: 0, to: count, by: every) { holes[row] = .nan }
        return with(names[column], Vector(holes))
    }
}
