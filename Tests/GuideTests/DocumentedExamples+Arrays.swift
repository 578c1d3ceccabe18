import Cairn
import Foundation
import Testing

// The examples in the comments of LinearAlgebra's arrays.

@Suite(.printsItsComments) struct DocumentedArrays {
    @Test func axis() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]  // 2 rows, 3 columns
        print(a.sum(over: .rows))  // [5.0, 7.0, 9.0]
        print(a.sum(over: .columns))  // [6.0, 15.0]
        // end
    }

    @Test func axis2() throws {
        let a: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
        // snippet
        print(concatenate([a, a], along: .rows).shape)  // (rows: 4, columns: 3)
        // end
    }

    @Test func denseArray() throws {
        // snippet
        let x: Vector = [-1.0, 0.0, 1.0]
        print((x.square() + 1).sqrt())  // [1.4142136, 1.0, 1.4142136]
        print((1 / (1 + exp(-x))).isApproximatelyEqual(to: sigmoid(x)))  // true
        // end
    }

    @Test func numPyArchive() throws {
        let weights: Matrix<Float> = [[1, 2]], bias: Vector<Float> = [0]
        let archive: NumPyArchive = ["weights": NumPyArray(weights), "bias": NumPyArray(bias)]
        try archive.write(npz: "/tmp/layer.npz")
        // snippet
        let layer = try NumPyArchive(npz: "/tmp/layer.npz")
        print(layer.names)  // ["weights", "bias"]
        let w = try Matrix<Float>(layer.array("weights"))
        // end
        _ = w
    }

    @Test func numPyArray() throws {
        // snippet
        let labels = NumPyArray([3, 1, 2], shape: [3])
        try labels.write(npy: "/tmp/labels.npy")  // numpy.save("/tmp/labels.npy", numpy.array([3, 1, 2]))
        let back = try NumPyArray(npy: "/tmp/labels.npy")
        print(back.shape, back.elementType)  // [3] int64
        print(try back.elements(as: Double.self))  // [3.0, 1.0, 2.0]
        // end
    }

    @Test func vectorMatrixNumPy() throws {
        // snippet
        try Vector<Double>([1, 2, 3]).write(npy: "/tmp/v.npy")
        print(try Vector<Float>(npy: "/tmp/v.npy"))  // [1.0, 2.0, 3.0]
        // end
    }

    @Test func vectorMatrixNumPy2() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        try a.write(npy: "/tmp/a.npy")
        print(try Matrix<Float>(npy: "/tmp/a.npy"))
        // [[1.0, 2.0],
        //  [3.0, 4.0]]
        // end
    }

    @Test func histogram() throws {
        // snippet
        let h = ([1.0, 2.0, 2.5, 4.0] as Vector).histogram(bins: 3)
        print(h.counts, h.edges)  // [1.0, 2.0, 1.0] [1.0, 2.0, 3.0, 4.0]
        // end
    }

    @Test func joining() throws {
        // snippet
        print(stack([[1.0, 2.0], [3.0, 4.0]], as: .columns))
        // [[1.0, 3.0],
        //  [2.0, 4.0]]
        // end
    }

    @Test func joining2() throws {
        // snippet
        print(([[1.0]] as Matrix).padded(top: 1, right: 1))
        // [[0.0, 0.0],
        //  [1.0, 0.0]]
        // end
    }

    @Test func mask() throws {
        // snippet
        let v: Vector = [3.0, -1.0, 2.0]
        let isSmall = v .< 2.5
        print(isSmall)  // [false, true, true]
        print(v[isSmall])  // [-1.0, 2.0]
        print(isSmall.count, isSmall.any, isSmall.all, isSmall.indices)  // 2 true false [1, 2]
        print(select(v .< 0, 0, v))  // [3.0, 0.0, 2.0]
        // end
    }

    @Test func matrixConstruction() throws {
        // snippet
        print(Matrix(diagonal: [1.0, 2.0]))
        // [[1.0, 0.0],
        //  [0.0, 2.0]]
        // end
    }

    @Test func matrixConstruction2() throws {
        // snippet
        var a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        a.diagonal { $0 += 10 }
        print(a)
        // [[11.0,  2.0],
        //  [ 3.0, 14.0]]
        // end
    }

    @Test func matrix() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        print(matmul(a, a.transposed))
        // [[ 5.0, 11.0],
        //  [11.0, 25.0]]
        print(a * a)
        // [[1.0,  4.0],
        //  [9.0, 16.0]]
        // end
    }

    @Test func products() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        print(matmul(a, [[0.0, 1.0], [1.0, 0.0]]))
        // [[2.0, 1.0],
        //  [4.0, 3.0]]
        // end
    }

    @Test func quantiles() throws {
        // snippet
        let v: Vector = [1.0, 2.0, 3.0, 4.0]
        print(v.quantile(0.25))  // 1.75
        print(v.quantile(0.25, method: .lower))  // 1.0
        // end
    }

    @Test func random() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(Vector<Double>.uniform(3, using: &rng))  // [0.77395605, 0.43887844, 0.85859792]
        // end
    }

    @Test func random2() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(Matrix<Double>.normal(2, 2, using: &rng))
        // [[0.30471708, -1.03998411],
        //  [0.75045120,  0.94056472]]
        // end
    }

    @Test func shapedMatrix() throws {
        // snippet
        let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
        let b = ShapedMatrix<Double, 3, 1>(rows: [[1], [0], [-1]])
        let c: ShapedMatrix<Double, 2, 1> = a %*% b
        print(c)
        // [[-2.0],
        //  [-2.0]]
        print((a.transposed + 1).shape)  // (rows: 3, columns: 2)
        // end
    }

    @Test func sorting() throws {
        // snippet
        let v: Vector = [3.0, 1.0, 2.0]
        print(v.argsort())  // [1, 2, 0]
        print(v[at: v.argsort()])  // [1.0, 2.0, 3.0]
        // end
    }

    @Test func sorting2() throws {
        // snippet
        let u = ([2.0, 1.0, 2.0] as Vector).unique()
        print(u.values, u.counts, u.inverse)  // [1.0, 2.0] [1, 2] [1, 0, 1]
        // end
    }

    @Test func sparseMatrix() throws {
        // snippet
        let a = SparseMatrix(rows: 2, columns: 3, entries: [(0, 0, 1.0), (1, 2, 5.0), (1, 2, 2.0)])
        print(a.dense)
        // [[1.0, 0.0, 0.0],
        //  [0.0, 0.0, 7.0]]
        print(matmul(a, [1.0, 1.0, 1.0]))  // [1.0, 7.0]
        // end
    }

    @Test func symmetricPackedMatrix() throws {
        // snippet
        let a = SymmetricPackedMatrix([[4.0, 2.0], [2.0, 5.0]] as Matrix)
        print(a.elements)  // [4.0, 2.0, 5.0]
        // end
    }

    @Test func tridiagonalMatrix() throws {
        // snippet
        let a = TridiagonalMatrix(below: [-1.0], diagonal: [2.0, 2.0], above: [-1.0])
        print(try a.solve([1.0, 1.0]))  // [1.0, 1.0]
        // end
    }

    @Test func vectorConstruction() throws {
        // snippet
        print(Vector(from: 0.0, to: 1, by: 0.25))  // [0.0, 0.25, 0.5, 0.75]
        // end
    }

    @Test func vectorConstruction2() throws {
        // snippet
        print(Vector.linspace(0.0, 1, count: 5))  // [0.0, 0.25, 0.5, 0.75, 1.0]
        // end
    }

    @Test func vectorConstruction3() throws {
        // snippet
        print(Vector.logspace(0.0, 3, count: 4))  // [1.0, 10.0, 100.0, 1000.0]
        // end
    }

    @Test func vectorConstruction4() throws {
        // snippet
        let v: Vector = [1.0, 2.0]
        let w: Vector = v.map { $0 > 1 ? 10 : 0 }
        print(w)  // [0.0, 10.0]
        // end
    }

    @Test func vectorReductions() throws {
        // snippet
        print(([1.0, 1e100, 1.0, -1e100] as Vector).sum(.compensated))  // 2.0
        // end
    }

    @Test func vectorReductions2() throws {
        // snippet
        print(([3.0, -4.0] as Vector).norm())  // 5.0
        print(([3.0, -4.0] as Vector).norm(.one))  // 7.0
        // end
    }

    @Test func vector() throws {
        // snippet
        let v: Vector = [1.0, 2.0, 3.0]
        print(v * 2 + 1)  // [3.0, 5.0, 7.0]
        print(dot(v, v))  // 14.0
        print(v[1...].sum())  // 5.0
        // end
    }

    @Test func numPyFileError() throws {
        let bytes = NumPyArray(Matrix<Double>.zeros(3, 4)).npyBytes().dropLast(6)
        try Data(bytes).write(to: URL(fileURLWithPath: "/tmp/scores.npy"))
        // snippet
        do {
            _ = try Matrix<Double>(npy: "/tmp/scores.npy")
        } catch {
            print(error)
            // /tmp/scores.npy, byte 128: expected 96 bytes of data for shape (3, 4) of float64, found 90 bytes
        }
        // end
    }
}
