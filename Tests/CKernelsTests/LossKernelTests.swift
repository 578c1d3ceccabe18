import CKernels
import Foundation
import TestSupport
import Testing

/// The kernels of losses, of the gradients of softmax and of the norms, and of dropout: against their formulas.
struct LossKernelTests {
    static let shapes = [(1, 1), (3, 5), (7, 64), (5, 65), (4, 1000), (70, 3), (0, 4)]

    /// Labels with every fourth ignored.
    private static func labels(_ rows: Int, _ cols: Int) -> [Int] {
        (0..<rows).map { $0 % 4 == 3 ? -1 : $0 * 7 % cols }
    }

    private static func softmax(_ x: [Double], _ cols: Int) -> [Double] {
        var y = x
        for start in stride(from: 0, to: x.count, by: cols) {
            let top = x[start..<start + cols].max() ?? 0
            let total = x[start..<start + cols].reduce(0) { $0 + exp($1 - top) }
            for j in start..<start + cols { y[j] = exp(x[j] - top) / total }
        }
        return y
    }

    /// The largest difference, relative to the largest expected value where that is above 1.
    private static func error<T: BinaryFloatingPoint>(_ x: [T], _ want: [Double]) -> Double {
        let scale = want.reduce(1) { max($0, abs($1)) }
        return zip(x, want).reduce(x.count == want.count ? 0 : .infinity) {
            max($0, abs(Double($1.0) - $1.1) / scale)
        }
    }

    private static func holds(_ name: String, _ f64: Double, _ f32: Double, _ data: String) -> Bool {
        let wide = Parity.holds(
            "CKernels", "\(name) f64", against: "its formula in libm", on: data,
            measure: "error, relative above 1", tolerance: 1e-13, error: f64)
        let narrow = Parity.holds(
            "CKernels", "\(name) f32", against: "its formula in libm, in Double", on: data,
            measure: "error, relative above 1", tolerance: 3e-6, error: f32)
        return wide && narrow
    }

