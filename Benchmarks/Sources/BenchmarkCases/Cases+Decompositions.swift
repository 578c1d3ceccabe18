import LinearAlgebra

extension Cases {
    /// LAPACK's decompositions with their usual results, factors spelled out where SciPy spells them out.
    static let decompositions = decompositions(Double.self) + decompositions(Float.self)

    private static func decompositions<T: Scalar>(_: T.Type) -> [Case] {
        let sizes = [64, 256, 1024], n³ = { (n: Int) in Double(n) * Double(n) * Double(n) }
        var cases: [Case] = []
        for n in sizes + [2048] {
            cases += [
                square("lu", n, flop: 2 / 3 * n³(n)) { (a: Matrix<T>) in
                    try LUDecomposition(a)
                } check: { a, lu in
                    let x = try lu.solve(a.multiplied(byOnes: n))
                    return nearOnes(x)
                },
                positiveDefinite("cholesky", n, flop: n³(n) / 3) { (a: Matrix<T>) in
                    try CholeskyDecomposition(a).lower
                } check: { a, l in
                    near(a, matmul(l, l.transposed))
                },
            ]
        }
        for n in sizes {
            cases += [
                square("qr", n, flop: 8 / 3 * n³(n)) { (a: Matrix<T>) in
                    let qr = try QRDecomposition(a)
                    return (qr.q, qr.r)
                } check: { a, qr in
                    near(a, matmul(qr.0, qr.1))
                },
                square("svd", n, flop: 22 * n³(n)) { (a: Matrix<T>) in
                    try SingularValueDecomposition(a)
                } check: { a, svd in
                    near(a, matmul(svd.u * svd.singularValues, svd.vTransposed))
                },
                positiveDefinite("eigh", n, flop: 9 * n³(n)) { (a: Matrix<T>) in
                    try SymmetricEigendecomposition(a)
                } check: { a, e in
                    near(a, matmul(e.vectors * e.values, e.vectors.transposed))
                },
                square("eig", n, flop: 25 * n³(n)) { (a: Matrix<T>) in
                    try Eigendecomposition(a)
                } check: { a, e in
                    let trace = (0..<n).reduce(0) { $0 + Double(a[$1, $1]) }
                    let sum = e.values.reduce(0) { $0 + Double($1.real) }
                    return difference(T(sum), trace, scale: Double(n), steps: n)
                },
                system("solve", n, n, flop: 2 / 3 * n³(n)) { (a: Matrix<T>, b: Vector<T>) in
                    try a.solve(b)
                },
                square("inverse", n, flop: 2 * n³(n)) { (a: Matrix<T>) in
                    try a.inverse()
                } check: { a, inverse in
                    nearOnes(matmul(inverse, a.multiplied(byOnes: n)))
                },
                system("lstsq", 2 * n, n, flop: 4 * n³(n)) { (a: Matrix<T>, b: Vector<T>) in
                    try a.leastSquares(b)
                },
            ]
        }
        return cases
    }

    private static func square<T: Scalar, Result>(
        _ name: String, _ n: Int, flop: Double, _ ours: @escaping @Sendable (Matrix<T>) throws -> Result,
        check: @escaping @Sendable (Matrix<T>, Result) throws -> String?
    ) -> Case {
        decomposition("\(name).\(T.tag).\(n)", flop, n, { Inputs.matrix(n, n) }, ours, check)
    }

    private static func positiveDefinite<T: Scalar, Result>(
        _ name: String, _ n: Int, flop: Double, _ ours: @escaping @Sendable (Matrix<T>) throws -> Result,
        check: @escaping @Sendable (Matrix<T>, Result) throws -> String?
    ) -> Case {
        decomposition("\(name).\(T.tag).\(n)", flop, n, { Inputs.positiveDefinite(n) }, ours, check)
    }

    /// `Ax = b` with m equations and n unknowns, all of them 1.
    private static func system<T: Scalar>(
        _ name: String, _ m: Int, _ n: Int, flop: Double,
        _ ours: @escaping @Sendable (Matrix<T>, Vector<T>) throws -> Vector<T>
    ) -> Case {
        Case(
            "\(name).\(T.tag).\(m == n ? "\(n)" : "\(m)x\(n)")", group: "decompositions", work: .flop(flop),
            rival: .scipy, isQuick: n <= 256
        ) {
            let a: Matrix<T> = Inputs.matrix(m, n), b = a.multiplied(byOnes: n)
            return Trial(check: { (x: Swift.Result<Vector<T>, any Error>) in
                do { return try nearOnes(x.get()) } catch { return "\(error)" }
            }) { Swift.Result { try ours(a, b) } }
        }
    }

    private static func decomposition<T: Scalar, Result>(
        _ name: String, _ flop: Double, _ n: Int, _ input: @escaping @Sendable () -> Matrix<T>,
        _ ours: @escaping @Sendable (Matrix<T>) throws -> Result,
        _ check: @escaping @Sendable (Matrix<T>, Result) throws -> String?
    ) -> Case {
        Case(name, group: "decompositions", work: .flop(flop), rival: .scipy, isQuick: n <= 256) {
            let a = input()
            return Trial(check: { (result: Swift.Result<Result, any Error>) in
                do { return try check(a, result.get()) } catch { return "\(error)" }
            }) { Swift.Result { try ours(a) } }
        }
    }

    private static func nearOnes<T: Scalar>(_ x: Vector<T>) -> String? {
        // A random matrix has a condition number of about its size.
        let allowed = 100 * Double(x.count) * Double(x.count).squareRoot() * Double(T.ulpOfOne)
        let worst = x.map { abs(Double($0) - 1) }.max() ?? 0
        return worst <= allowed ? nil : "off by \(worst)"
    }

    private static func near<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> String? {
        let allowed = 100 * Double(a.rows) * Double(T.ulpOfOne)
        let worst = (a - b).elements.map { abs(Double($0)) }.max() ?? 0
        return worst <= allowed ? nil : "off by \(worst)"
    }
}

extension Matrix {
    /// `A · (1, 1, …)`: a right-hand side whose solution is known.
    func multiplied(byOnes count: Int) -> Vector<Element> { matmul(self, Vector(repeating: 1, count: count)) }
}
