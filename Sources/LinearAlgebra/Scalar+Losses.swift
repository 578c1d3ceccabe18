import CKernels

/// Losses, softmax and normalisation of rows with their gradients, dropout, and the scattering of rows.
///
/// All take raw pointers and check nothing; they are meant for this package. A gradient or a result may be written over an
/// input of the same shape. Matrices are row-major, and a stride counts the elements from the start of one row to the start
/// of the next. Rows are independent but for the sums over them: several threads may take parts of them.
public protocol LossScalar {
    /// `loss[i] = log Σⱼ eˣⁱʲ - (1 - ε) x[i][y] - ε meanⱼ x[i][j]` for `y = labels[i]`, `ε = smoothing`; 0 where `y < 0`, `NaN`
    /// where `y ≥ columns`. `probabilities`, the softmax, may be written over `x`.
    static func crossEntropy(
        _ x: UnsafePointer<Self>, _ xStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        loss: UnsafeMutablePointer<Self>, probabilities: UnsafeMutablePointer<Self>?, _ pStride: Int,
        rows: Int, columns: Int)
    /// `dx = g[i] scale (p - ε / columns - (1 - ε) [j = y])`, 0 where `y < 0`; `g` is 1 where it is nil. `dx` may be
    /// `probabilities`, and so written over.
    static func crossEntropyGradient(
        probabilities: UnsafePointer<Self>, _ pStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        g: UnsafePointer<Self>?, scale: Self, _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int,
        columns: Int)
    /// `dx = y (g - Σⱼ g y)` from the softmax `y`.
    static func softmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int)
    /// `dx = g - eʸ Σⱼ g` from the logarithm `y` of the softmax.
    static func logSoftmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int)
    /// `y = (x - mean) rstd gamma + beta` with `rstd = 1 / √(variance + epsilon)` of the row; both are kept where asked for.
    static func layerNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, beta: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, mean: UnsafeMutablePointer<Self>?,
        rstd: UnsafeMutablePointer<Self>?, rows: Int, columns: Int)
    /// With `z = (x - mean) rstd`, `u = g gamma`: `dx = rstd (u - meanⱼ u - z meanⱼ(u z))`, `dgamma` = (or +=) `Σᵢ g z`,
    /// `dbeta` = (or +=) `Σᵢ g`.
    static func layerNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, mean: UnsafePointer<Self>, rstd: UnsafePointer<Self>,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?,
        dbeta: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int)
    /// `y = x rstd gamma` with `rstd = 1 / √(mean of x² + epsilon)` of the row.
    static func rmsNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, epsilon: Self,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rstd: UnsafeMutablePointer<Self>?, rows: Int,
        columns: Int)
    /// With `z = x rstd`, `u = g gamma`: `dx = rstd (u - z meanⱼ(u z))`, `dgamma` = (or +=) `Σᵢ g z`.
    static func rmsNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, rstd: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>,
        _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int)
    /// `loss = -w t log σ(x) - (1 - t) log(1 - σ(x))` of logits `x` and targets `t`, `w` the weight of the positive class.
    static func binaryCrossEntropy(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self,
        loss: UnsafeMutablePointer<Self>, _ count: Int)
    /// `dx = g scale ((1 + (w - 1) t) σ(x) - w t)`; `g` is 1 where it is nil.
    static func binaryCrossEntropyGradient(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self, g: UnsafePointer<Self>?,
        scale: Self, _ dx: UnsafeMutablePointer<Self>, _ count: Int)
    /// `y = x / (1 - rate)` where `words[i] ≥ 2³² rate`, else 0; all 0 where `rate ≥ 1`. Given `g` and the same words, the gradient.
    static func dropout(
        _ x: UnsafePointer<Self>, words: UnsafePointer<UInt32>, rate: Double, _ y: UnsafeMutablePointer<Self>,
        _ count: Int)
    /// `out[indices[i]] += g[i]`, row by row in this order; a negative index is passed over: the gradient of an embedding.
    static func scatterAdd(
        _ g: UnsafePointer<Self>, _ gStride: Int, indices: UnsafePointer<Int>,
        to out: UnsafeMutablePointer<Self>, _ outStride: Int, rows: Int, columns: Int)
}

extension Float: LossScalar {
    public static func crossEntropy(
        _ x: UnsafePointer<Self>, _ xStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        loss: UnsafeMutablePointer<Self>, probabilities: UnsafeMutablePointer<Self>?, _ pStride: Int,
        rows: Int, columns: Int
    ) {
        cairn_cross_entropy_f32(x, xStride, labels, smoothing, loss, probabilities, pStride, rows, columns)
    }

    public static func crossEntropyGradient(
        probabilities: UnsafePointer<Self>, _ pStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        g: UnsafePointer<Self>?, scale: Self, _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_cross_entropy_grad_f32(
            probabilities, pStride, labels, smoothing, g, scale, dx, dxStride, rows, columns)
    }

