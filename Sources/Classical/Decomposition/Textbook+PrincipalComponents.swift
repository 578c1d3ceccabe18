import LinearAlgebra
import Randomness

extension Textbook {
    /// Principal components by power iteration: multiply a direction by the covariance until it stays, take its part out of the rows, begin again.
    ///
    /// `v ← Xᵀ(Xv) / ‖Xᵀ(Xv)‖` turns any v towards the eigenvector of XᵀX with the largest eigenvalue, the faster the larger the gap to the next.
    /// The version to run is ``PCA``.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p, n ≥ 2.
    ///   - count: How many components, 1 to p.
    ///   - iterations: How many times each direction is multiplied.
    /// - Returns: The components, count × p, and the variance along each.
    public static func principalComponents(_ x: Matrix<Double>, count: Int, iterations: Int = 1000)
        -> (components: Matrix<Double>, variances: Vector<Double>)
    {
        require(
            x.rows >= 2 && (1...x.columns).contains(count),
            "principalComponents: \(count) of \(x.rows) × \(x.columns)")
        var rest = x - x.mean(over: .rows)  // [n, p]
        var components = Matrix<Double>.zeros(count, x.columns), variances = Vector<Double>.zeros(count)
        for component in 0..<count {
            var direction = Vector<Double>(count: x.columns) { 1 + Double($0) / 7 }  // [p]
            for _ in 0..<iterations {
                let next = matmul(matmul(rest, direction), rest)
                let length = next.norm()
                if length == 0 { break }
                direction = next / length
            }
            direction = direction / direction.norm()
            if direction[direction.abs().argmax()] < 0 { direction = -direction }
            let places = matmul(rest, direction)  // [n]
            components[row: component] = direction
            variances[component] = places.sumOfSquares() / Double(x.rows - 1)
            rest -= outer(places, direction)
        }
        return (components, variances)
    }
}
