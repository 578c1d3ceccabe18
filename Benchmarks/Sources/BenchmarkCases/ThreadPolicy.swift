import CBench
import LinearAlgebra

/// A way to spread matrix products over the cores.
public struct ThreadPolicy: Sendable {
    /// What the table calls it.
    public let name: String
    private let isOurs: Bool
    private let isParallel: Bool

    /// OpenBLAS's threads, the library's workers, and one thread.
    public static let all = [
        ThreadPolicy(name: "OpenBLAS's threads", isOurs: false, isParallel: true),
        ThreadPolicy(name: "our workers", isOurs: true, isParallel: true),
        ThreadPolicy(name: "one thread", isOurs: false, isParallel: false),
    ]

    /// A product, or a batch of them.
    public struct Product: Sendable {
        let shape: Cases.Shape
        let batch: Int
        /// How many operations it takes.
        public var flop: Double { shape.flop * Double(batch) }
        /// `"768×384×128"`.
        public var name: String {
            (batch == 1 ? "" : "\(batch) heads of ") + "\(shape.m)×\(shape.n)×\(shape.k)"
        }
    }

    /// The products of training steps.
    public static let shapes =
        [
            Cases.Shape(768, 384, 128), Cases.Shape(768, 128, 512), Cases.Shape(2048, 1152, 384),
            Cases.Shape(128, 128, 128), Cases.Shape(512, 512, 512),
        ].map { Product(shape: $0, batch: 1) } + [Product(shape: Cases.Shape(64, 64, 32), batch: 48)]

    /// The product under this policy; results are allocated on our side only.
    public func trial(_ product: Product) -> Trial {
        let shape = product.shape
        let a: [Matrix<Float>] = (0..<product.batch).map { Inputs.matrix(shape.m, shape.k, seed: UInt64($0)) }
        let b: [Matrix<Float>] = (0..<product.batch).map { Inputs.matrix(shape.k, shape.n, seed: UInt64($0)) }
        if isOurs {
            return product.batch == 1
                ? Trial(check: { (_: Matrix<Float>) in nil }) { matmul(a[0], b[0]) }
                : Trial(check: { (_: [Matrix<Float>]) in nil }) { matmul(a, b) }
        }
        let storedA = a.map(\.elements), storedB = b.map(\.elements)
        let c = storedA.map { _ in Scratch<Float>(count: shape.m * shape.n) }
        var trial = Trial(check: { (_: Void) in nil }) {
            for index in 0..<product.batch {
                Float.rawGemm(shape, storedA[index], storedB[index], into: c[index].start)
            }
        }
        let threads = Int32(isParallel ? Threads.count : 1)
        trial.setUp = { bench_set_blas_threads(threads) }
        trial.tearDown = { bench_set_blas_threads(1) }
        return trial
    }
}
