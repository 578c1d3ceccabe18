import CBench
import LinearAlgebra

/// The most that this machine does: what every figure is a share of.
public struct Peak: Codable, Sendable {
    /// GFLOP/s of one core, in registers.
    public var oneCoreF32: Double, oneCoreF64: Double
    /// GFLOP/s of all threads together.
    public var allCoresF32: Double, allCoresF64: Double
    /// GFLOP/s of the best large matrix product.
    public var productF32: Double, productF64: Double
    /// GB/s of `z = x + s y` over three arrays of 10⁷ doubles, and over arrays larger than any cache.
    public var triad: Double, triadLarge: Double
    /// GB/s of a plain copy of 10⁷ doubles.
    public var copy: Double

    /// Measures; takes 8 s, or 2 s when `quick`. The best of many short rounds counts: a disturbance lasts longer.
    public static func measured(quick: Bool = false) -> Peak {
        let all = Int32(Threads.count), rounds = quick ? 10 : 60, seconds = 0.02
        func best(_ measure: () -> Double) -> Double { (0..<rounds).map { _ in measure() }.max() ?? 0 }
        let large = quick ? 1 << 23 : 1 << 25
        return Peak(
            oneCoreF32: best { bench_peak_f32(1, seconds) }, oneCoreF64: best { bench_peak_f64(1, seconds) },
            allCoresF32: best { bench_peak_f32(all, seconds) },
            allCoresF64: best { bench_peak_f64(all, seconds) },
            productF32: product(Float.self, quick: quick), productF64: product(Double.self, quick: quick),
            triad: bench_triad(all, 10_000_000, Int32(rounds) / 3),
            triadLarge: bench_triad(all, large, Int32(rounds) / 6),
            copy: bench_copy(all, 10_000_000, Int32(rounds) / 3))
    }

    private static func product<T: Scalar>(_: T.Type, quick: Bool) -> Double {
        let n = quick ? 1024 : 2048
        let a: Matrix<T> = Inputs.matrix(n, n), b: Matrix<T> = Inputs.matrix(n, n, seed: 2)
        let times = Trial(check: { (_: Matrix<T>) in nil }) { matmul(a, b) }.measure()
        let flop = 2 * Double(n) * Double(n) * Double(n)
        return flop / times.fastest * 1e-9
    }

    /// The rate of a case and its share of what is possible; no share where the work stays in a cache.
    public func rate(of work: Case.Work, name: String, seconds: Double) -> Rate {
        switch work {
        case .flop(let count):
            let rate = count / seconds * 1e-9
            return Rate(
                value: rate, unit: "GFLOP/s",
                share: rate / (name.contains(".f32") ? allCoresF32 : allCoresF64))
        case .bytes(let count):
            let rate = count / seconds * 1e-9
            return Rate(value: rate, unit: "GB/s", share: count >= 40e6 ? rate / triad : nil)
        case .items(let count):
            return Rate(value: count / seconds * 1e-6, unit: "M/s", share: nil)
        }
    }
}

/// How fast something went.
public struct Rate: Sendable {
    /// In `unit`.
    public let value: Double
    /// `"GFLOP/s"`, `"GB/s"` or `"M/s"`.
    public let unit: String
    /// As a share of the measured peak.
    public let share: Double?
}
