import CKernels

/// Steps of optimisers, one pass each over the parameters `p`, their gradient `g` and the state, changed in place.
///
/// All take raw pointers and check nothing; they are meant for this package. The formulas and their order are those of
/// `torch.optim` where it has the method. `d = scale g` is the gradient: a scale of -1 ascends, and the factor of clipping
/// costs no pass of its own. A `weightDecay` w other than 0 makes it `d + w p`, unless decay is decoupled:
/// then `p ← (1 - rate w) p` comes first. `step` (t) counts from 1. State begins as zeros unless said otherwise.
/// Hyperparameters are `Double`s, rounded to the type once. `NaN` in a gradient makes its parameter `NaN`.
/// Arrays do not overlap; disjoint parts of them may be stepped by several threads.
public protocol OptimizerScalar {
    /// Momentum `b ← momentum b + (1 - dampening) d` (`b ← d` in the first step), `p ← p - rate b`, or `p - rate (d +
    /// momentum b)` where `nesterov`. Without momentum `buffer` is not touched.
    static func sgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, buffer: UnsafeMutablePointer<Self>?,
        isFirst: Bool, rate: Double, momentum: Double, dampening: Double, nesterov: Bool, weightDecay: Double,
        scale: Double, _ count: Int)
    /// `m ← β₁ m + (1 - β₁) d`, `v ← β₂ v + (1 - β₂) d²`, `p ← p - rate m / (1 - β₁ᵗ) / (√v / √(1 - β₂ᵗ) + epsilon)`; with
    /// `largest` (AMSGrad) the largest `v` so far stands for `v`. `decoupled` decay is AdamW's.
    static func adamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, largest: UnsafeMutablePointer<Self>?, step: Int, rate: Double,
        beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int)
    /// `v ← α v + (1 - α) d²`, `p ← p - rate d / (√v + epsilon)`; with `mean` the same average of `d`, squared, is taken off
    /// `v` (centred); with `buffer`, `b ← momentum b + d / (√v + epsilon)` and `p ← p - rate b`.
    static func rmspropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        mean: UnsafeMutablePointer<Self>?, buffer: UnsafeMutablePointer<Self>?, rate: Double, alpha: Double,
        epsilon: Double, weightDecay: Double, momentum: Double, scale: Double, _ count: Int)
    /// `s ← s + d²`, `p ← p - rate / (1 + (t - 1) rateDecay) d / (√s + epsilon)`.
    static func adagradStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, sum: UnsafeMutablePointer<Self>, step: Int,
        rate: Double, rateDecay: Double, epsilon: Double, weightDecay: Double, scale: Double, _ count: Int)
    /// `v ← ρ v + (1 - ρ) d²`, `u = √(a + epsilon) / √(v + epsilon) d`, `a ← ρ a + (1 - ρ) u²`, `p ← p - rate u`; `moves` is `a`.
    static func adadeltaStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        moves: UnsafeMutablePointer<Self>, rate: Double, rho: Double, epsilon: Double, weightDecay: Double,
        scale: Double, _ count: Int)
    /// `m ← β₁ m + (1 - β₁) d`, `u ← max(β₂ u, |d| + epsilon)`, `p ← p - rate / (1 - β₁ᵗ) m / u`.
    static func adamaxStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        u: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, scale: Double, _ count: Int)
    /// Adam with Nesterov's momentum `μ = β₁ (1 - 0.96^(t momentumDecay) / 2)`; `product` is the product of the `μ` of the
    /// steps before (1 at first), and the new one is returned.
    @discardableResult
    static func nadamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, product: Double, rate: Double, beta1: Double, beta2: Double,
        epsilon: Double, momentumDecay: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int
    ) -> Double
    /// Rectified Adam: `p ← p - rate m / (1 - β₁ᵗ)`, divided by the root of the second moment and rectified once the average
    /// is longer than 5 steps.
    static func radamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, decoupled: Bool, scale: Double, _ count: Int)
    /// `p ← (1 - rate weightDecay) p - rate sign(β₁ m + (1 - β₁) d)`, `m ← β₂ m + (1 - β₂) d`.
    static func lionStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        rate: Double, beta1: Double, beta2: Double, weightDecay: Double, scale: Double, _ count: Int)
    /// `h ← shrink h` where `d` changed its sign (and then `d ← 0`), `grow h` where it kept it, within the bounds;
    /// `p ← p - h sign(d)`. `steps`, `h`, begins as the learning rate; `previous` keeps `d`.
    static func rpropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, previous: UnsafeMutablePointer<Self>,
        steps: UnsafeMutablePointer<Self>, shrink: Double, grow: Double, smallest: Double, largest: Double,
        scale: Double, _ count: Int)
    /// `p ← (1 - λ η) p - η d`, and the average `a ← a + (p - a) μ`. Step `t` has `η = rate / (1 + λ rate (t - 1))^α` and
    /// `μ = 1 / max(1, t - 1 - t₀)`.
    static func asgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, average: UnsafeMutablePointer<Self>,
        lambda: Double, eta: Double, mu: Double, weightDecay: Double, scale: Double, _ count: Int)
}

