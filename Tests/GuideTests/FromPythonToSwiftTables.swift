import Cairn
import Testing

/// The Swift side of the tables of Docs/FromPythonToSwift.md, which a test looks for in this file.
@Suite struct FromPythonToSwiftTables {
    let v: Vector = [1.0, 2.0]
    let w: Vector = [3.0, 1.0]
    let a: Matrix = [[4.0, 1.0], [1.0, 3.0]]

    @Test func constructs() {
        #expect(Matrix<Double>.ones(2, 3).sum() == 6)
        #expect(Matrix(repeating: 7.0, rows: 2, columns: 3)[1, 2] == 7)
        #expect(Matrix(rows: 2, columns: 3, elements: [0.0, 1, 2, 3, 4, 5])[1, 0] == 3)
        #expect(Matrix(rows: [[1.0, 2.0], [3.0, 4.0]])[1, 0] == 3)
        #expect(Matrix<Double>.eye(3, 4, offset: 1)[0, 1] == 1)
        #expect(Matrix(diagonal: v) == [[1, 0], [0, 2]])
        #expect(a.diagonal() == [4, 3])
        #expect(a.lowerTriangle() == [[4, 0], [1, 3]])
        #expect(a.upperTriangle() == [[4, 1], [0, 3]])
        #expect(Vector.logspace(0.0, 3, count: 4).isApproximatelyEqual(to: [1, 10, 100, 1000]))
        #expect(Matrix.vandermonde(v) == [[1, 1], [1, 2]])
        #expect(Matrix.meshgrid(v, v).x == [[1, 2], [1, 2]])
        #expect(kron(a, a).shape == (4, 4))
    }

    @Test func computesElementByElement() {
        let ones = Vector<Double>.ones(2)
        #expect(exp(v).log().isApproximatelyEqual(to: v))
        #expect(log(v).exp().isApproximatelyEqual(to: v))
        #expect((sin(v) * sin(v) + cos(v) * cos(v)).isApproximatelyEqual(to: ones))
        #expect(v.log1p().expm1().isApproximatelyEqual(to: v))
        #expect(v.expm1().log1p().isApproximatelyEqual(to: v))
        #expect(abs(v) == v && v.sign() == ones)
        #expect(v.floor() == v && v.ceil() == v && v.trunc() == v)
        #expect(v.minimum(w) == [1, 1] && v.maximum(w) == [3, 2])
        #expect(v.logAddExp(w).isApproximatelyEqual(to: log(exp(v) + exp(w))))
        #expect(v.atan2(w).tan().isApproximatelyEqual(to: v / w))
        #expect(v.hypot(w).isApproximatelyEqual(to: sqrt(v * v + w * w)))
        #expect(v.map { $0 > 1 ? 10 : 0 } == [0, 10])
        #expect(sigmoid(v).isApproximatelyEqual(to: 1 / (1 + exp(-v))))
        #expect((v.erf() + v.erfc()).isApproximatelyEqual(to: ones))
        #expect(a.softmax().sum(over: .columns).isApproximatelyEqual(to: ones))
    }

    @Test func solves() throws {
        let b = v
        let x = try a.solve(b)
        #expect((a %*% x).isApproximatelyEqual(to: b))
        #expect(try a.solve(b, assuming: .positiveDefinite).isApproximatelyEqual(to: x))
        #expect(try a.solveTriangular(b, lower: true).isApproximatelyEqual(to: [0.25, 1.75 / 3]))
        #expect(try Eigendecomposition(a).values.count == 2)
        #expect(try a.eigenvalues().count == 2)
        #expect(try a.symmetricEigenvalues().sum().rounded() == 7)
        #expect(try a.pseudoinverse().isApproximatelyEqual(to: a.inverse()))
        #expect(try a.signAndLogDeterminant().sign == 1)
        #expect(try LUDecomposition(a).lower.shape == (2, 2))
        #expect(try a.nullSpace().columns == 0)
    }

    @Test func draws() {
        let x = [0.0, 1.0], y = [1.0, 2.0]
        var figure = Figure()
        figure.steps(x, y)
        figure.function(over: -1...1) { x in x * x }
        figure.contour(x: -1...1, y: -1...1) { x, y in x * x + y * y }
        figure.text("here", x: 1, y: 2)
        figure.xLimits = 0...1
        figure.hasEqualAspect = true
        #expect(figure.svg().contains("here"))
        figure = Figure()
        figure.bar(["a", "b"], [3, 5])
        #expect(figure.svg().contains(">b<"))
    }
}
