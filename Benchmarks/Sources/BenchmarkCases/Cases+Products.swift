import CBench
import LinearAlgebra

extension Cases {
    /// Matrix products, and the raw BLAS calls that they come down to.
    static let products =
        products(Float.self) + products(Double.self) + smallProducts(Float.self) + smallProducts(Double.self)

    private static func products<T: BenchmarkScalar>(_: T.Type) -> [Case] {
        var shapes: [Shape] = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096].map { Shape($0, $0, $0) }
        for n in [64, 128, 512, 1024] {
            shapes += ["tn", "nt", "tt"].map { Shape(n, n, n, transposes: $0) }
        }
        shapes += [
            Shape(4096, 64, 64), Shape(64, 4096, 64), Shape(64, 64, 4096), Shape(100_000, 10, 10),
            Shape(10, 10, 100_000), Shape(768, 384, 128), Shape(768, 128, 512), Shape(2048, 1152, 384),
        ]
        return shapes.map { product(T.self, $0) } + shapes.map { rawProduct(T.self, $0) }
    }

    /// `C = op(A) op(B)`, m × n with a sum over k.
    struct Shape: Sendable {
        let m: Int, n: Int, k: Int
        /// `"nn"`, `"tn"`, `"nt"` or `"tt"`: which of A and B is the transpose of what is stored.
        let transposes: String

        init(_ m: Int, _ n: Int, _ k: Int, transposes: String = "nn") {
            (self.m, self.n, self.k, self.transposes) = (m, n, k, transposes)
        }

        var flop: Double { 2 * Double(m) * Double(n) * Double(k) }
        var isSquare: Bool { m == n && n == k }
        var transposesA: Bool { transposes.hasPrefix("t") }
        var transposesB: Bool { transposes.hasSuffix("t") }
        /// `"512"`, `"512.tn"`, `"4096x64x64"`.
        var name: String {
            (isSquare ? "\(m)" : "\(m)x\(n)x\(k)") + (transposes == "nn" ? "" : ".\(transposes)")
        }

        func a<T: Scalar>(_: T.Type) -> Matrix<T> {
            transposesA ? Inputs.matrix(k, m, seed: 1).transposed : Inputs.matrix(m, k, seed: 1)
        }

        func b<T: Scalar>(_: T.Type) -> Matrix<T> {
            transposesB ? Inputs.matrix(n, k, seed: 2).transposed : Inputs.matrix(k, n, seed: 2)
        }

        /// Compares an element in each corner and one within with the sum spelled out.
        func check<T: Scalar>(
            _ a: Matrix<T>, _ b: Matrix<T>, _ element: (Int, Int) -> T
        ) -> String? {
            for (i, j) in [(0, 0), (0, n - 1), (m - 1, 0), (m - 1, n - 1), (m / 2, n / 3)] {
                let expected = (0..<k).reduce(0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) }
                if let problem = difference(element(i, j), expected, scale: Double(k).squareRoot(), steps: k)
                {
                    return "element (\(i), \(j)): \(problem)"
                }
            }
            return nil
        }
    }

    private static func product<T: BenchmarkScalar>(_: T.Type, _ shape: Shape) -> Case {
        Case(
            "matmul.\(T.tag).\(shape.name)", group: "products", work: .flop(shape.flop), rival: .numpy,
            isQuick: shape.flop < 1e9
        ) {
            let a = shape.a(T.self), b = shape.b(T.self)
            return Trial(check: { c in shape.check(a, b) { c[$0, $1] } }) { matmul(a, b) }
        }
    }

    /// The call itself, into memory that is there already, with OpenBLAS's own threads.
    private static func rawProduct<T: BenchmarkScalar>(_: T.Type, _ shape: Shape) -> Case {
        Case(
            "cblas.\(T.tag).\(shape.name)", group: "products", work: .flop(shape.flop),
            isQuick: shape.flop < 1e9
        ) {
            let a = shape.a(T.self), b = shape.b(T.self)
            let storedA = (shape.transposesA ? a.transposed : a).elements
            let storedB = (shape.transposesB ? b.transposed : b).elements
            let c = Scratch<T>(count: shape.m * shape.n)
            var trial = Trial(check: { (_: Void) in shape.check(a, b) { c.start[$0 * shape.n + $1] } }) {
                T.rawGemm(shape, storedA, storedB, into: c.start)
            }
            trial.setUp = { bench_set_blas_threads(Int32(Threads.count)) }
            trial.tearDown = { bench_set_blas_threads(1) }
            return trial
        }
    }

    /// Matrix with vector, vector with vector, and a batch of attention heads.
    private static func smallProducts<T: BenchmarkScalar>(_: T.Type) -> [Case] {
        var cases: [Case] = []
        for n in [64, 512, 2048, 4096] {
            let flop = 2 * Double(n) * Double(n)
            cases.append(
                Case(
                    "gemv.\(T.tag).\(n)", group: "products", work: .flop(flop), rival: .numpy,
                    isQuick: n < 1000
                ) {
                    let a: Matrix<T> = Inputs.matrix(n, n), x: Vector<T> = Inputs.vector(n, seed: 3)
                    return Trial(check: { y in
                        let expected = (0..<n).reduce(0) { $0 + Double(a[n / 2, $1]) * Double(x[$1]) }
                        return difference(y[n / 2], expected, scale: Double(n).squareRoot(), steps: n)
                    }) { matmul(a, x) }
                })
        }
        for n in [1000, 100_000, 10_000_000] {
            cases.append(
                Case(
                    "dot.\(T.tag).\(n)", group: "products", work: .bytes(2 * Double(n) * T.bytes),
                    rival: .numpy,
                    isQuick: n < 1_000_000
                ) {
                    let x: Vector<T> = Inputs.vector(n), y: Vector<T> = Inputs.vector(n, seed: 2)
                    let expected = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                    return Trial(check: { difference($0, expected, scale: Double(n).squareRoot(), steps: n) })
                    {
                        dot(x, y)
                    }
                })
        }
        cases.append(
            Case(
                "heads.\(T.tag).48x64x64x32", group: "products", work: .flop(2 * 48 * 64 * 64 * 32),
                rival: .numpy,
                isQuick: true
            ) {
                let a: [Matrix<T>] = (0..<48).map { Inputs.matrix(64, 32, seed: UInt64($0)) }
                let b: [Matrix<T>] = (0..<48).map { Inputs.matrix(32, 64, seed: UInt64(100 + $0)) }
                let shape = Shape(64, 64, 32)
                return Trial(check: { c in shape.check(a[47], b[47]) { c[47][$0, $1] } }) { matmul(a, b) }
            })
        return cases
    }
}

