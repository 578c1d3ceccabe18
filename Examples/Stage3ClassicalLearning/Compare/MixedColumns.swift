import Cairn

/// Makes columns ready for models that need numbers of like size and no gaps: medians for what is missing, numbers scaled, and a column
/// for each frequent category.
struct MixedColumns: FeatureTransformer {
    /// The columns that hold codes of categories.
    var categories: Set<Int>
    static let acceptsMissingValues = true

    struct Model: FeatureTransform {
        /// For each column its median, mean and deviation, or its codes.
        var columns: [Column]
        var featureCount: Int { columns.count }
        var outputCount: Int { columns.reduce(0) { $0 + $1.width } }

        func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            var result = Matrix<Double>(repeating: 0, rows: x.rows, columns: outputCount), place = 0
            for (index, column) in columns.enumerated() {
                for row in 0..<x.rows { column.write(x[row, index], row, place, &result) }
                place += column.width
            }
            return result
        }
    }

    enum Column: Sendable, Codable {
        case number(median: Double, mean: Double, deviation: Double)
        case codes([Double])

        var width: Int {
            switch self {
            case .number: 1
            case .codes(let codes): codes.count
            }
        }

        func write(_ value: Double, _ row: Int, _ place: Int, _ result: inout Matrix<Double>) {
            switch self {
            case .number(let median, let mean, let deviation):
                result[row, place] = ((value.isNaN ? median : value) - mean) / deviation
            case .codes(let codes):
                // A category that was rare or not there is no column's.
                if let index = codes.firstIndex(of: value) { result[row, place + index] = 1 }
            }
        }
    }

    func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let columns = (0..<x.columns).map { column -> Column in
            let values = Vector(x[column: column].filter { !$0.isNaN })
            if categories.contains(column) {
                var counts: [Double: Int] = [:]
                for value in values { counts[value, default: 0] += 1 }
                let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(30).map(\.key)
                return .codes(frequent.sorted())
            }
            let median = values.isEmpty ? 0 : values.median()
            let filled = Vector(x[column: column].map { $0.isNaN ? median : $0 })
            let deviation = filled.standardDeviation()
            return .number(median: median, mean: filled.mean(), deviation: deviation > 0 ? deviation : 1)
        }
        return Model(columns: columns)
    }
}