extension Float: OptimizerScalar {
    public static func sgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, buffer: UnsafeMutablePointer<Self>?,
        isFirst: Bool, rate: Double, momentum: Double, dampening: Double, nesterov: Bool, weightDecay: Double,
        scale: Double, _ count: Int
    ) {
        cairn_sgd_f32(
            p, g, buffer, isFirst ? 1 : 0, rate, momentum, dampening, nesterov ? 1 : 0, weightDecay, scale,
            count)
    }

    public static func adamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, largest: UnsafeMutablePointer<Self>?, step: Int, rate: Double,
        beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int
    ) {
        cairn_adam_f32(
            p, g, m, v, largest, step, rate, beta1, beta2, epsilon, weightDecay, decoupled ? 1 : 0, scale,
            count)
    }

    public static func rmspropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        mean: UnsafeMutablePointer<Self>?, buffer: UnsafeMutablePointer<Self>?, rate: Double, alpha: Double,
        epsilon: Double, weightDecay: Double, momentum: Double, scale: Double, _ count: Int
    ) {
        cairn_rmsprop_f32(p, g, v, mean, buffer, rate, alpha, epsilon, weightDecay, momentum, scale, count)
    }

    public static func adagradStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, sum: UnsafeMutablePointer<Self>, step: Int,
        rate: Double, rateDecay: Double, epsilon: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_adagrad_f32(p, g, sum, step, rate, rateDecay, epsilon, weightDecay, scale, count)
    }

    public static func adadeltaStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        moves: UnsafeMutablePointer<Self>, rate: Double, rho: Double, epsilon: Double, weightDecay: Double,
        scale: Double, _ count: Int
    ) {
        cairn_adadelta_f32(p, g, v, moves, rate, rho, epsilon, weightDecay, scale, count)
    }

    public static func adamaxStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        u: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_adamax_f32(p, g, m, u, step, rate, beta1, beta2, epsilon, weightDecay, scale, count)
    }

    @discardableResult
    public static func nadamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, product: Double, rate: Double, beta1: Double, beta2: Double,
        epsilon: Double, momentumDecay: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int
    ) -> Double {
        cairn_nadam_f32(
            p, g, m, v, step, product, rate, beta1, beta2, epsilon, momentumDecay, weightDecay,
            decoupled ? 1 : 0, scale, count)
    }

    public static func radamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, decoupled: Bool, scale: Double, _ count: Int
    ) {
        cairn_radam_f32(
            p, g, m, v, step, rate, beta1, beta2, epsilon, weightDecay, decoupled ? 1 : 0, scale, count)
    }

    public static func lionStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        rate: Double, beta1: Double, beta2: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_lion_f32(p, g, m, rate, beta1, beta2, weightDecay, scale, count)
    }

    public static func rpropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, previous: UnsafeMutablePointer<Self>,
        steps: UnsafeMutablePointer<Self>, shrink: Double, grow: Double, smallest: Double, largest: Double,
        scale: Double, _ count: Int
    ) {
        cairn_rprop_f32(p, g, previous, steps, shrink, grow, smallest, largest, scale, count)
    }

    public static func asgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, average: UnsafeMutablePointer<Self>,
        lambda: Double, eta: Double, mu: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_asgd_f32(p, g, average, lambda, eta, mu, weightDecay, scale, count)
    }
}

