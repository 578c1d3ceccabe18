import LinearAlgebra

import Classical

/// Estimators that are small enough to be read at a glance, with the names of those that the guard knows to compare columns. The guard looks
/// at what they are given, not at how well they predict.
enum StandIn {
    /// The vote of the nearest rows.
    struct NearestNeighborsClassifier: Classifier {
        var neighbors = 1

        struct Model: ClassificationModel {
            let rows: Matrix<Double>, labels: Labels, neighbors: Int
            var featureCount: Int { rows.columns }
            var classes: [Label] { labels.classes }
            func scores(_ x: Matrix<Double>) -> Matrix<Double> {
                var votes = [Double](repeating: 0, count: x.rows * classes.count)
                for row in 0..<x.rows {
                    for near in nearest(rows, x[row: row], neighbors) {
                        votes[row * classes.count + labels.codes[near]] += 1
                    }
                }
                return Matrix(rows: x.rows, columns: classes.count, elements: votes)
            }
        }

        func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
            try Checks.features(x)
            return Model(rows: x, labels: try Checks.labels(y, rows: x.rows), neighbors: neighbors)
        }
    }

    /// The class of the nearest row, under the name of another estimator.
    struct SupportVectorClassifier: Classifier {
        func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> NearestNeighborsClassifier.Model {
            try NearestNeighborsClassifier().fit(x, y)
        }
    }

    /// The mean of the nearest rows.
    struct NeighborMean: Regressor {
        var neighbors = 5

        struct Model: RegressionModel {
            let rows: Matrix<Double>, y: Vector<Double>, neighbors: Int
            var featureCount: Int { rows.columns }
            func predict(_ x: Matrix<Double>) -> Vector<Double> {
                Vector(count: x.rows) { y[at: nearest(rows, x[row: $0], neighbors)].mean() }
            }
        }

        func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
            try Checks.features(x)
            try Checks.target(y, rows: x.rows)
            return Model(rows: x, y: y, neighbors: neighbors)
        }
    }

    /// Two groups: above and below the mean of the first column.
    struct KMeans: Clusterer {
        struct Model: ClusterModel {
            let featureCount: Int, labels: [Int]
            var clusterCount: Int { 2 }
        }

        func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
            let mean = x[column: 0].mean()
            return Model(featureCount: x.columns, labels: Array(x[column: 0]).map { $0 > mean ? 1 : 0 })
        }
    }

    /// The rows nearest to a point, of at most 500.
    static func nearest(_ rows: Matrix<Double>, _ point: Vector<Double>, _ count: Int) -> [Int] {
        let step = max(1, rows.rows / 500)
        let places = Array(stride(from: 0, to: rows.rows, by: step))
        let distances = places.map { (rows[row: $0] - point).sumOfSquares() }
        return places.indices.sorted { distances[$0] < distances[$1] }.prefix(count).map { places[$0] }
    }
}