    @Test(arguments: shapes, [0, 0.1]) func crossEntropyIsItsFormula(shape: (Int, Int), smoothing: Double) {
        let (rows, cols) = shape, stride = cols + 3
        let x32 = scattered(rows * cols, scale: 12).map { Float($0) }, x = x32.map(Double.init)
        let labels = Self.labels(rows, cols), p = Self.softmax(x, cols)
        let want = labels.enumerated().map { i, label -> Double in
            if label < 0 { return 0 }
            let logs = (0..<cols).map { log(p[i * cols + $0]) }
            return -(1 - smoothing) * logs[label] - smoothing * logs.reduce(0, +) / Double(cols)
        }
        var loss = [Double](repeating: 7, count: rows + 1),
            prob = [Double](repeating: 7, count: rows * stride)
        cairn_cross_entropy_f64(x, cols, labels, smoothing, &loss, &prob, stride, rows, cols)
        var loss32 = [Float](repeating: 7, count: rows + 1), prob32 = x32
        prob32.withUnsafeMutableBufferPointer {  // over x
            cairn_cross_entropy_f32(
                $0.baseAddress, cols, labels, smoothing, &loss32, $0.baseAddress, cols, rows, cols)
        }
        #expect(loss[rows] == 7 && loss32[rows] == 7)
        var alone = loss
        cairn_cross_entropy_f64(x, cols, labels, smoothing, &alone, nil, 0, rows, cols)
        #expect(alone == loss)
        let packed = (0..<rows * cols).map { prob[$0 / cols * stride + $0 % cols] }
        #expect(
            (0..<rows).allSatisfy { row in
                prob[(row * stride + cols)..<((row + 1) * stride)].allSatisfy { $0 == 7 }
            })
        #expect(
            Self.holds(
                "cross_entropy", max(Self.error(Array(loss.dropLast()), want), Self.error(packed, p)),
                max(Self.error(Array(loss32.dropLast()), want), Self.error(prob32, p)),
                "\(rows) × \(cols), smoothing \(smoothing)"))

        let g = (0..<rows).map { cos(Double($0)) }, g32 = g.map { Float($0) }
        let gradient = (0..<rows * cols).map { k -> Double in
            let (i, j) = (k / cols, k % cols)
            if labels[i] < 0 { return 0 }
            return g[i] * 0.5 * (p[k] - smoothing / Double(cols) - (labels[i] == j ? 1 - smoothing : 0))
        }
        var dx = p, dx32 = p.map { Float($0) }
        dx.withUnsafeMutableBufferPointer {  // over the probabilities
            cairn_cross_entropy_grad_f64(
                $0.baseAddress, cols, labels, smoothing, g, 0.5, $0.baseAddress, cols, rows, cols)
        }
        let narrow = dx32
        cairn_cross_entropy_grad_f32(narrow, cols, labels, smoothing, g32, 0.5, &dx32, cols, rows, cols)
        #expect(
            Self.holds(
                "cross_entropy_grad", Self.error(dx, gradient), Self.error(dx32, gradient),
                "\(rows) × \(cols), smoothing \(smoothing)"))
        var plain = dx
        cairn_cross_entropy_grad_f64(p, cols, labels, smoothing, nil, 1, &plain, cols, rows, cols)
        for k in plain.indices where labels[k / cols] >= 0 {
            #expect(abs(plain[k] * g[k / cols] * 0.5 - dx[k]) <= 1e-15)
        }
    }

    @Test func crossEntropyStandsLargeLogitsAndRefusesLabelsBeyondTheLast() {
        let x: [Double] = [1e4, 0, -1e4, 1e4, 0, -1e4, 0, -.infinity, 0, 0, 1, 2]
        var loss = [Double](repeating: 0, count: 4), p = x
        cairn_cross_entropy_f64(x, 3, [0, 2, 0, 3], 0, &loss, &p, 3, 4, 3)
        #expect(loss[0] == 0 && loss[1] == 2e4 && abs(loss[2] - log(2)) < 1e-15 && loss[3].isNaN)
        #expect(p[3..<6] == [1, 0, 0] && p[7] == 0)
        let p0 = p
        cairn_cross_entropy_grad_f64(p0, 3, [0, 2, 0, 3], 0, nil, 1, &p, 3, 4, 3)
        #expect(p[..<6] == [0, 0, 0, 1, 0, -1])
    }

    @Test(arguments: shapes) func gradientsOfSoftmaxAreTheirFormulas(rows: Int, cols: Int) {
        let n = rows * cols, x = scattered(n, scale: 6), g = scattered(n, scale: 2)
        let y = Self.softmax(x, cols), logs = y.map { log($0) }
        var want = g, wantLog = g
        for i in 0..<rows {
            let row = i * cols..<(i + 1) * cols
            let product = row.reduce(0) { $0 + g[$1] * y[$1] }, total = g[row].reduce(0, +)
            for k in row { (want[k], wantLog[k]) = (y[k] * (g[k] - product), g[k] - y[k] * total) }
        }
        var dx = g, dx32 = y.map { Float($0) }
        dx.withUnsafeMutableBufferPointer {  // over g
            cairn_softmax_grad_f64($0.baseAddress, cols, y, cols, $0.baseAddress, cols, rows, cols)
        }
        let g32 = g.map { Float($0) }
        dx32.withUnsafeMutableBufferPointer {  // over y
            cairn_softmax_grad_f32(g32, cols, $0.baseAddress, cols, $0.baseAddress, cols, rows, cols)
        }
        #expect(Self.holds("softmax_grad", Self.error(dx, want), Self.error(dx32, want), "\(rows) × \(cols)"))
        dx = logs
        dx.withUnsafeMutableBufferPointer {
            cairn_log_softmax_grad_f64(g, cols, $0.baseAddress, cols, $0.baseAddress, cols, rows, cols)
        }
        cairn_log_softmax_grad_f32(g32, cols, logs.map { Float($0) }, cols, &dx32, cols, rows, cols)
        #expect(
            Self.holds(
                "log_softmax_grad", Self.error(dx, wantLog), Self.error(dx32, wantLog), "\(rows) × \(cols)"))
    }

    @Test(arguments: shapes, [true, false]) func gradientsOfNormsAreTheirFormulas(
        shape: (Int, Int), centred: Bool
    ) {
        let (rows, cols) = shape, n = rows * cols
        let x = scattered(n, scale: 2, shift: 1), g = scattered(n, scale: 3),
            gamma = scattered(cols, shift: 1)
        var (mean, rstd) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
        var dx = g, dgamma = [Double](repeating: 0.5, count: cols), dbeta = dgamma
        var wantGamma = dgamma, wantBeta = dbeta
        for i in 0..<rows {
            let row = i * cols..<(i + 1) * cols
            if centred { mean[i] = x[row].reduce(0, +) / Double(cols) }
            let square = row.reduce(0) { $0 + (x[$1] - mean[i]) * (x[$1] - mean[i]) } / Double(cols)
            rstd[i] = 1 / (square + 0.1).squareRoot()
            let z = row.map { (x[$0] - mean[i]) * rstd[i] },
                u = (0..<cols).map { g[i * cols + $0] * gamma[$0] }
            let shift = centred ? u.reduce(0, +) / Double(cols) : 0
            let turn = zip(u, z).reduce(0) { $0 + $1.0 * $1.1 } / Double(cols)
            for j in 0..<cols {
                dx[i * cols + j] = rstd[i] * (u[j] - shift - z[j] * turn)
                wantGamma[j] += g[i * cols + j] * z[j]
                wantBeta[j] += g[i * cols + j]
            }
        }
        let want = dx
        dx = x  // over x, sums added to what is there
        let f = { (v: [Double]) in v.map { Float($0) } }
        var dx32 = f(g), dgamma32 = f(dgamma), dbeta32 = f(dbeta)
        dx.withUnsafeMutableBufferPointer { at in
            if centred {
                cairn_layer_norm_grad_f64(
                    g, cols, at.baseAddress, cols, gamma, mean, rstd, at.baseAddress, cols, &dgamma, &dbeta,
                    1,
                    rows, cols)
            } else {
                cairn_rms_norm_grad_f64(
                    g, cols, at.baseAddress, cols, gamma, rstd, at.baseAddress, cols, &dgamma, 1, rows, cols)
            }
        }
        dx32.withUnsafeMutableBufferPointer { at in
            if centred {
                cairn_layer_norm_grad_f32(
                    at.baseAddress, cols, f(x), cols, f(gamma), f(mean), f(rstd), at.baseAddress, cols,
                    &dgamma32,
                    &dbeta32, 1, rows, cols)
            } else {
                cairn_rms_norm_grad_f32(
                    at.baseAddress, cols, f(x), cols, f(gamma), f(rstd), at.baseAddress, cols, &dgamma32, 1,
                    rows,
                    cols)
            }
        }
        if !centred { wantBeta = dbeta }
        #expect(
            Self.holds(
                centred ? "layer_norm_grad" : "rms_norm_grad",
                max(Self.error(dx, want), Self.error(dgamma, wantGamma), Self.error(dbeta, wantBeta)),
                max(Self.error(dx32, want), Self.error(dgamma32, wantGamma), Self.error(dbeta32, wantBeta)),
                "\(rows) × \(cols)"))
        // Without gamma and without sums: the same as with a gamma of 1.
        let ones = [Double](repeating: 1, count: cols)
        var plain = dx
        if centred {
            cairn_layer_norm_grad_f64(g, cols, x, cols, ones, mean, rstd, &dx, cols, nil, nil, 0, rows, cols)
            cairn_layer_norm_grad_f64(
                g, cols, x, cols, nil, mean, rstd, &plain, cols, nil, nil, 0, rows, cols)
        } else {
            cairn_rms_norm_grad_f64(g, cols, x, cols, ones, rstd, &dx, cols, nil, 0, rows, cols)
            cairn_rms_norm_grad_f64(g, cols, x, cols, nil, rstd, &plain, cols, nil, 0, rows, cols)
        }
        #expect(Self.error(plain, dx) <= 1e-15)
    }

    @Test(arguments: [0, 1, 7, 64, 1001]) func binaryCrossEntropyIsItsFormula(count: Int) {
        let x = scattered(count, scale: 30).map { Double(Float($0)) },
            g = scattered(count).map { Double(Float($0)) }
        let t = (0..<count).map { [0, 1, 0.25][$0 % 3] }, f = { (v: [Double]) in v.map { Float($0) } }
        let soft = { (v: Double) in max(v, 0) + log1p(exp(-abs(v))) }
        let want = zip(x, t).map { 2.5 * $1 * soft(-$0) + (1 - $1) * soft($0) }
        var loss = x, loss32 = f(x)
        loss.withUnsafeMutableBufferPointer {
            cairn_bce_logits_f64($0.baseAddress, t, 2.5, $0.baseAddress, count)
        }
        cairn_bce_logits_f32(f(x), f(t), 2.5, &loss32, count)
        #expect(Self.holds("bce_logits", Self.error(loss, want), Self.error(loss32, want), "\(count) logits"))
        let s = { (v: Double) in v < 0 ? exp(v) / (1 + exp(v)) : 1 / (1 + exp(-v)) }
        let slopes = (0..<count).map { g[$0] * 0.5 * ((1 + 1.5 * t[$0]) * s(x[$0]) - 2.5 * t[$0]) }
        var dx = g, dx32 = f(x)
        dx.withUnsafeMutableBufferPointer {
            cairn_bce_logits_grad_f64(x, t, 2.5, $0.baseAddress, 0.5, $0.baseAddress, count)
        }
        dx32.withUnsafeMutableBufferPointer {
            cairn_bce_logits_grad_f32($0.baseAddress, f(t), 2.5, f(g), 0.5, $0.baseAddress, count)
        }
        #expect(
            Self.holds("bce_logits_grad", Self.error(dx, slopes), Self.error(dx32, slopes), "\(count) logits")
        )
    }

    @Test func binaryCrossEntropyReachesItsLimits() {
        let x: [Float] = [1e30, -1e30, 1e30, -1e30, .infinity, -.infinity, 200, -200]
        let t: [Float] = [1, 0, 0, 1, 1, 0, 0, 1]
        var loss = x, dx = x
        cairn_bce_logits_f32(x, t, 1, &loss, 8)
        cairn_bce_logits_grad_f32(x, t, 1, nil, 1, &dx, 8)
        #expect(loss == [0, 0, 1e30, 1e30, 0, 0, 200, 200])
        #expect(dx == [0, 0, 1, -1, 0, 0, 1, -1])
    }

    @Test(arguments: [0, 1, 7, 64, 1001]) func dropoutKeepsWhatItsWordsSay(count: Int) {
        let x = scattered(count, scale: 5, shift: 9), x32 = x.map { Float($0) }
        let words = (0..<count).map { UInt32(truncatingIfNeeded: ($0 &+ 1) &* 0x9E37_79B9) }
        for rate in [0, 0.25, 0.5, 0.9, 1] {
            var y = x, y32 = x32
            y.withUnsafeMutableBufferPointer {
                cairn_dropout_f64($0.baseAddress, words, rate, $0.baseAddress, count)
            }
            cairn_dropout_f32(x32, words, rate, &y32, count)
            for i in 0..<count {
                let isKept = rate < 1 && Double(words[i]) >= (rate * 0x1p32).rounded(.down)
                #expect(abs(y[i] - (isKept ? x[i] / (1 - rate) : 0)) <= 1e-15 * abs(y[i]))
                #expect(abs(y32[i] - (isKept ? x32[i] / Float(1 - rate) : 0)) <= 2e-7 * abs(y32[i]))
            }
        }
    }

    @Test func scatteredRowsAddUpInOrder() {
        let g: [Double] = [1, 2, 10, 20, 100, 200, 7, 7], indices = [2, 0, 2, -1]
        var out = [Double](repeating: 0.5, count: 9), out32 = [Float](repeating: 0.5, count: 9)
        cairn_scatter_add_f64(g, 2, indices, &out, 3, 4, 2)
        cairn_scatter_add_f32(g.map { Float($0) }, 2, indices, &out32, 3, 4, 2)
        #expect(out == [10.5, 20.5, 0.5, 0.5, 0.5, 0.5, 101.5, 202.5, 0.5] && out32 == out.map { Float($0) })
    }
}
