import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct DensityAndEllipseOutlierTests {
    struct Reference: Decodable {
        struct Entry: Decodable {
            var lof: [Double]
            var lofOutliers: [Int]
            var novelty: [Double]
            var logDeterminants: [Double]
            var location: [Double]
            var trace: Double
            var logDeterminant: Double
            var distances: [Double]
            var offset: Double
            var support: Int
        }
        var sets: [String: Entry]
    }

    @Test func conforms() throws {
        try Conformance.outlierDetector(LocalOutlierFactor(), except: .oneRow)
        try Conformance.outlierDetector(EllipticEnvelope(), except: .oneRow)
    }

    @Test(arguments: ClusterData.names)
    func localOutlierFactorsAreTheReferenceOnes(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/outliers", as: Reference.self).sets[name])
        let x = ClusterData.load(name)
        let model = try LocalOutlierFactor(neighbors: 20, contamination: .share(0.1)).fit(x)
        let novelty = try LocalOutlierFactor(neighbors: 20).fit(x[0..<100, 0...])
        let error = max(
            ClusterData.error(Array(model.fittedScores.prefix(entry.lof.count)), entry.lof),
            ClusterData.error(Array(novelty.anomalyScores(x[100..<150, 0...])), entry.novelty))
        // Where many distances are equal, which of them is the twentieth neighbour is a matter of order.
        let hasTies = name == "iris" || name == "digits"
        #expect(
            Parity.holds(
                "Classical", "LocalOutlierFactor", against: "scikit-learn 1.9.1 LocalOutlierFactor", on: name,
                tolerance: hasTies ? 0.02 : 1e-8, error: error))
        if !hasTies { #expect(model.outliers == entry.lofOutliers) }
    }

    @Test(arguments: ClusterData.names)
    func theRobustEllipseIsTheReferenceOne(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/outliers", as: Reference.self).sets[name])
        let x = OutlierData.ellipse(name)
        let model = try EllipticEnvelope().fit(x)
        #expect(
            Parity.holds(
                "Classical", "EllipticEnvelope", against: "scikit-learn 1.9.1 EllipticEnvelope",
                on: "\(name), 10 seeds",
                measure: "log determinant above the reference's worst", tolerance: 0.05,
                error: max(0, model.rawLogDeterminant - entry.logDeterminants[1])))
        // Where both found the same rows, all that follows is the same.
        guard abs(model.rawLogDeterminant - entry.logDeterminants[0]) < 1e-9 else { return }
        let distances = Array(model.anomalyScores(x[0..<50, 0...]))
        let error = max(
            ClusterData.error(Array(model.location), entry.location),
            ClusterData.error(distances, entry.distances),
            abs(model.covariance.diagonal().sum() / entry.trace - 1), abs(model.threshold / entry.offset - 1))
        #expect(
            Parity.holds(
                "Classical", "EllipticEnvelope", against: "scikit-learn 1.9.1 EllipticEnvelope", on: name,
                tolerance: 1e-8, error: error))
        #expect(model.support.count == entry.support)
    }

    @Test func outliersDoNotMoveTheEllipse() throws {
        let normal = ClusterData.normal(400, 3, seed: 6)
        let x = Matrix(rows: 400, columns: 3) { $0 < 120 ? normal[$0, $1] * 0.1 + 30 : normal[$0, $1] }
        let model = try EllipticEnvelope(contamination: .share(0.3)).fit(x)
        #expect(model.location.abs().max() < 0.3)
        #expect((model.covariance - .identity(3)).abs().max() < 0.35)
        #expect(model.isOutlier(x)[..<120].allSatisfy { $0 })
        let plain = x.mean(over: .rows)
        #expect(plain.min() > 8)
    }

    @Test func aGroupsDensityDoesNotMatterToLocalFactors() throws {
        let dense = ClusterData.normal(100, 2, seed: 7) * 0.01,
            thin = ClusterData.normal(100, 2, seed: 8) * 3 + 40
        let x = Matrix(rows: 201, columns: 2) {
            $0 < 100 ? dense[$0, $1] : $0 < 200 ? thin[$0 - 100, $1] : 0.3
        }
        let model = try LocalOutlierFactor(neighbors: 15).fit(x)
        #expect(model.fittedScores.indices.max { model.fittedScores[$0] < model.fittedScores[$1] } == 200)
        // Equal rows are infinitely dense: the factors stay finite.
        let equal = Matrix(rows: 201, columns: 2) { $0 < 50 ? 1 : x[$0, $1] }
        #expect(try LocalOutlierFactor(neighbors: 15).fit(equal).fittedScores.allSatisfy { $0.isFinite })
    }

    @Test func refusesWhatItCannotMeasure() throws {
        let line = Matrix(rows: 40, columns: 2) { row, _ in Double(row) }
        #expect("rows in a plane") { try EllipticEnvelope().fit(line) } throws: { error in
            guard case .singular = error as? FitError else { return false }
            return true
        }
        #expect(throws: FitError.self) { try EllipticEnvelope(contamination: .share(0.7)).fit(line) }
        #expect(throws: FitError.self) { try EllipticEnvelope(supportFraction: 0.2).fit(line) }
        #expect(throws: FitError.self) { try LocalOutlierFactor().fit([[1.0, 2.0]]) }
    }
}

/// The columns that the ellipses are around, as the golden script picks them.
private enum OutlierData {
    static func ellipse(_ name: String) -> Matrix<Double> {
        let x = ClusterData.load(name)
        switch name {
        case "breast-cancer": return x[0..., 0..<10]
        case "digits": return x[columns: [10, 20, 28, 36, 43, 53]]
        default: return x
        }
    }
}
