import Cairn
import Foundation
import Testing

// Snippets of Docs/FromPythonToSwift.md.

@Suite(.printsItsComments) struct ArraySnippets {
    @Test func constructsVectorsAndMatrices() {
        // snippet
        let v: Vector = [1.0, 2.0, 3.0]
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        print(a.shape, a.count, type(of: v))  // (rows: 2, columns: 2) 4 Vector<Double>
        print(Vector(from: 0.0, to: 1, by: 0.25), Vector.linspace(0.0, 1, count: 3))
        // [0.0, 0.25, 0.5, 0.75] [0.0, 0.5, 1.0]
        print(Vector<Double>.zeros(2), Vector(repeating: 7.0, count: 2), Vector<Double>(0..<3))
        // [0.0, 0.0] [7.0, 7.0] [0.0, 1.0, 2.0]
        print(Matrix<Double>.identity(2))
        // [[1.0, 0.0],
        //  [0.0, 1.0]]
        print(Matrix(rows: 2, columns: 3) { i, j in Double(10 * i + j) })
        // [[ 0.0,  1.0,  2.0],
        //  [10.0, 11.0, 12.0]]
        print(type(of: Vector<Float>(converting: v)))  // Vector<Float>
        // end
    }

    @Test func slicesAreValues() {
        // snippet
        var a = Vector<Double>(0..<12).reshaped(rows: 3, columns: 4)
        print(a[1, 2], a[a.rows - 1, a.columns - 1])  // 6.0 11.0
        print(a[1, ...], a[..., 2])  // [4.0, 5.0, 6.0, 7.0] [2.0, 6.0, 10.0]
        print(a[1..., ..<2])
        // [[4.0, 5.0],
        //  [8.0, 9.0]]
        print(a[0, ...][stride(from: 0, to: 4, by: 2)], a[0, ...].reversed())
        // [0.0, 2.0] [3.0, 2.0, 1.0, 0.0]
        print(a[rows: [2, 0]][..., 0])  // [8.0, 0.0]

        var row = a[0, ...]
        row[0] = 100
        print(a[0, 0], row[0])  // 0.0 100.0
        a[1..., ..<2] = .zeros(2, 2)
        a[column: 3] *= 10
        print(a)
        // [[0.0, 1.0,  2.0,  30.0],
        //  [0.0, 0.0,  6.0,  70.0],
        //  [0.0, 0.0, 10.0, 110.0]]
        // end
    }

    @Test func computesElementByElement() {
        // snippet
        let v: Vector = [1.0, 4.0, 9.0]
        print(v * 2 + 1, v * v, -v)  // [3.0, 9.0, 19.0] [1.0, 16.0, 81.0] [-1.0, -4.0, -9.0]
        print(sqrt(v), v.maximum(2), v.clamped(to: 2...5))
        // [1.0, 2.0, 3.0] [2.0, 4.0, 9.0] [2.0, 4.0, 5.0]
        print(pow(v, 2), Vector<Double>.zeros(2).exp(), ([0.5, 1.5, 2.5] as Vector).round())
        // [1.0, 16.0, 81.0] [1.0, 1.0] [0.0, 2.0, 2.0]
        let a: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
        print(a - a.mean(over: .rows))
        // [[-1.5, -1.5, -1.5],
        //  [ 1.5,  1.5,  1.5]]
        print(a / a.sum(over: .columns).asColumn * 30)
        // [[5.0, 10.0, 15.0],
        //  [8.0, 10.0, 12.0]]
        print(([1.0, 2.0] as Vector).asColumn * ([1.0, 10.0, 100.0] as Vector).asRow)
        // [[1.0, 10.0, 100.0],
        //  [2.0, 20.0, 200.0]]
        // end
    }

    @Test func reducesOverNamedAxes() {
        // snippet
        let a: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
        print(a.sum(), a.mean(), a.max())  // 21.0 3.5 6.0
        print(a.sum(over: .rows), a.sum(over: .columns))  // [5.0, 7.0, 9.0] [6.0, 15.0]
        print(a.variance(), a[0, ...].standardDeviation(ddof: 1))  // 2.9166666666666665 1.0
        print(a.argmax(over: .columns), a.argmax())  // [2, 2] (row: 1, column: 2)
        print(([1.0, 2.0, 3.0] as Vector).cumulativeSum(), ([1.0, 2.0, 3.0] as Vector).product())
        // [1.0, 3.0, 6.0] 6.0
        // end
    }

    @Test func multipliesMatrices() {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        let v: Vector = [1.0, 1.0]
        print(a * a)
        // [[1.0,  4.0],
        //  [9.0, 16.0]]
        print(a %*% a)
        // [[ 7.0, 10.0],
        //  [15.0, 22.0]]
        print(a %*% v, v %*% a, dot(v, v))  // [3.0, 7.0] [4.0, 6.0] 2.0
        print(matmul(a.transposed, a))
        // [[10.0, 14.0],
        //  [14.0, 20.0]]
        print(outer(v, [1, 2]), a.trace)
        // [[1.0, 2.0],
        //  [1.0, 2.0]] 5.0
        // end
    }

    @Test func solvesAndDecomposes() throws {
        // snippet
        let a: Matrix = [[4.0, 1.0], [1.0, 3.0]]
        let b: Vector = [1.0, 2.0]
        let x = try a.solve(b)
        print((a %*% x).isApproximatelyEqual(to: b), try Vector([a.determinant()]))  // true [11.0]
        print((try a.inverse() %*% a).isApproximatelyEqual(to: .identity(2)))  // true
        let svd = try SingularValueDecomposition(a)
        let usv = svd.u * svd.singularValues %*% svd.vTransposed
        print(usv.isApproximatelyEqual(to: a))  // true
        let eigen = try SymmetricEigendecomposition(a)
        print((a %*% eigen.vectors).isApproximatelyEqual(to: eigen.vectors * eigen.values))  // true
        let l = try CholeskyDecomposition(a).lower
        print((l %*% l.transposed).isApproximatelyEqual(to: a))  // true
        let qr = try QRDecomposition(a)
        print((qr.q %*% qr.r).isApproximatelyEqual(to: a))  // true
        let points: Matrix = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]
        let fit = try points.leastSquares(([1.0, 3.0, 5.0] as Vector).asColumn)
        print(fit.solution.flattened, fit.rank)  // [1.0, 2.0] 2
        let d: Vector = [3.0, -4.0]
        print(d.norm(), d.norm(.one), d.norm(.infinity))  // 5.0 7.0 4.0
        print(try Matrix(diagonal: [8.0, 2.0]).conditionNumber(), try Matrix<Double>.ones(3, 3).rank())
        // 4.0 1
        do {
            print(try Matrix(rows: [[1.0, 2.0], [2.0, 4.0]]).inverse())
        } catch {
            print(error)  // inverse: the matrix is singular: pivot 1 is zero
        }
        // end
    }
}
