import Foundation
import LinearAlgebra
import Testing

@Suite struct MatrixFunctionTests {
    @Test func theExponentialOfARotationsGenerator() throws {
        // exp [[0, -t], [t, 0]] = [[cos t, -sin t], [sin t, cos t]]; at t = π minus the identity.
        let turn: Matrix = [[0.0, -Double.pi], [Double.pi, 0.0]]
        #expect(size(try turn.exponential() + Samples.identity(2)) < 1e-14)
        #expect(try Matrix<Double>(repeating: 0, rows: 3, columns: 3).exponential() == Samples.identity(3))
        #expect(try Samples.identity(0).exponential().count == 0)
    }

    @Test func largeTriangularMatricesLoseNoDigits() throws {
        // A nilpotent matrix: exp(N) = I + N, however large N is.
        for t in [1.0, 1e6, 1e200] {
            let nilpotent = try Matrix(rows: [[0.0, t], [0.0, 0.0]]).exponential()
            #expect(agree(nilpotent, [[1, t], [0, 1]]))
        }
        // exp [[a, t], [0, -a]] = [[eᵃ, t sinh(a) / a], [0, e⁻ᵃ]].
        for (a, t) in [(1.0, 1e6), (3.0, 1e10), (20.0, 1.0), (300.0, 5.0)] {
            let want: Matrix = [[exp(a), t * sinh(a) / a], [0, exp(-a)]]
            #expect(agree(try Matrix(rows: [[a, t], [0, -a]]).exponential(), want))
            #expect(agree(try Matrix(rows: [[a, 0], [t, -a]]).exponential(), want.transposed))
        }
        let huge = try Matrix(diagonal: [1e300, -1e300, 0.0]).exponential()
        #expect(huge == Matrix(diagonal: [.infinity, 0, 1]))
    }

    private func agree(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Bool {
        zip(a.elements, b.elements).allSatisfy { Swift.abs($0 - $1) <= 4e-15 * Swift.abs($1) }
    }

    @Test func exponentialAndLogarithmAreInverse() throws {
        let a = 0.5 * Samples.general(15, 15)
        #expect(distance(try a.exponential().logarithm(), a) < 1e-12)
        let single = Matrix<Float>(rows: 8, columns: 8) { i, j in Float(a[i, j]) }
        let back = try single.exponential().logarithm()
        #expect((back - single).elements.allSatisfy { Swift.abs($0) < 1e-4 })
    }

    @Test func theSquareRootOfASquare() throws {
        let a = Samples.definite(20) + Samples.general(20, 20, seed: 3)
        let root = try a.squareRootMatrix()
        #expect(distance(matmul(root, root), a) < 1e-13)
        // A rotation by 90° has the rotation by 45° as its root: a conjugate pair.
        let half = 0.5.squareRoot()
        #expect(
            distance(
                try Matrix(rows: [[0.0, -1.0], [1.0, 0.0]]).squareRootMatrix(),
                [[half, -half], [half, half]]) < 1e-15)
        #expect(try Matrix(rows: [[4.0]]).squareRootMatrix() == [[2]])
        for n in [3, 5, 8, 13] {
            let turn = try (3 * (Samples.general(n, n) - Samples.general(n, n).transposed)).exponential()
            let quarter = try turn.squareRootMatrix()
            #expect(distance(matmul(quarter, quarter), turn) < 1e-12)
        }
    }