/// Memory outside the library's cache.
final class Scratch<T: Scalar> {
    let start: UnsafeMutablePointer<T>
    init(count: Int) {
        start = .allocate(capacity: count)
        start.initialize(repeating: 0, count: count)
    }
    deinit { start.deallocate() }
}

/// A `Scalar` whose raw BLAS call the benchmarks can reach.
protocol BenchmarkScalar: Scalar {
    static func rawGemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Self>, lda: Int,
        b: UnsafePointer<Self>, ldb: Int, c: UnsafeMutablePointer<Self>, ldc: Int)
}

extension BenchmarkScalar {
    static func rawGemm(
        _ shape: Cases.Shape, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        into c: UnsafeMutablePointer<Self>
    ) {
        rawGemm(
            transposeA: shape.transposesA, transposeB: shape.transposesB, m: shape.m, n: shape.n, k: shape.k,
            a: a, lda: shape.transposesA ? shape.m : shape.k, b: b,
            ldb: shape.transposesB ? shape.k : shape.n, c: c, ldc: shape.n)
    }
}

extension Float: BenchmarkScalar {
    static func rawGemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int,
        b: UnsafePointer<Float>, ldb: Int, c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        bench_gemm_f32(
            transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), a, Int32(lda), b,
            Int32(ldb), c,
            Int32(ldc))
    }
}

extension Double: BenchmarkScalar {
    static func rawGemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Double>, lda: Int,
        b: UnsafePointer<Double>, ldb: Int, c: UnsafeMutablePointer<Double>, ldc: Int
    ) {
        bench_gemm_f64(
            transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), a, Int32(lda), b,
            Int32(ldb), c,
            Int32(ldc))
    }
}
