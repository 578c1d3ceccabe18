import Autodiff
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ProximalGradientTests {
    private func solve(_ term: ProximalTerm, _ golden: MinimizerGolden.Penalised, isAccelerated: Bool = true)
        -> Minimum
    {
        let design = Matrix(rows: golden.design), response = Vector(golden.response)
        let method = ProximalGradient(
            term, isAccelerated: isAccelerated, gradientTolerance: 1e-11, iterations: 100_000)
        return method.minimize(from: Vector(repeating: 0, count: design.columns)) { x in
            let off = matmul(design, x) - response
            return (0.5 * dot(off, off), matmul(design.transposed, off))
        }
    }

    @Test func penaltiesAndBoundsGiveWhatTheReferencesGive() throws {
        let golden = try MinimizerGolden.load().penalised
        let box = ProximalTerm.box(
            lower: Vector(repeating: -0.1, count: 8), upper: Vector(repeating: 0.2, count: 8))
        let cases: [(String, ProximalTerm, [Double])] = [
            ("scikit-learn 1.9.1 Lasso", .absolute(4), golden.lasso),
            ("scikit-learn 1.9.1 ElasticNet", .elasticNet(absolute: 4, square: 6), golden.elasticNet),
            ("SciPy 1.17.1 lsq_linear(method=\"bvls\")", box, golden.box),
        ]
        for (reference, term, expected) in cases {
            for isAccelerated in [true, false] {
                let found = solve(term, golden, isAccelerated: isAccelerated)
                #expect(found.isConverged, "\(reference): \(found.status)")
                let error = (found.point - Vector(expected)).norm(.infinity)
                #expect(
                    Parity.holds(
                        "Autodiff", isAccelerated ? "ProximalGradient, FISTA" : "ProximalGradient, ISTA",
                        against: reference, on: "30 × 8, numbers of one decimal", measure: "absolute error",
                        tolerance: 1e-9, error: error))
                #expect(zip(found.point, expected).allSatisfy { ($0 == 0) == ($1 == 0) })
            }
        }
    }

    @Test func momentumPays() throws {
        // Curvatures from 1 to 1e4.
        let scales = Vector<Double>((0..<20).map { pow(10, Double($0) * 4 / 19) })
        let steps = [true, false].map { isAccelerated in
            ProximalGradient(
                .absolute(0.01), isAccelerated: isAccelerated, gradientTolerance: 1e-6, iterations: 200_000
            )
            .minimize(from: Vector(repeating: 3, count: 20)) { x in
                (0.5 * (scales * (x - 1) * (x - 1)).sum(), scales * (x - 1))
            }.iterations
        }
        #expect(steps[0] * 4 < steps[1], "\(steps)")
    }

    @Test func softThresholdsAndBoundsAreExact() {
        #expect(ProximalTerm.absolute(2).proximal([3, -3, 0.5, -2], step: 0.5) == [2, -2, 0, -1])
        let box = ProximalTerm.box(lower: [0, -.infinity], upper: [1, .infinity])
        #expect(box.proximal([-3, 7], step: 1) == [0, 7] && box.value([-1, 0]) == .infinity)
        #expect(ProximalTerm.elasticNet(absolute: 1, square: 1).proximal([3], step: 1) == [1])
    }

    @Test func badStartsAndUnboundedFunctionsAreNamed() {
        let method = ProximalGradient(.none)
        #expect(method.minimize(from: [.nan]) { ($0[0], [1]) }.status == .notFinite)
        let cubic = method.minimize(from: [-1]) { x in (x[0] * x[0] * x[0], [3 * x[0] * x[0]]) }
        #expect(cubic.status == .unbounded || cubic.status == .lineSearchFailed, "\(cubic)")
        #expect(method.minimize(from: Vector<Double>([])) { _ in (1, Vector<Double>([])) }.isConverged)
    }
}
