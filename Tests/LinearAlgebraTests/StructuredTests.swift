import LinearAlgebra
import TestSupport
import Testing

@Suite struct StructuredTests {
    @Test(arguments: [0, 1, 2, 3, 40])
    func aTridiagonalMatrixEqualsItsDenseSelf(n: Int) throws {
        let side = Vector(Samples.general(max(0, n - 1), 2).elements),
            middle = Vector(repeating: 3.0, count: n)
        let a = TridiagonalMatrix(
            below: side[0..<max(0, n - 1)], diagonal: middle, above: side[max(0, n - 1)...])
        let x = Vector(count: n) { Double($0) - 1.5 }
        #expect(distance(matmul(a, x), matmul(a.dense, x)) < 1e-15)
        #expect(distance(try a.solve(matmul(a, x)), x) < 1e-14)
    }

    @Test func aTridiagonalMatrixHasKnownEigenvalues() throws {
        let golden: [String: [Double]] = try Structure.values()
        let diagonal = Samples.general(12, 1, seed: 7)[column: 0],
            off = Samples.general(11, 1, seed: 8)[column: 0]
        let eigen = try TridiagonalMatrix(symmetric: off, diagonal: diagonal).symmetricEigen()
        let expected = Vector(try #require(golden["tridiagonal"]))
        #expect(
            Parity.holds(
                "LinearAlgebra", "TridiagonalMatrix", against: "SciPy 1.17.1 eigvalsh_tridiagonal",
                on: "n = 12",
                tolerance: 1e-13, error: distance(eigen.values, expected)))
        #expect(throws: LinearAlgebraError.self) {
            try TridiagonalMatrix(symmetric: [0.0], diagonal: [1.0, 0.0]).solve([1, 1])
        }
    }

    @Test(arguments: [(1, 0, 0), (5, 1, 2), (30, 3, 0), (30, 0, 4), (12, 11, 11)])
    func aBandedMatrixEqualsItsDenseSelf(n: Int, below: Int, above: Int) throws {
        let full = Samples.definite(n), a = BandedMatrix(full, below: below, above: above)
        let x = Vector(count: n) { Double($0) - 1.5 }
        #expect(a.dense == full.lowerTriangle(offset: above).upperTriangle(offset: -below))
        #expect(distance(matmul(a, x), matmul(a.dense, x)) < 1e-14)
        #expect(distance(try a.solve(matmul(a, x)), x) < 1e-13)
    }

    @Test func aBandedSystemEqualsSciPys() throws {
        let golden: [String: [Double]] = try Structure.values()
        let a = BandedMatrix(Samples.definite(12, seed: 4), below: 2, above: 1)
        let x = try a.solve(Samples.general(12, 1, seed: 6)[column: 0])
        let expected = Vector(try #require(golden["banded"]))
        #expect(
            Parity.holds(
                "LinearAlgebra", "BandedMatrix", against: "SciPy 1.17.1 solve_banded", on: "n = 12",
                tolerance: 1e-14, error: distance(x, expected)))
        #expect(throws: LinearAlgebraError.self) {
            try BandedMatrix<Double>(size: 3, below: 1, above: 1).solve([1, 1, 1])
        }
    }

    @Test(arguments: [0, 1, 2, 25])
    func aPackedMatrixEqualsItsDenseSelf(n: Int) throws {
        let full = Samples.definite(n), a = SymmetricPackedMatrix(full),
            x = Vector(count: n) { Double($0) - 1.5 }
        #expect(a.dense == full)
        #expect(distance(matmul(a, x), matmul(full, x)) < 1e-15)
        #expect(distance(try a.solve(matmul(full, x)), x) < 1e-14)
        let eigen = try a.eigen(), expected = try SymmetricEigendecomposition(full)
        #expect(
            Parity.holds(
                "LinearAlgebra", "SymmetricPackedMatrix", against: "LAPACK syevd on the full matrix",
                on: "n = \(n)",
                tolerance: 1e-14, error: distance(eigen.values, expected.values)))
        #expect(n == 0 || distance(matmul(full, eigen.vectors), eigen.vectors * eigen.values) < 1e-13)
    }
}

/// The lists of numbers at the top of `Tests/Golden/decompositions.json` that these tests want.
private enum Structure {
    struct Lists: Decodable { var tridiagonal, banded: [Double] }

    static func values() throws -> [String: [Double]] {
        let lists: Lists = try Golden.load("decompositions")
        return ["tridiagonal": lists.tridiagonal, "banded": lists.banded]
    }
}
