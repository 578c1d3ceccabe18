import Autodiff
import LinearAlgebra

/// Another optimiser that is pulled back, every k steps, towards where it was.
///
/// After each k steps of the inner rule `s ← s + α (p - s)`, `p ← s`; the slow parameters s begin as p.
///
/// Source: Zhang, Lucas, Hinton and Ba, *Lookahead Optimizer* (2019), algorithm 1.
public struct Lookahead<Inner: Optimizer>: Optimizer {
    /// That of the inner rule.
    public typealias Precision = Inner.Precision
    /// The inner rule.
    public private(set) var inner: Inner
    /// k.
    public let period: Int
    /// α.
    public let share: Double
    private var slow: [Tensor<Precision>] = []

    /// Another optimiser, pulled back.
    ///
    /// - Parameters:
    ///   - inner: The inner rule.
    ///   - period: k, 1 or more.
    ///   - share: α, above 0 and at most 1.
    public init(_ inner: Inner, period: Int = 5, share: Double = 0.5) {
        require(period >= 1, "Lookahead: a period of \(period)")
        require(share > 0 && share <= 1, "Lookahead: share must be in 0...1 and not 0, not \(share)")
        (self.inner, self.period, self.share) = (inner, period, share)
    }

    /// That of the inner rule.
    public var learningRate: Double {
        get { inner.learningRate }
        set { inner.learningRate = newValue }
    }

    /// The state of the inner rule, with the slow parameters behind its tensors.
    public var state: OptimizerState<Precision> {
        get {
            var all = inner.state
            if !slow.isEmpty { all.tensors.append(slow) }
            return all
        }
        set {
            var part = newValue
            slow = part.tensors.popLast() ?? []
            inner.state = part
        }
    }

    /// Counts a step of the inner rule.
    public mutating func beginStep() { inner.beginStep() }

    /// Changes one parameter.
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        if slow.count == index { slow.append(parameter.copied()) }
        inner.step(&parameter, along: gradient, at: index, scale: scale)
        guard inner.state.steps % period == 0 else { return }
        interpolate(&slow[index], to: parameter, Precision(share))
        parameter = slow[index].copied()
    }
}

/// `a ← a + share (value - a)`, in place.
func interpolate<T: Scalar>(_ average: inout Tensor<T>, to value: Tensor<T>, _ share: T) {
    inPlace(&average, value) { a, x, _, count in
        T.scal(count, 1 - share, a, 1)
        T.axpy(count, share, x, 1, a, 1)
    }
}
