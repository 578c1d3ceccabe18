import LinearAlgebra

extension Cases {
    /// The kernel ladder: one product, from three loops to OpenBLAS.
    static let ladder = ladder(Float.self) + ladder(Double.self)

    private static func ladder<T: Scalar>(_: T.Type) -> [Case] {
        let rungs: [(String, @Sendable (Matrix<T>, Matrix<T>) -> Matrix<T>)] = [
            ("ijk", { Textbook.matmulIJK($0, $1) }), ("ikj", { Textbook.matmulIKJ($0, $1) }),
            ("blocked", { Textbook.matmulBlocked($0, $1) }), ("simd", { Textbook.matmulSIMD($0, $1) }),
            ("threaded", { Textbook.matmulThreaded($0, $1) }),
            ("openblas", { Textbook.matmulOpenBLAS($0, $1) }),
        ]
        return [128, 512, 1024].flatMap { n in
            rungs.map { rung, product in
                let shape = Shape(n, n, n)
                return Case(
                    "ladder.\(T.tag).\(n).\(rung)", group: "ladder", work: .flop(shape.flop), isQuick: n < 512
                ) {
                    let a = shape.a(T.self), b = shape.b(T.self)
                    return Trial(check: { c in shape.check(a, b) { c[$0, $1] } }) { product(a, b) }
                }
            }
        }
    }
}
