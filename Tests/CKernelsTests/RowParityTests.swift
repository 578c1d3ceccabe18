import CKernels
import TestSupport
import Testing

/// The kernels of rows against exact values (Tests/Golden/kernels_rows.py), in both precisions.
struct RowParityTests {
    static let golden = Result { try Golden.load("kernels_rows", as: [String: String].self) }
    static let rows = 7, cols = 45

    private func numbers(_ name: String) throws -> [Double] {
        FunctionTests.numbers(try Self.golden.get()[name])
    }

    /// Holds the error, relative to the size of the value or to `scale`, to four roundings of the type.
    private func holds<T: BinaryFloatingPoint>(
        _ name: String, _ got: [T], scale: [Double] = [], reference: String = "mpmath 1.3.0"
    ) throws -> Bool {
        let want = try numbers(name), size = T.self == Float.self ? "f32" : "f64"
        try #require(got.count == want.count)
        var worst = 0.0
        for i in want.indices {
            worst = max(worst, abs(Double(got[i]) - want[i]) / (scale.isEmpty ? abs(want[i]) : scale[i]))
        }
        return Parity.holds(
            "CKernels", "\(name) \(size)", against: reference, on: "\(Self.rows) rows of \(Self.cols)",
            measure: scale.isEmpty ? "relative error" : "relative to its terms",
            tolerance: 4 * Double(T.ulpOfOne),
            error: worst)
    }

    @Test func softmaxIsExactToFourRoundings() throws {
        let (m, n) = (Self.rows, Self.cols), x = try numbers("x"), small = x.map(Float.init)
        var y = x, z = small
        cairn_softmax_f64(x, n, &y, n, m, n)
        cairn_softmax_f32(small, n, &z, n, m, n)
        #expect(try holds("softmax", y))
        #expect(try holds("softmax", z))
    }

    @Test func logSoftmaxIsExactToFourRoundings() throws {
        let (m, n) = (Self.rows, Self.cols), x = try numbers("x"), small = x.map(Float.init)
        var y = x, z = small
        cairn_log_softmax_f64(x, n, &y, n, m, n)
        cairn_log_softmax_f32(small, n, &z, n, m, n)
        let scale = try numbers("log_softmax").map { max(1, abs($0)) }
        #expect(try holds("log_softmax", y, scale: scale))
        #expect(try holds("log_softmax", z, scale: scale))
    }

    @Test func layerNormIsExactToFourRoundings() throws {
        let (m, n) = (Self.rows, Self.cols), x = try numbers("x"), small = x.map(Float.init)
        let gamma = try numbers("gamma"), beta = try numbers("beta")
        var y = x, z = small
        cairn_layer_norm_f64(x, n, gamma, beta, 0x1p-16, &y, n, nil, nil, m, n)
        cairn_layer_norm_f32(
            small, n, gamma.map(Float.init), beta.map(Float.init), 0x1p-16, &z, n, nil, nil, m, n)
        // The larger of the two terms of the last sum, (x - mean) rstd γ and β, and the mean over the deviation.
        let want = try numbers("layer_norm"), sums = try numbers("sum"), variances = try numbers("var")
        let scale = want.indices.map { i in
            let (row, column) = (i / n, i % n), g = abs(gamma[column])
            let mean = abs(sums[row]) / Double(n) / variances[row].squareRoot()
            return max(abs(want[i] - beta[column]), abs(beta[column]), mean * g)
        }
        #expect(try holds("layer_norm", y, scale: scale))
        #expect(try holds("layer_norm", z, scale: scale))
    }

    @Test func sumsAreExactToFourRoundings() throws {
        let n = Self.cols, x = try numbers("x"), small = x.map(Float.init)
        let starts = (0..<Self.rows).map { $0 * n }
        let scale = starts.map { i in x[i..<i + n].reduce(0) { $0 + abs($1) } }
        #expect(try holds("sum", starts.map { cairn_sum_f64(Array(x[$0..<$0 + n]), n) }, scale: scale))
        #expect(try holds("sum", starts.map { cairn_sum_f32(Array(small[$0..<$0 + n]), n) }, scale: scale))
    }

    @Test func variancesAreExactToFourRoundings() throws {
        let n = Self.cols, x = try numbers("x"), small = x.map(Float.init)
        var y: [Double] = [], z: [Float] = []
        for i in stride(from: 0, to: x.count, by: n) {
            var (mean, squares) = (0.0, 0.0), (center, second) = (Float(0), Float(0))
            cairn_var_f64(Array(x[i..<i + n]), n, &mean, &squares)
            cairn_var_f32(Array(small[i..<i + n]), n, &center, &second)
            y.append(squares / Double(n))
            z.append(second / Float(n))
        }
        #expect(try holds("var", y))
        #expect(try holds("var", z))
    }
}
