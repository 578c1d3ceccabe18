import LinearAlgebra

/// Matrices for tests, the same as in `Tests/Golden/decompositions.py`.
enum Samples {
    /// Numbers between -½ and ½ from a hash of row, column and seed.
    static func general(_ rows: Int, _ columns: Int, seed: Int = 0) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns) { i, j in
            var x = ((i * 1009 + j * 9176 + seed * 7 + 12345) * 1_103_515_245 + 12345) % (1 << 31)
            x = ((x >> 7) ^ x) * 69069 % (1 << 31)
            x = ((x >> 11) ^ x) * 1_664_525 % (1 << 31)
            return Double(x) / Double(1 << 31) - 0.5
        }
    }

    static func symmetric(_ n: Int, seed: Int = 0) -> Matrix<Double> {
        let a = general(n, n, seed: seed)
        return (a + a.transposed) / 2
    }

    static func definite(_ n: Int, seed: Int = 0) -> Matrix<Double> {
        symmetric(n, seed: seed) + Double(n) * identity(n)
    }

    static func identity(_ n: Int) -> Matrix<Double> {
        Matrix(rows: n, columns: n) { $0 == $1 ? 1 : 0 }
    }

    static func hilbert(_ n: Int) -> Matrix<Double> {
        Matrix(rows: n, columns: n) { 1 / Double($0 + $1 + 1) }
    }

    static func diagonal(_ values: Vector<Double>, rows: Int, columns: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns) { $0 == $1 ? values[$0] : 0 }
    }
}

/// ‖A‖ of Frobenius.
func size(_ a: Matrix<Double>) -> Double {
    a.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

func size(_ a: Vector<Double>) -> Double { a.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// ‖A - B‖ / ‖B‖.
func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    a.count == 0 ? 0 : size(a - b) / max(size(b), .leastNormalMagnitude)
}

func distance(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
    a.count == 0 ? 0 : size(a - b) / max(size(b), .leastNormalMagnitude)
}

/// `‖residual‖ / (max(m, n) · ε · ‖A‖)`: LAPACK's own measure of a backward error.
func backwardError(_ residual: Matrix<Double>, _ a: Matrix<Double>) -> Double {
    size(residual) / (Double(max(a.rows, a.columns)) * Double.ulpOfOne * size(a))
}

/// `‖QᵀQ - I‖` in the same unit.
func orthogonalityError(_ q: Matrix<Double>) -> Double {
    let identity = Samples.identity(q.columns)
    return backwardError(matmul(q.transposed, q) - identity, identity)
}

/// Columns with their largest element positive: what is left of an eigenvector's or singular vector's freedom of sign.
func withFixedSigns(_ a: Matrix<Double>) -> Matrix<Double> {
    let signs: [Double] = (0..<a.columns).map { j in
        var largest = 0.0
        for i in 0..<a.rows where abs(a[i, j]) > abs(largest) + 1e-9 { largest = a[i, j] }
        return largest < 0 ? -1 : 1
    }
    return Matrix(rows: a.rows, columns: a.columns) { i, j in a[i, j] * signs[j] }
}
