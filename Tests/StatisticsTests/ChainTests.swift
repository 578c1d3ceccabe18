import Foundation
import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct ChainTests {
    struct Case: Decodable {
        let chains: [[Double]]
        let rhat, bulk, tail, mean, mcse, mcsesd: Double?
        let hdi: [Double]
    }

    @Test func diagnosesAsArviZDoes() throws {
        let cases = try Golden.load("statistics/chains", as: [String: Case].self)
        var worst: [String: Double] = [:]
        for (name, golden) in cases {
            let x = Matrix(rows: golden.chains)
            let hdi = highestDensityInterval(x.flattened, level: 0.9)
            let errors = [
                "ChainDiagnostics.rHat": relativeError([ChainDiagnostics.rHat(x)], [golden.rhat]),
                "ChainDiagnostics.bulkESS": relativeError([ChainDiagnostics.bulkESS(x)], [golden.bulk]),
                "ChainDiagnostics.tailESS": relativeError([ChainDiagnostics.tailESS(x)], [golden.tail]),
                "ChainDiagnostics.meanESS": relativeError([ChainDiagnostics.meanESS(x)], [golden.mean]),
                "ChainDiagnostics.mcseMean": relativeError([ChainDiagnostics.mcseMean(x)], [golden.mcse]),
                "ChainDiagnostics.mcseStandardDeviation": relativeError(
                    [ChainDiagnostics.mcseStandardDeviation(x)], [golden.mcsesd]),
                "highestDensityInterval": errorOfLargest([hdi.lowerBound, hdi.upperBound], golden.hdi),
            ]
            for (quantity, error) in errors {
                if error > 1e-10 { print(name, quantity, error) }
                worst[quantity] = max(worst[quantity] ?? 0, error)
            }
        }
        for (quantity, error) in worst {
            #expect(
                Parity.holds(
                    "Statistics", quantity, against: "ArviZ 0.23.4",
                    on: "10 sets of chains: independent, correlated, apart, heavy-tailed, tied, constant",
                    tolerance: 1e-10, error: error), "\(quantity) \(error)")
        }
    }

    @Test func answersNaNToChainsThatSayNothing() {
        #expect(ChainDiagnostics.rHat([[1, 2, 3]]).isNaN)
        #expect(ChainDiagnostics.bulkESS([[1, 2, .nan, 4, 5]]).isNaN)
        let empty = Chains(names: ["x"], draws: [Matrix<Double>(repeating: 0, rows: 1, columns: 1)])
        #expect(empty.summary().contains("nan"))
    }
}