extension Double: OptimizerScalar {
    public static func sgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, buffer: UnsafeMutablePointer<Self>?,
        isFirst: Bool, rate: Double, momentum: Double, dampening: Double, nesterov: Bool, weightDecay: Double,
        scale: Double, _ count: Int
    ) {
        cairn_sgd_f64(
            p, g, buffer, isFirst ? 1 : 0, rate, momentum, dampening, nesterov ? 1 : 0, weightDecay, scale,
            count)
    }

    public static func adamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, largest: UnsafeMutablePointer<Self>?, step: Int, rate: Double,
        beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int
    ) {
        cairn_adam_f64(
            p, g, m, v, largest, step, rate, beta1, beta2, epsilon, weightDecay, decoupled ? 1 : 0, scale,
            count)
    }

    public static func rmspropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        mean: UnsafeMutablePointer<Self>?, buffer: UnsafeMutablePointer<Self>?, rate: Double, alpha: Double,
        epsilon: Double, weightDecay: Double, momentum: Double, scale: Double, _ count: Int
    ) {
        cairn_rmsprop_f64(p, g, v, mean, buffer, rate, alpha, epsilon, weightDecay, momentum, scale, count)
    }

    public static func adagradStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, sum: UnsafeMutablePointer<Self>, step: Int,
        rate: Double, rateDecay: Double, epsilon: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_adagrad_f64(p, g, sum, step, rate, rateDecay, epsilon, weightDecay, scale, count)
    }

    public static func adadeltaStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, v: UnsafeMutablePointer<Self>,
        moves: UnsafeMutablePointer<Self>, rate: Double, rho: Double, epsilon: Double, weightDecay: Double,
        scale: Double, _ count: Int
    ) {
        cairn_adadelta_f64(p, g, v, moves, rate, rho, epsilon, weightDecay, scale, count)
    }

    public static func adamaxStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        u: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_adamax_f64(p, g, m, u, step, rate, beta1, beta2, epsilon, weightDecay, scale, count)
    }

    @discardableResult
    public static func nadamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, product: Double, rate: Double, beta1: Double, beta2: Double,
        epsilon: Double, momentumDecay: Double, weightDecay: Double, decoupled: Bool, scale: Double,
        _ count: Int
    ) -> Double {
        cairn_nadam_f64(
            p, g, m, v, step, product, rate, beta1, beta2, epsilon, momentumDecay, weightDecay,
            decoupled ? 1 : 0, scale, count)
    }

    public static func radamStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        v: UnsafeMutablePointer<Self>, step: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double, decoupled: Bool, scale: Double, _ count: Int
    ) {
        cairn_radam_f64(
            p, g, m, v, step, rate, beta1, beta2, epsilon, weightDecay, decoupled ? 1 : 0, scale, count)
    }

    public static func lionStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>,
        rate: Double, beta1: Double, beta2: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_lion_f64(p, g, m, rate, beta1, beta2, weightDecay, scale, count)
    }

    public static func rpropStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, previous: UnsafeMutablePointer<Self>,
        steps: UnsafeMutablePointer<Self>, shrink: Double, grow: Double, smallest: Double, largest: Double,
        scale: Double, _ count: Int
    ) {
        cairn_rprop_f64(p, g, previous, steps, shrink, grow, smallest, largest, scale, count)
    }

    public static func asgdStep(
        _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>, average: UnsafeMutablePointer<Self>,
        lambda: Double, eta: Double, mu: Double, weightDecay: Double, scale: Double, _ count: Int
    ) {
        cairn_asgd_f64(p, g, average, lambda, eta, mu, weightDecay, scale, count)
    }
}
