import LinearAlgebra
import Randomness

/// Where the clusters of `makeBlobs` lie.
public enum BlobCenters: Sendable, Hashable {
    /// So many, each drawn uniformly from the box.
    case count(Int)
    /// Here, one in each row, [centers, features].
    case at(Matrix<Double>)
}

/// Round clusters of normal draws: a first exercise for clustering and classification. scikit-learn: `make_blobs`.
///
/// Center c is drawn uniformly from a box, or given; each of its samples is c + σZ, Z standard normal in every feature.
/// A total that the centers do not divide gives one sample more to each of the first ones.
///
///     let blobs = makeBlobs(samples: 300, centers: .count(4), seed: 42)
///     print(blobs.features.shape)         // (rows: 300, columns: 2)
///
/// For the same seed the values equal scikit-learn's bit for bit.
///
/// - Parameters:
///   - samples: How many in all, 0 or more.
///   - features: How many dimensions, 1 or more; overruled by the width of given centers.
///   - centers: How many clusters, or where they are.
///   - clusterStandardDeviation: σ ≥ 0 of every cluster.
///   - centerBox: The range of each coordinate of a drawn center.
///   - shuffle: Whether to bring the samples into random order; else they come cluster by cluster.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples, labelled with the number of their center.
///
/// Complexity: O(samples · features).
public func makeBlobs(
    samples: Int = 100, features: Int = 2, centers: BlobCenters = .count(3),
    clusterStandardDeviation: Double = 1, centerBox: ClosedRange<Double> = -10...10, shuffle: Bool = true,
    seed: UInt32
) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeBlobs(
        samples: samples, features: features, centers: centers,
        clusterStandardDeviation: clusterStandardDeviation, centerBox: centerBox, shuffle: shuffle,
        using: &generator)
}

/// `makeBlobs` with the draws of any generator.
public func makeBlobs(
    samples: Int = 100, features: Int = 2, centers: BlobCenters = .count(3),
    clusterStandardDeviation: Double = 1, centerBox: ClosedRange<Double> = -10...10, shuffle: Bool = true,
    using generator: inout some RandomStream
) -> LabelledSamples {
    requireCount(samples, "samples", "makeBlobs")
    let places = placed(centers, features, centerBox, &generator)
    require(places.rows > 0, "makeBlobs: centers must be ≥ 1, not \(places.rows)")
    return blobs(
        around: places, counts: shares(of: samples, among: places.rows),
        deviations: Array(repeating: clusterStandardDeviation, count: places.rows), shuffle, &generator)
}

/// Clusters of different sizes and widths. scikit-learn: `make_blobs` with a list for `n_samples`.
///
/// - Parameters:
///   - samplesPerCenter: How many in each cluster, 0 or more; there are as many clusters as counts.
///   - clusterStandardDeviations: σ ≥ 0 of each cluster.
///   - features: How many dimensions, 1 or more; overruled by the width of given centers.
///   - centers: Where the clusters are; `nil` draws the places from the box.
///   - centerBox: The range of each coordinate of a drawn center.
///   - shuffle: Whether to bring the samples into random order.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples, labelled with the number of their center.
public func makeBlobs(
    samplesPerCenter: [Int], clusterStandardDeviations: [Double], features: Int = 2,
    centers: Matrix<Double>? = nil, centerBox: ClosedRange<Double> = -10...10, shuffle: Bool = true,
    seed: UInt32
) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeBlobs(
        samplesPerCenter: samplesPerCenter, clusterStandardDeviations: clusterStandardDeviations,
        features: features, centers: centers, centerBox: centerBox, shuffle: shuffle, using: &generator)
}

/// Clusters of different sizes and widths, with the draws of any generator.
public func makeBlobs(
    samplesPerCenter: [Int], clusterStandardDeviations: [Double], features: Int = 2,
    centers: Matrix<Double>? = nil, centerBox: ClosedRange<Double> = -10...10, shuffle: Bool = true,
    using generator: inout some RandomStream
) -> LabelledSamples {
    let count = samplesPerCenter.count
    for samples in samplesPerCenter { requireCount(samples, "samplesPerCenter", "makeBlobs") }
    require(
        clusterStandardDeviations.count == count,
        "makeBlobs: \(clusterStandardDeviations.count) standard deviations for \(count) clusters")
    let places = placed(centers.map { .at($0) } ?? .count(count), features, centerBox, &generator)
    require(places.rows == count, "makeBlobs: \(places.rows) centers for \(count) clusters")
    return blobs(
        around: places, counts: samplesPerCenter, deviations: clusterStandardDeviations, shuffle, &generator)
}

private func placed(
    _ centers: BlobCenters, _ features: Int, _ box: ClosedRange<Double>, _ generator: inout some RandomStream
) -> Matrix<Double> {
    switch centers {
    case .at(let places): return places
    case .count(let count):
        requireCount(count, "centers", "makeBlobs")
        requireCount(features, atLeast: 1, "features", "makeBlobs")
        let coordinates = generator.uniform(box.lowerBound, box.upperBound, count: count * features)
        return Matrix(rows: count, columns: features, elements: coordinates)
    }
}

private func blobs(
    around centers: Matrix<Double>, counts: [Int], deviations: [Double], _ shuffle: Bool,
    _ generator: inout some RandomStream
) -> LabelledSamples {
    for deviation in deviations { requireDeviation(deviation, "clusterStandardDeviation", "makeBlobs") }
    var features: [Double] = []
    var labels: [Int] = []
    for (label, count) in counts.enumerated() {
        for _ in 0..<count {
            for feature in 0..<centers.columns {
                features.append(
                    generator.normal(
                        mean: centers[label, feature], standardDeviation: deviations[label]))
            }
            labels.append(label)
        }
    }
    let made = LabelledSamples(
        features: Matrix(rows: labels.count, columns: centers.columns, elements: features), labels: labels)
    return shuffle ? made.shuffled(using: &generator) : made
}

/// A total in equal parts; what does not divide goes one each to the first.
func shares(of total: Int, among parts: Int) -> [Int] {
    (0..<parts).map { total / parts + ($0 < total % parts ? 1 : 0) }
}
