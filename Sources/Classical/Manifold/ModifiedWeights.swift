import LinearAlgebra

/// The weights of modified locally linear embedding: for each row all combinations of neighbours that rebuild it nearly as well as the best.
enum ModifiedWeights {
    /// One neighbourhood: the eigenvectors of its products, falling, and the best weights.
    private struct Place {
        let vectors: Matrix<Double>  // [k, k], columns
        let values: Vector<Double>  // [k], falling
        let weights: Vector<Double>  // [k]
    }

    /// `Σ (selection - Wᵢ)(selection - Wᵢ)ᵀ` over the rows, n × n.
    static func matrix(_ x: Matrix<Double>, _ nearest: Neighborhoods, _ dimensions: Int, _ ridge: Double)
        throws(FitError) -> Matrix<Double>
    {
        var places: [Place] = []
        for row in 0..<x.rows { places.append(try place(x, nearest, row, ridge)) }
        // The share of what lies beyond the wanted dimensions; the median decides what is flat.
        let shares = places.map { place -> Double in
            let kept = place.values[0..<dimensions].sum(), rest = place.values[dimensions...].sum()
            return kept > 0 ? rest / kept : .infinity
        }
        let sorted = shares.sorted(), limit = (sorted[(x.rows - 1) / 2] + sorted[x.rows / 2]) / 2
        var result = Matrix<Double>.zeros(x.rows, x.rows)
        result.makeUnique()
        for row in 0..<x.rows {
            let flat = flatDirections(places[row].values, limit)
            add(places[row], flat, nearest[row].map(Int.init), row, &result)
        }
        return result
    }

    private static func place(_ x: Matrix<Double>, _ nearest: Neighborhoods, _ row: Int, _ ridge: Double)
        throws(FitError) -> Place
    {
        let offsets = x[rows: nearest[row].map(Int.init)] - x[row: row]  // [k, p]
        let (values, rows) = try Factorization.fallingEigen(matmul(offsets, offsets.transposed))
        let positive = values.maximum(0), sums = rows.sum(over: .columns), trace = positive.sum()
        let added = trace > 0 ? ridge * trace : ridge
        let weights = matmul(sums / (positive + added), rows)
        return Place(
            vectors: rows.transposed.contiguous(), values: positive, weights: weights / weights.sum())
    }

    /// How many of the last directions hold less than `limit` of what the others hold.
    private static func flatDirections(_ values: Vector<Double>, _ limit: Double) -> Int {
        let k = values.count
        var tail = 0.0, count = 0
        let total = values.sum()
        for flat in 1..<max(2, k) {
            tail += values[k - flat]
            if tail < limit * (total - tail) { count = flat } else { break }
        }
        return max(1, count)
    }

    private static func add(
        _ place: Place, _ flat: Int, _ neighbors: [Int], _ row: Int, _ result: inout Matrix<Double>
    ) {
        let k = neighbors.count, n = result.rows, flat = min(flat, k)
        let vectors = place.vectors[0..., (k - flat)...]  // [k, s]
        let sums = vectors.sum(over: .rows), alpha = sums.norm() / Double(flat).squareRoot()
        // A reflection that takes the sums of the columns to equal numbers α.
        var normal = Vector<Double>(repeating: alpha, count: flat) - sums
        let length = normal.norm()
        normal = length < 1e-12 ? normal * 0 : normal / length
        let turned = vectors - outer(matmul(vectors, normal), normal) * 2
        let weights = turned + (place.weights * (1 - alpha)).asColumn  // [k, s]
        let products = matmul(weights, weights.transposed), totals = weights.sum(over: .columns)
        for a in 0..<k {
            for b in 0..<k { result.start[neighbors[a] * n + neighbors[b]] += products[a, b] }
            result.start[neighbors[a] * n + row] -= totals[a]
            result.start[row * n + neighbors[a]] -= totals[a]
        }
        result.start[row * n + row] += Double(flat)
    }
}
