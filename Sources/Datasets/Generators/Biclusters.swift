import LinearAlgebra
import Randomness

/// A matrix with blocks hidden in it: what `makeBiclusters` and `makeCheckerboard` made.
public struct BiclusterSamples: Sendable, Hashable {
    /// The matrix, its rows and columns shuffled.
    public let data: Matrix<Double>
    /// The row cluster of each row, counted from 0.
    public let rowLabels: [Int]
    /// The column cluster of each column, counted from 0.
    public let columnLabels: [Int]
}

/// Constant blocks along the diagonal, and zero elsewhere. scikit-learn: `make_biclusters`.
///
/// Rows and columns fall into as many clusters; where a row and a column are of the same one stands its constant, a uniform
/// draw. With noise, normal draws are added everywhere.
///
/// - Parameters:
///   - rows: How many, 0 or more.
///   - columns: How many, 0 or more.
///   - clusters: How many blocks, 1 or more.
///   - noise: The standard deviation ≥ 0 of the noise.
///   - values: The range of the constants.
///   - shuffle: Whether to bring rows and columns into random order.
///   - seed: The seed, scikit-learn's `random_state`. Given a number, scikit-learn starts its stream afresh for the
///     shuffling, and so does this.
/// - Returns: The matrix, and the cluster of each row and column.
///
/// Complexity: O(rows · columns).
public func makeBiclusters(
    rows: Int, columns: Int, clusters: Int, noise: Double = 0, values: ClosedRange<Double> = 10...100,
    shuffle: Bool = true, seed: UInt32
) -> BiclusterSamples {
    var generator = RandomState(seed: seed), fresh = RandomState(seed: seed)
    let made = makeBiclusters(
        rows: rows, columns: columns, clusters: clusters, noise: noise, values: values, shuffle: false,
        using: &generator)
    return shuffle ? made.shuffled(using: &fresh) : made
}

/// `makeBiclusters` with the draws of any generator, one stream throughout.
public func makeBiclusters(
    rows: Int, columns: Int, clusters: Int, noise: Double = 0, values: ClosedRange<Double> = 10...100,
    shuffle: Bool = true, using generator: inout some RandomStream
) -> BiclusterSamples {
    requireCount(clusters, atLeast: 1, "clusters", "makeBiclusters")
    let constants = generator.uniform(values.lowerBound, values.upperBound, count: clusters)
    return blocks(
        rows, columns, (clusters, clusters), noise, shuffle, "makeBiclusters", &generator,
        constants: { _ in
            Matrix(rows: clusters, columns: clusters) { $0 == $1 ? constants[$0] : 0 }
        })
}

/// A checkerboard of constant blocks. scikit-learn: `make_checkerboard`.
///
/// Every pair of a row cluster and a column cluster has a constant of its own, a uniform draw.
///
/// - Parameters:
///   - rows: How many, 0 or more.
///   - columns: How many, 0 or more.
///   - rowClusters: How many clusters of rows, 1 or more.
///   - columnClusters: How many clusters of columns, 1 or more.
///   - noise: The standard deviation ≥ 0 of the noise.
///   - values: The range of the constants.
///   - shuffle: Whether to bring rows and columns into random order.
///   - seed: The seed, scikit-learn's `random_state`; the shuffling starts the stream afresh, as there.
/// - Returns: The matrix, and the cluster of each row and column.
///
/// Complexity: O(rows · columns).
public func makeCheckerboard(
    rows: Int, columns: Int, rowClusters: Int, columnClusters: Int, noise: Double = 0,
    values: ClosedRange<Double> = 10...100, shuffle: Bool = true, seed: UInt32
) -> BiclusterSamples {
    var generator = RandomState(seed: seed), fresh = RandomState(seed: seed)
    let made = makeCheckerboard(
        rows: rows, columns: columns, rowClusters: rowClusters, columnClusters: columnClusters, noise: noise,
        values: values, shuffle: false, using: &generator)
    return shuffle ? made.shuffled(using: &fresh) : made
}

/// `makeCheckerboard` with the draws of any generator, one stream throughout.
public func makeCheckerboard(
    rows: Int, columns: Int, rowClusters: Int, columnClusters: Int, noise: Double = 0,
    values: ClosedRange<Double> = 10...100, shuffle: Bool = true, using generator: inout some RandomStream
) -> BiclusterSamples {
    requireCount(rowClusters, atLeast: 1, "rowClusters", "makeCheckerboard")
    requireCount(columnClusters, atLeast: 1, "columnClusters", "makeCheckerboard")
    return blocks(
        rows, columns, (rowClusters, columnClusters), noise, shuffle, "makeCheckerboard", &generator,
        constants: { stream in
            let draws = stream.uniform(
                values.lowerBound, values.upperBound, count: rowClusters * columnClusters)
            return Matrix(rows: rowClusters, columns: columnClusters, elements: draws)
        })
}

private func blocks<Stream: RandomStream>(
    _ rows: Int, _ columns: Int, _ clusters: (rows: Int, columns: Int), _ noise: Double, _ shuffle: Bool,
    _ operation: String, _ generator: inout Stream, constants: (inout Stream) -> Matrix<Double>
) -> BiclusterSamples {
    requireCount(rows, "rows", operation)
    requireCount(columns, "columns", operation)
    requireDeviation(noise, "noise", operation)
    func labels(_ count: Int, _ clusters: Int, _ generator: inout Stream) -> [Int] {
        let sizes = generator.multinomial(
            trials: count, probabilities: Array(repeating: 1 / Double(clusters), count: clusters))
        return sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
    let rowLabels = labels(rows, clusters.rows, &generator)
    let columnLabels = labels(columns, clusters.columns, &generator)
    let constants = constants(&generator)
    var data = Matrix(rows: rows, columns: columns) { constants[rowLabels[$0], columnLabels[$1]] }
    if noise > 0 { data += generator.normalMatrix(rows, columns) * noise }
    let made = BiclusterSamples(data: data, rowLabels: rowLabels, columnLabels: columnLabels)
    return shuffle ? made.shuffled(using: &generator) : made
}

extension BiclusterSamples {
    /// Rows and columns in random orders.
    func shuffled(using generator: inout some RandomStream) -> BiclusterSamples {
        let rows = generator.permutation(data.rows), columns = generator.permutation(data.columns)
        return BiclusterSamples(
            data: data[rows: rows][columns: columns], rowLabels: rows.map { rowLabels[$0] },
            columnLabels: columns.map { columnLabels[$0] })
    }
}
