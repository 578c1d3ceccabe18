import LinearAlgebra
import Randomness

extension Textbook {
    /// k-means in twenty lines: each row to its nearest centre, each centre to the mean of its rows, until no row changes.
    ///
    /// The version to run is ``KMeans``. Source: Lloyd, *Least Squares Quantization in PCM* (1982).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - centers: Where to begin, k × p; a centre that loses all its rows stays where it is.
    /// - Returns: The centres, and the number of the nearest one for each row.
    public static func kMeans(_ x: Matrix<Double>, centers: Matrix<Double>) -> (
        centers: Matrix<Double>, labels: [Int]
    ) {
        require(
            x.columns == centers.columns && centers.rows > 0,
            "kMeans: rows of \(x.columns) columns, \(centers.rows) centres of \(centers.columns)")
        var centers = centers, labels = [Int](repeating: -1, count: x.rows)
        while true {
            let old = labels
            for row in 0..<x.rows {
                let differences = centers - x[row: row]
                labels[row] = differences.sumOfSquares(over: .columns).argmin()
            }
            if labels == old { return (centers, labels) }
            for center in 0..<centers.rows {
                let own = (0..<x.rows).filter { labels[$0] == center }
                if !own.isEmpty { centers[row: center] = x[rows: own].mean(over: .rows) }
            }
        }
    }
}
