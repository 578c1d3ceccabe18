import CKernels

/// The kernels of a type for recurrent networks: what one step of time does to the rows of a batch; see `recurrent.h`.
///
/// All take raw pointers and check nothing; they are meant for this package. `hidden` and `cell` are the running states,
/// rows × n; a stride is the distance between rows; row i of the output (or of its gradient g) begins at
/// `out + outRows[i]`.
public protocol RecurrentScalar {
    /// `h = tanh(a)`, or `max(a, 0)` where `rectified`, over a, the running state and the output.
    static func rnnStep(
        _ a: UnsafeMutablePointer<Self>, _ aStride: Int, hidden: UnsafeMutablePointer<Self>,
        oldHidden: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rectified: Bool, rows: Int, _ n: Int)
    /// `da = (dh + g) act'(a)`, from `h = act(a)`.
    static func rnnStepGradient(
        _ h: UnsafePointer<Self>, _ hStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafePointer<Self>, _ da: UnsafeMutablePointer<Self>, _ daStride: Int, rectified: Bool,
        rows: Int,
        _ n: Int)
    /// Gates [i f g o]: `c = f c + i g`, `h = o tanh(c)`; the gates are replaced by their values.
    static func lstmStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, hidden: UnsafeMutablePointer<Self>,
        cell: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldCell: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int)
    /// The derivative by the pre-activations, over `dgates`; `dc` becomes that by the old cell state.
    static func lstmStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldCell: UnsafePointer<Self>, _ oldStride: Int,
        _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>, dh: UnsafePointer<Self>,
        dc: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int)
    /// Gates [r z n] and the part s of the state in them: `n = tanh(· + r s)`, `h = n + z (h - n)`.
    static func gruStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, _ s: UnsafePointer<Self>,
        hidden: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldS: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int)
    /// The derivative `[s_n r z n]`, 4 n in a row: the first three by s, the last three by the pre-activations; `dh` becomes `z dh`.
    static func gruStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldHidden: UnsafePointer<Self>,
        oldS: UnsafePointer<Self>, _ oldStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int)
}

extension Float: RecurrentScalar {
    public static func rnnStep(
        _ a: UnsafeMutablePointer<Self>, _ aStride: Int, hidden: UnsafeMutablePointer<Self>,
        oldHidden: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rectified: Bool, rows: Int, _ n: Int
    ) {
        cairn_rnn_step_f32(
            a, aStride, hidden, oldHidden, oldStride, out, outRows, rectified ? 1 : 0, rows, n)
    }

    public static func rnnStepGradient(
        _ h: UnsafePointer<Self>, _ hStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafePointer<Self>, _ da: UnsafeMutablePointer<Self>, _ daStride: Int, rectified: Bool,
        rows: Int,
        _ n: Int
    ) {
        cairn_rnn_step_grad_f32(h, hStride, g, gRows, dh, da, daStride, rectified ? 1 : 0, rows, n)
    }

    public static func lstmStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, hidden: UnsafeMutablePointer<Self>,
        cell: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldCell: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int
    ) {
        cairn_lstm_step_f32(
            gates, gatesStride, hidden, cell, oldHidden, oldCell, oldStride, out, outRows, rows, n)
    }

    public static func lstmStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldCell: UnsafePointer<Self>, _ oldStride: Int,
        _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>, dh: UnsafePointer<Self>,
        dc: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int
    ) {
        cairn_lstm_step_grad_f32(
            gates, gatesStride, oldCell, oldStride, g, gRows, dh, dc, dgates, dgatesStride, rows, n)
    }

    public static func gruStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, _ s: UnsafePointer<Self>,
        hidden: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldS: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int
    ) {
        cairn_gru_step_f32(gates, gatesStride, s, hidden, oldHidden, oldS, oldStride, out, outRows, rows, n)
    }

    public static func gruStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldHidden: UnsafePointer<Self>,
        oldS: UnsafePointer<Self>, _ oldStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int
    ) {
        cairn_gru_step_grad_f32(
            gates, gatesStride, oldHidden, oldS, oldStride, g, gRows, dh, dgates, dgatesStride, rows, n)
    }
}

extension Double: RecurrentScalar {
    public static func rnnStep(
        _ a: UnsafeMutablePointer<Self>, _ aStride: Int, hidden: UnsafeMutablePointer<Self>,
        oldHidden: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rectified: Bool, rows: Int, _ n: Int
    ) {
        cairn_rnn_step_f64(
            a, aStride, hidden, oldHidden, oldStride, out, outRows, rectified ? 1 : 0, rows, n)
    }

    public static func rnnStepGradient(
        _ h: UnsafePointer<Self>, _ hStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafePointer<Self>, _ da: UnsafeMutablePointer<Self>, _ daStride: Int, rectified: Bool,
        rows: Int,
        _ n: Int
    ) {
        cairn_rnn_step_grad_f64(h, hStride, g, gRows, dh, da, daStride, rectified ? 1 : 0, rows, n)
    }

    public static func lstmStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, hidden: UnsafeMutablePointer<Self>,
        cell: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldCell: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int
    ) {
        cairn_lstm_step_f64(
            gates, gatesStride, hidden, cell, oldHidden, oldCell, oldStride, out, outRows, rows, n)
    }

    public static func lstmStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldCell: UnsafePointer<Self>, _ oldStride: Int,
        _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>, dh: UnsafePointer<Self>,
        dc: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int
    ) {
        cairn_lstm_step_grad_f64(
            gates, gatesStride, oldCell, oldStride, g, gRows, dh, dc, dgates, dgatesStride, rows, n)
    }

    public static func gruStep(
        _ gates: UnsafeMutablePointer<Self>, _ gatesStride: Int, _ s: UnsafePointer<Self>,
        hidden: UnsafeMutablePointer<Self>, oldHidden: UnsafeMutablePointer<Self>,
        oldS: UnsafeMutablePointer<Self>, _ oldStride: Int, _ out: UnsafeMutablePointer<Self>,
        _ outRows: UnsafePointer<Int>, rows: Int, _ n: Int
    ) {
        cairn_gru_step_f64(gates, gatesStride, s, hidden, oldHidden, oldS, oldStride, out, outRows, rows, n)
    }

    public static func gruStepGradient(
        _ gates: UnsafePointer<Self>, _ gatesStride: Int, oldHidden: UnsafePointer<Self>,
        oldS: UnsafePointer<Self>, _ oldStride: Int, _ g: UnsafePointer<Self>, _ gRows: UnsafePointer<Int>,
        dh: UnsafeMutablePointer<Self>, _ dgates: UnsafeMutablePointer<Self>, _ dgatesStride: Int, rows: Int,
        _ n: Int
    ) {
        cairn_gru_step_grad_f64(
            gates, gatesStride, oldHidden, oldS, oldStride, g, gRows, dh, dgates, dgatesStride, rows, n)
    }
}