    @Test func whatIsNotRealIsNamed() {
        #expect(throws: LinearAlgebraError.notReal(operation: "squareRootMatrix", eigenvalue: -4)) {
            try Matrix(rows: [[-4.0]]).squareRootMatrix()
        }
        #expect(throws: LinearAlgebraError.notReal(operation: "logarithm", eigenvalue: 0)) {
            try Matrix<Double>(repeating: 0, rows: 2, columns: 2).logarithm()
        }
        #expect(throws: LinearAlgebraError.self) { try Matrix(rows: [[Double.nan]]).exponential() }
    }

    @Test func thePolarFactorsAreOrthogonalAndSymmetric() throws {
        let a = Samples.general(9, 6)
        let (unitary, stretch) = try a.polarDecomposition()
        #expect(distance(matmul(unitary, stretch), a) < 1e-14)
        #expect(orthogonalityError(unitary) < 4)
        #expect(stretch == stretch.transposed)
    }

    @Test func normsOfAKnownMatrix() throws {
        let a: Matrix = [[1.0, -2.0], [3.0, 4.0]]
        #expect(try a.norm(.one) == 6 && a.norm(.infinity) == 7)
        #expect(try Swift.abs(a.norm(.frobenius) - 30.0.squareRoot()) < 1e-15)
        #expect(try a.transposed.norm(.one) == 7 && a.transposed.copy().norm(.one) == 7)
        #expect(try Matrix<Double>(repeating: 0, rows: 0, columns: 3).norm(.two) == 0)
        #expect(try (1e200 * a).norm(.frobenius).isFinite)
    }

    @Test func triangularAndSymmetricProducts() {
        let a = Samples.general(40, 25), square = Samples.general(25, 25), b = Samples.general(25, 7)
        #expect(distance(syrk(a), matmul(a, a.transposed)) < 1e-15)
        #expect(distance(syrk(a, transposed: true), matmul(a.transposed, a)) < 1e-15)
        #expect(distance(syrk(a.transposed), matmul(a.transposed, a)) < 1e-15)
        #expect(syrk(a) == syrk(a).transposed)
        for lower in [true, false] {
            let triangle = lower ? square.lowerTriangle() : square.upperTriangle()
            #expect(distance(trmm(square, b, lower: lower), matmul(triangle, b)) < 1e-15)
            #expect(
                distance(trmm(square, b, lower: lower, transposed: true), matmul(triangle.transposed, b))
                    < 1e-15)
            #expect(
                distance(trmm(square.transposed, b, lower: !lower), matmul(triangle.transposed, b)) < 1e-15)
        }
    }

    @Test func aRandomProjectionFindsALowRank() throws {
        let a = matmul(Samples.general(80, 6), Samples.general(6, 50, seed: 3))
        let svd = try SingularValueDecomposition(randomizedOf: a, rank: 6, seed: 7)
        #expect(distance(matmul(svd.u * svd.singularValues, svd.vTransposed), a) < 1e-13)
        #expect(orthogonalityError(svd.u) < 4)
    }
}

@Suite struct KrylovTests {
    let a = Samples.definite(50), x = Vector(Samples.general(50, 1, seed: 2).elements)

    @Test func conjugateGradientsSolve() throws {
        let matrix = a
        let found = try conjugateGradient(matmul(a, x), tolerance: 1e-14) { matmul(matrix, $0) }
        #expect(distance(found.solution, x) < 1e-13)
        #expect(found.iterations < 30 && found.relativeResidual <= 1e-14)
        let diagonal = Vector(count: 50) { matrix[$0, $0] }
        let guided = try conjugateGradient(
            matmul(a, x), start: x * 0.9, tolerance: 1e-14, preconditioner: { $0 / diagonal }
        ) {
            matmul(matrix, $0)
        }
        #expect(distance(guided.solution, x) < 1e-13)
        #expect(
            try conjugateGradient(Vector(repeating: 0.0, count: 50)) { matmul(matrix, $0) }.iterations == 0)
        #expect(throws: LinearAlgebraError.self) { try conjugateGradient([1.0, 1.0]) { -1.0 * $0 } }
        #expect(throws: LinearAlgebraError.self) {
            try conjugateGradient(matmul(matrix, x), tolerance: 1e-14, maximumIterations: 2) {
                matmul(matrix, $0)
            }
        }
    }

    @Test func gmresSolvesUnsymmetricSystems() throws {
        let matrix = Samples.general(50, 50) + 3 * Samples.identity(50)
        for restart in [5, 20, 60] {
            let found = try gmres(matmul(matrix, x), restart: restart, tolerance: 1e-12) {
                matmul(matrix, $0)
            }
            #expect(distance(found.solution, x) < 1e-10)
        }
        let lu = try LUDecomposition(matrix)
        let guided = try gmres(
            matmul(matrix, x), tolerance: 1e-12, preconditioner: { (try? lu.solve($0)) ?? $0 }
        ) {
            matmul(matrix, $0)
        }
        #expect(guided.iterations <= 2)
        #expect(try gmres([3.0, 4.0]) { 2 * $0 }.solution == [1.5, 2])
        #expect(throws: LinearAlgebraError.self) { try gmres([1.0, 0.0]) { _ in [0.0, 0.0] } }
    }

    @Test func lanczosFindsBothEnds() throws {
        let matrix = Samples.symmetric(120), exact = try matrix.symmetricEigenvalues()
        let top = try lanczos(size: 120, count: 3) { matmul(matrix, $0) }
        let bottom = try lanczos(size: 120, count: 3, largest: false) { matmul(matrix, $0) }
        #expect(distance(top.values, exact[117...]) < 1e-12)
        #expect(distance(bottom.values, exact[0..<3]) < 1e-12)
        #expect(distance(matmul(matrix, top.vectors), top.vectors * top.values) < 1e-8)
        #expect(try lanczos(size: 1, count: 1) { 5 * $0 }.values == [5])
    }
}
