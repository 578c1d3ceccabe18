import Foundation
import LinearAlgebra
import Testing

import Classical

/// Times of the three bench cases; runs only where `CAIRN_TIMING` is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil), .serialized)
struct ClusterTimings {
    private func time(_ name: String, _ runs: Int, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<runs {
            let start = ContinuousClock.now
            try body()
            best = min(best, (ContinuousClock.now - start) / .milliseconds(1))
        }
        print("TIMING \(name) \(best) ms")
    }

    @Test func benchCases() throws {
        let x = ClusterData.heaps(20_000, 16, count: 10), y = ClusterData.heaps(3000, 16, count: 10)
        try time("kmeans", 5) { _ = try KMeans(clusters: 10, starts: 10).fit(x) }
        try time("dbscan", 3) { _ = try DBSCAN(radius: 4, minimumNeighbors: 10).fit(x) }
        try time("ward", 5) { _ = try AgglomerativeClustering(clusters: 10).fit(y) }
    }

    @Test func growth() throws {
        guard ProcessInfo.processInfo.environment["CAIRN_TIMING"] == "growth" else { return }
        for rows in [100_000, 1_000_000] {
            let x = ClusterData.heaps(rows, 16, count: 10)
            try time("kmeans \(rows)", 1) { _ = try KMeans(clusters: 10, starts: 1).fit(x) }
            try time("dbscan \(rows)", 1) { _ = try DBSCAN(radius: 4, minimumNeighbors: 10).fit(x) }
        }
    }
}
