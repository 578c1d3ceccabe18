import Autodiff
import Foundation
import LinearAlgebra

/// Adam's second moment from the means of its rows and columns, and no first moment: memory for m + n numbers where Adam keeps 2mn.
///
/// Of a matrix, in step t with `β = 1 - t^δ`: `r ← β r + (1 - β) mean_rows(g²)`, `c` alike of columns,
/// `v = r c / max(mean(r), ε₁)`; of a vector, `v ← β v + (1 - β) g²`. Then `u = g / √max(v, ε₁²)`,
/// `p ← p - α u / max(1, rms(u) / d)`, with `α = max(ε₂, rms(p)) min(η, 1/√t)`: steps are relative to the size of the parameter. Decay w first takes
/// `p ← (1 - η w) p`. Tensors of more axes are a batch of matrices.
///
/// As `torch.optim.Adafactor`. Source: Shazeer and Stern (2018).
public struct Adafactor<Precision: Scalar>: Optimizer {
    /// η, at most which share of its size a parameter moves.
    public var learningRate: Double
    /// δ, the power by which the averages lengthen.
    public var decayPower: Double
    /// ε₁, the smallest second moment.
    public var epsilon: Double
    /// ε₂, the smallest size of a parameter.
    public var smallestSize: Double
    /// d, the root mean square above which a step is cut.
    public var clipping: Double
    /// w.
    public var weightDecay: Double
    /// The means r and c, or v in their place.
    public var state = OptimizerState<Precision>()

    /// Adafactor.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - decayPower: δ, 0 or less.
    ///   - epsilon: ε₁, 0 or more; the distance of 1 to the next number where nil.
    ///   - smallestSize: ε₂, 0 or more.
    ///   - clipping: d, 1 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 0.01, decayPower: Double = -0.8, epsilon: Double? = nil,
        smallestSize: Double = 1e-3, clipping: Double = 1, weightDecay: Double = 0
    ) {
        self.epsilon = epsilon ?? Double(Precision.ulpOfOne)
        requireNonNegative(
            "Adafactor",
            [
                "learningRate": learningRate, "epsilon": self.epsilon, "smallestSize": smallestSize,
                "weightDecay": weightDecay,
            ])
        require(decayPower <= 0, "Adafactor: decayPower must be 0 or less, not \(decayPower)")
        require(clipping >= 1, "Adafactor: clipping must be 1 or more, not \(clipping)")
        (self.learningRate, self.decayPower, self.smallestSize) = (learningRate, decayPower, smallestSize)
        (self.clipping, self.weightDecay) = (clipping, weightDecay)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let step = Double(state.steps), share = pow(step, decayPower)
        let slope = scale == 1 ? gradient.contiguous() : gradient * Precision(scale)
        let size = max(smallestSize, rootMeanSquare(parameter)) * min(learningRate, 1 / step.squareRoot())
        if weightDecay != 0 { parameter *= Precision(1 - learningRate * weightDecay) }
        let floor = Precision(epsilon * epsilon)
        let update = slope * secondMoment(slope, index, Precision(share)).maximum(floor).rsqrt()
        let cut = max(1, rootMeanSquare(update) / clipping)
        addScaled(&parameter, update, -size / cut)
    }

    /// v, after the averages took this gradient in.
    private mutating func secondMoment(
        _ gradient: Tensor<Precision>, _ index: Int, _ share: Precision
    ) -> Tensor<Precision> {
        let squares = gradient.square()
        guard gradient.rank > 1 else {
            // A vector has no columns; an empty tensor keeps their place.
            _ = state.elements(1, at: index, like: Tensor(uninitialized: [0]))
            return average(0, squares, index, share)
        }
        let rows = average(0, squares.mean(over: [-1], keepingAxes: true), index, share)
        let columns = average(1, squares.mean(over: [-2], keepingAxes: true), index, share)
        return rows * columns / rows.mean(over: [-2], keepingAxes: true).maximum(Precision(epsilon))
    }

    /// `a ← a + share (value - a)`.
    private mutating func average(
        _ kind: Int, _ value: Tensor<Precision>, _ index: Int, _ share: Precision
    ) -> Tensor<Precision> {
        _ = state.elements(kind, at: index, like: value)
        let old = state.tensors[kind][index]
        state.tensors[kind][index] = old + share * (value - old)
        return state.tensors[kind][index]
    }
}

/// `√(Σx²/n)`, 0 where there is no element.
func rootMeanSquare<T: Scalar>(_ x: Tensor<T>) -> Double {
    euclideanNorm(x) / Double(max(1, x.count)).squareRoot()
}

/// `√Σx²`.
func euclideanNorm<T: Scalar>(_ x: Tensor<T>) -> Double {
    let source = x.contiguous()
    defer { withExtendedLifetime(source) {} }
    return source.count == 0 ? 0 : Double(T.nrm2(source.count, source.start, 1))
}

/// `p ← p + factor u`.
func addScaled<T: Scalar>(_ parameter: inout Tensor<T>, _ update: Tensor<T>, _ factor: Double) {
    inPlace(&parameter, update) { p, u, _, count in T.axpy(count, T(factor), u, 1, p, 1) }
}
