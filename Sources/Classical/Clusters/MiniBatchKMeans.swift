import LinearAlgebra
import Randomness

/// k-means on a few rows at a time: nearly the centres of ``KMeans`` for a fraction of the passes, where rows are many.
///
/// Each step draws a batch, assigns its rows to their nearest centres and moves each centre to the mean of all rows that it was ever given.
/// A centre that is given next to none is put on a row of the batch. It ends when the batches' inertia, averaged over an epoch or so, no
/// longer falls.
///
///     let model = try MiniBatchKMeans(clusters: 10, batchSize: 2048).fit(x)
///
/// scikit-learn: `MiniBatchKMeans`. Source: Sculley, *Web-Scale k-Means Clustering* (2010).
public struct MiniBatchKMeans: Clusterer, Codable, Hashable {
    /// k, how many groups, 1 … n.
    public var clusters: Int
    /// How many rows a step draws, at least 1.
    public var batchSize: Int
    /// How many beginnings are compared, on a sample of the rows; at least 1.
    public var starts: Int
    /// The most passes over as many rows as there are, at least 1.
    public var maximumEpochs: Int
    /// End after as many steps without a better average, at least 1.
    public var patience: Int
    /// Put a centre elsewhere where its share of rows is below this times the largest one's; 0 for never.
    public var reassignmentRatio: Double
    /// The seed of the draws.
    public var seed: UInt64

    /// k-means on batches.
    ///
    /// - Parameters:
    ///   - clusters: How many groups, 1 … n; 8 by default.
    ///   - batchSize: How many rows a step draws, at least 1; 1024 by default.
    ///   - starts: How many beginnings are compared, at least 1; 3 by default.
    ///   - maximumEpochs: The most passes over as many rows as there are, at least 1; 100 by default.
    ///   - patience: End after as many steps without a better average, at least 1; 10 by default.
    ///   - reassignmentRatio: When a centre is put elsewhere, 0 or more; 0.01 by default.
    ///   - seed: The seed of the draws; 0 by default.
    public init(
        clusters: Int = 8, batchSize: Int = 1024, starts: Int = 3, maximumEpochs: Int = 100,
        patience: Int = 10, reassignmentRatio: Double = 0.01, seed: UInt64 = 0
    ) {
        self.clusters = clusters
        self.batchSize = batchSize
        self.starts = starts
        self.maximumEpochs = maximumEpochs
        self.patience = patience
        self.reassignmentRatio = reassignmentRatio
        self.seed = seed
    }

    /// The centres, as k-means on all rows gives them.
    public typealias Model = KMeans.Model

    /// Finds the groups. O(b k p) for each step on b rows, and O(n k p) for the labels.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(
            clusters >= 1 && batchSize >= 1 && starts >= 1 && maximumEpochs >= 1 && patience >= 1
                && reassignmentRatio >= 0,
            "MiniBatchKMeans: \(clusters) clusters, batches of \(batchSize), \(starts) starts, \(maximumEpochs) epochs, "
                + "patience \(patience), ratio \(reassignmentRatio)")
        if x.rows < clusters {
            throw .tooFewRows(x.rows, needed: clusters, why: "there are to be \(clusters) groups")
        }
        let middle = x.mean(over: .rows), shifted = (x - middle).contiguous()
        var descent = BatchDescent(self, shifted)
        let steps = descent.run()
        let run = KMeansRun(KMeansRows(shifted, nil, clusters: clusters), descent.centers)
        run.assignAll()
        run.finish()
        guard run.inertia.isFinite else {
            throw .diverged(iterations: steps, why: "the squared distances overflow")
        }
        run.iterations = steps
        return run.model(middle)
    }
}

/// The steps of a fit on batches.
private struct BatchDescent {
    let options: MiniBatchKMeans
    let x: Matrix<Double>
    var centers: Matrix<Double>
    private var generator: Generator
    /// How many rows each centre was given so far.
    private var counts: [Double]
    private var sinceReassignment = 0
    private let size: Int

    init(_ options: MiniBatchKMeans, _ x: Matrix<Double>) {
        self.options = options
        self.x = x
        size = min(options.batchSize, x.rows)
        counts = [Double](repeating: 0, count: options.clusters)
        var generator = Generator(seed: options.seed)
        let sample = min(x.rows, max(3 * size, 3 * options.clusters))
        let held = x[rows: generator.integers(in: 0..<x.rows, count: sample)]
        var best = Matrix<Double>.zeros(0, 0), least = Double.infinity
        for _ in 0..<options.starts {
            let some = x[rows: generator.choice(x.rows, count: sample, replacing: false)]
            let rows = KMeansRows(some, nil, clusters: options.clusters)
            let run = KMeansRun(
                KMeansRows(held, nil, clusters: options.clusters),
                kMeansPlusPlus(rows, clusters: options.clusters, using: &generator))
            run.assignAll()
            run.finish()
            if best.rows == 0 || run.inertia < least { (best, least) = (run.currentCenters, run.inertia) }
        }
        centers = best
        self.generator = generator
    }

    /// Steps until the averaged inertia no longer falls; returns how many.
    mutating func run() -> Int {
        let most = max(1, options.maximumEpochs * x.rows / size)
        let rate = min(1, 2 * Double(size) / Double(x.rows + 1))
        var average: Double?, least = Double.infinity, worse = 0
        for step in 1...most {
            let inertia = self.step() / Double(size)
            // The first batch shows the beginning, not the descent.
            if step == 1 { continue }
            let next = average.map { $0 * (1 - rate) + inertia * rate } ?? inertia
            average = next
            worse = next < least ? 0 : worse + 1
            least = min(least, next)
            if worse >= options.patience { return step }
        }
        return most
    }

    /// One batch; returns its inertia.
    private mutating func step() -> Double {
        let batch = x[rows: generator.integers(in: 0..<x.rows, count: size)]
        let run = KMeansRun(KMeansRows(batch, nil, clusters: options.clusters), centers)
        run.assignAll()
        run.finish()
        let columns = x.columns
        for row in 0..<size {
            let center = Int(run.labels.base[row])
            counts[center] += 1
            let share = 1 / counts[center], target = centers.start + center * columns
            for column in 0..<columns {
                target[column] += share * (batch.start[row * columns + column] - target[column])
            }
        }
        sinceReassignment += size
        if counts.contains(0) || sinceReassignment >= 10 * options.clusters {
            sinceReassignment = 0
            reassign(batch)
        }
        return run.inertia
    }

    /// Puts centres that were given next to no rows on rows of the batch.
    private mutating func reassign(_ batch: Matrix<Double>) {
        let limit = options.reassignmentRatio * (counts.max() ?? 0)
        if options.reassignmentRatio == 0 { return }
        let poor = counts.indices.filter { counts[$0] < limit }.sorted { counts[$0] < counts[$1] }
            .prefix(size / 2)
        if poor.isEmpty { return }
        let rows = generator.choice(size, count: poor.count, replacing: false)
        for (center, row) in zip(poor, rows) { centers[row: center] = batch[row: row] }
        // Not 0, or the next batch would put them elsewhere again.
        let least = counts.indices.filter { !poor.contains($0) }.map { counts[$0] }.min() ?? 1
        for center in poor { counts[center] = max(1, least) }
    }
}
