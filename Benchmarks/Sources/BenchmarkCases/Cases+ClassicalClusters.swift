import Classical
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_clusters.py`.
    ///
    /// Ten heaps of unit deviation, 16 columns: k-means with k = 10, 10 starts by k-means++, Lloyd, tolerance 1e-4, 300 turns at most; DBSCAN with
    /// radius 4 and 10 neighbours; Ward's linkage cut at 10 groups. The same on both sides.
    static let classicalClusters: [Case] = [
        Case("kmeans", group: "classical", work: .items(20_000), rival: .sklearn, isQuick: true) {
            let x = ClassicalInputs.heaps(20_000, 16, count: 10)
            return Trial(check: { (model: KMeans.Model?) in
                guard let model else { return "the fit failed" }
                // 16 variances of 1 for each row, when every heap is found.
                let share = model.inertia / Double(16 * x.rows)
                return model.clusterCount == 10 && share < 1.01
                    ? nil : "the inertia is \(share) of what it should be"
            }) { try? KMeans(clusters: 10, starts: 10).fit(x) }
        },
        Case("dbscan", group: "classical", work: .items(20_000), rival: .sklearn) {
            let x = ClassicalInputs.heaps(20_000, 16, count: 10)
            return Trial(check: { (model: DBSCAN.Model?) in
                guard let model else { return "the fit failed" }
                // scikit-learn's answer: 10 groups, 18 367 core rows, 179 rows of noise.
                let noise = model.labels.count { $0 < 0 }
                return model.clusterCount == 10 && noise == 179 && model.coreRows.count == 18_367
                    ? nil : "\(model.clusterCount) groups, \(model.coreRows.count) core rows, \(noise) noise"
            }) { try? DBSCAN(radius: 4, minimumNeighbors: 10).fit(x) }
        },
        Case("ward", group: "classical", work: .items(3000), rival: .sklearn, isQuick: true) {
            let x = ClassicalInputs.heaps(3000, 16, count: 10)
            return Trial(check: { (model: AgglomerativeClustering.Model?) in
                guard let model else { return "the fit failed" }
                return model.labels == (0..<3000).map { $0 % 10 }
                    ? nil : "the groups are not the heaps"
            }) { try? AgglomerativeClustering(linkage: .ward, clusters: 10).fit(x) }
        },
    ]
}