    public static func softmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int
    ) {
        cairn_softmax_grad_f32(g, gStride, y, yStride, dx, dxStride, rows, columns)
    }

    public static func logSoftmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int
    ) {
        cairn_log_softmax_grad_f32(g, gStride, y, yStride, dx, dxStride, rows, columns)
    }

    public static func layerNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, beta: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, mean: UnsafeMutablePointer<Self>?,
        rstd: UnsafeMutablePointer<Self>?, rows: Int, columns: Int
    ) {
        cairn_layer_norm_f32(x, xStride, gamma, beta, epsilon, y, yStride, mean, rstd, rows, columns)
    }

    public static func layerNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, mean: UnsafePointer<Self>, rstd: UnsafePointer<Self>,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?,
        dbeta: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int
    ) {
        cairn_layer_norm_grad_f32(
            g, gStride, x, xStride, gamma, mean, rstd, dx, dxStride, dgamma, dbeta, accumulate ? 1 : 0, rows,
            columns)
    }

    public static func rmsNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, epsilon: Self,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rstd: UnsafeMutablePointer<Self>?, rows: Int,
        columns: Int
    ) {
        cairn_rms_norm_f32(x, xStride, gamma, epsilon, y, yStride, rstd, rows, columns)
    }

    public static func rmsNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, rstd: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>,
        _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int
    ) {
        cairn_rms_norm_grad_f32(
            g, gStride, x, xStride, gamma, rstd, dx, dxStride, dgamma, accumulate ? 1 : 0, rows, columns)
    }

    public static func binaryCrossEntropy(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self,
        loss: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_bce_logits_f32(x, targets, positiveWeight, loss, count)
    }

    public static func binaryCrossEntropyGradient(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self, g: UnsafePointer<Self>?,
        scale: Self, _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_bce_logits_grad_f32(x, targets, positiveWeight, g, scale, dx, count)
    }

    public static func dropout(
        _ x: UnsafePointer<Self>, words: UnsafePointer<UInt32>, rate: Double, _ y: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_dropout_f32(x, words, rate, y, count)
    }

    public static func scatterAdd(
        _ g: UnsafePointer<Self>, _ gStride: Int, indices: UnsafePointer<Int>,
        to out: UnsafeMutablePointer<Self>, _ outStride: Int, rows: Int, columns: Int
    ) {
        cairn_scatter_add_f32(g, gStride, indices, out, outStride, rows, columns)
    }
}

extension Double: LossScalar {
    public static func crossEntropy(
        _ x: UnsafePointer<Self>, _ xStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        loss: UnsafeMutablePointer<Self>, probabilities: UnsafeMutablePointer<Self>?, _ pStride: Int,
        rows: Int, columns: Int
    ) {
        cairn_cross_entropy_f64(x, xStride, labels, smoothing, loss, probabilities, pStride, rows, columns)
    }

    public static func crossEntropyGradient(
        probabilities: UnsafePointer<Self>, _ pStride: Int, labels: UnsafePointer<Int>, smoothing: Double,
        g: UnsafePointer<Self>?, scale: Self, _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_cross_entropy_grad_f64(
            probabilities, pStride, labels, smoothing, g, scale, dx, dxStride, rows, columns)
    }

    public static func softmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int
    ) {
        cairn_softmax_grad_f64(g, gStride, y, yStride, dx, dxStride, rows, columns)
    }

    public static func logSoftmaxGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, rows: Int, columns: Int
    ) {
        cairn_log_softmax_grad_f64(g, gStride, y, yStride, dx, dxStride, rows, columns)
    }

    public static func layerNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, beta: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, mean: UnsafeMutablePointer<Self>?,
        rstd: UnsafeMutablePointer<Self>?, rows: Int, columns: Int
    ) {
        cairn_layer_norm_f64(x, xStride, gamma, beta, epsilon, y, yStride, mean, rstd, rows, columns)
    }

    public static func layerNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, mean: UnsafePointer<Self>, rstd: UnsafePointer<Self>,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?,
        dbeta: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int
    ) {
        cairn_layer_norm_grad_f64(
            g, gStride, x, xStride, gamma, mean, rstd, dx, dxStride, dgamma, dbeta, accumulate ? 1 : 0, rows,
            columns)
    }

    public static func rmsNorm(
        _ x: UnsafePointer<Self>, _ xStride: Int, gamma: UnsafePointer<Self>?, epsilon: Self,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rstd: UnsafeMutablePointer<Self>?, rows: Int,
        columns: Int
    ) {
        cairn_rms_norm_f64(x, xStride, gamma, epsilon, y, yStride, rstd, rows, columns)
    }

    public static func rmsNormGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, x: UnsafePointer<Self>, _ xStride: Int,
        gamma: UnsafePointer<Self>?, rstd: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>,
        _ dxStride: Int, dgamma: UnsafeMutablePointer<Self>?, accumulate: Bool, rows: Int, columns: Int
    ) {
        cairn_rms_norm_grad_f64(
            g, gStride, x, xStride, gamma, rstd, dx, dxStride, dgamma, accumulate ? 1 : 0, rows, columns)
    }

    public static func binaryCrossEntropy(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self,
        loss: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_bce_logits_f64(x, targets, positiveWeight, loss, count)
    }

    public static func binaryCrossEntropyGradient(
        _ x: UnsafePointer<Self>, targets: UnsafePointer<Self>, positiveWeight: Self, g: UnsafePointer<Self>?,
        scale: Self, _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_bce_logits_grad_f64(x, targets, positiveWeight, g, scale, dx, count)
    }

    public static func dropout(
        _ x: UnsafePointer<Self>, words: UnsafePointer<UInt32>, rate: Double, _ y: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_dropout_f64(x, words, rate, y, count)
    }

    public static func scatterAdd(
        _ g: UnsafePointer<Self>, _ gStride: Int, indices: UnsafePointer<Int>,
        to out: UnsafeMutablePointer<Self>, _ outStride: Int, rows: Int, columns: Int
    ) {
        cairn_scatter_add_f64(g, gStride, indices, out, outStride, rows, columns)
    }
}
