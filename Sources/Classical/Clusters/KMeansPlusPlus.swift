import CKernels
import Foundation
import LinearAlgebra
import Randomness

/// The centres at which k-means begins, k × p: rows drawn in proportion to their squared distance from those drawn before.
///
/// Each time 2 + log k candidates are drawn, and the one is taken that leaves the least sum of squared distances. O(n k p log k).
/// Source: Arthur and Vassilvitskii (2007), and its technical report for the candidates.
func kMeansPlusPlus(_ rows: KMeansRows, clusters: Int, using generator: inout Generator) -> Matrix<Double> {
    let seeding = Seeding(rows, candidates: 2 + Int(log(Double(clusters))))
    var chosen = [seeding.first(using: &generator)]
    seeding.consider([chosen[0]])
    seeding.take(0)
    while chosen.count < clusters {
        let candidates = (0..<seeding.candidates).map { _ in seeding.draw(generator.random()) }
        let best = seeding.consider(candidates)
        seeding.take(best)
        chosen.append(candidates[best])
    }
    return rows.x[rows: chosen]
}

/// The squared distance of each row to the nearest centre so far, and what candidates would make of it.
private struct Seeding {
    let rows: KMeansRows
    let candidates: Int
    private let width: Int
    private let nearest: Buffer<Double>
    private let proposed: Buffer<Double>
    /// The weighted squared distances, summed over runs of rows: a draw looks into one run only.
    private let runSums: Buffer<Double>
    private let runLength = 256
    private var runs: Int { (rows.count + runLength - 1) / runLength }

    init(_ rows: KMeansRows, candidates: Int) {
        self.rows = rows
        self.candidates = candidates
        width = (candidates + 7) / 8 * 8
        nearest = Buffer(repeating: .infinity, count: rows.count)
        proposed = Buffer(uninitialized: rows.count * width)
        runSums = Buffer(repeating: 0, count: (rows.count + 255) / 256)
    }

    /// A row, drawn in proportion to the weights.
    func first(using generator: inout Generator) -> Int {
        guard let weights = rows.weights else { return generator.integer(in: 0..<rows.count) }
        var left = generator.random() * weights.sum()
        for row in 0..<rows.count {
            left -= weights[row]
            if left < 0 { return row }
        }
        return (0..<rows.count).last { weights[$0] > 0 } ?? 0
    }

    /// The distances if each of the candidates were a centre; returns the one with the least sum.
    @discardableResult
    func consider(_ chosen: [Int]) -> Int {
        let columns = rows.columns
        // A copy that lives on: its address alone would not keep it.
        let centers = rows.x[rows: chosen].contiguous()
        let table = withExtendedLifetime(centers) {
            CenterTable(centers.start, count: chosen.count, columns: columns, width: width)
        }
        let sums = Buffer<Double>(repeating: 0, count: rows.parts * width)
        rows.each { part, first, length in
            cairn_potentials_f64(
                rows.row(first), length, columns, table.values.base, width, nearest.base + first,
                rows.weight(from: first), proposed.base + first * width, sums.base + part * width)
        }
        var best = 0, least = Double.infinity
        for candidate in 0..<chosen.count {
            var sum = 0.0
            for part in 0..<rows.parts { sum += sums.base[part * width + candidate] }
            if sum < least { (best, least) = (candidate, sum) }
        }
        return best
    }

    /// Makes a candidate a centre.
    func take(_ candidate: Int) {
        let weights = rows.weights?.start
        inParallel(runs, grain: 32) { firstRun, count in
            for run in firstRun..<firstRun + count {
                var sum = 0.0
                for row in run * runLength..<min((run + 1) * runLength, rows.count) {
                    let square = proposed.base[row * width + candidate]
                    nearest.base[row] = square
                    sum += weights.map { $0[row] * square } ?? square
                }
                runSums.base[run] = sum
            }
        }
    }

    /// The row at which the running sum of the weighted squared distances passes a share of the whole.
    func draw(_ share: Double) -> Int {
        var whole = 0.0
        for run in 0..<runs { whole += runSums.base[run] }
        var left = share * whole, run = 0
        while run < runs - 1, left >= runSums.base[run] {
            left -= runSums.base[run]
            run += 1
        }
        let end = min((run + 1) * runLength, rows.count), weights = rows.weights?.start
        for row in run * runLength..<end {
            left -= (weights?[row] ?? 1) * nearest.base[row]
            if left < 0 { return row }
        }
        return end - 1
    }
}
