import LinearAlgebra

// Rows brought to mean 0 and variance 1, or to mean square 1; forward and backward in one pass each.

extension Tensor {
    /// Each row shifted to mean 0 and scaled to variance 1, then scaled and shifted by parameters: layer normalisation.
    ///
    /// `y = (x - mean) / √(variance + ε) · gain + bias`, where a row is the last axis, or the last few together; the variance is divided by
    /// the number of its elements.
    ///
    /// - Parameters:
    ///   - axes: How many of the last axes make up a row, at least 1.
    ///   - gain: In the shape of a row; 1 where nil.
    ///   - bias: In the shape of a row; 0 where nil.
    ///   - epsilon: ε, at least 0; what keeps a constant row finite.
    ///
    /// O(count). Source: Ba, Kiros and Hinton, *Layer Normalization* (2016).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func layerNorm(
        axes: Int = 1, gain: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
    ) -> Tensor {
        let width = checkedRow(axes, "layerNorm", [gain, bias]), rows = width == 0 ? 0 : count / width
        let x = contiguous(), value = Tensor(uninitialized: shape)
        let means = Tensor(uninitialized: [rows]), inverses = Tensor(uninitialized: [rows])
        let scale = gain?.contiguous(), shift = bias?.contiguous()
        Rows.run([rows, width]) { start, rows, columns in
            Element.layerNorm(
                x.start + start, columns, gamma: scale.map { UnsafePointer($0.start) },
                beta: shift.map { UnsafePointer($0.start) }, epsilon: Element(epsilon), value.start + start,
                columns,
                mean: means.start + start / columns, rstd: inverses.start + start / columns, rows: rows,
                columns: columns)
        }
        let row = Array(shape.suffix(axes)), own = shape, hasGain = gain != nil, hasBias = bias != nil
        let inputs = [self] + [gain, bias].compactMap { $0 }
        guard inputs.contains(where: \.isTracked) else { return value }
        let saving =
            [.kept(0, self)] + inputs.indices.dropFirst().map { .kept($0, inputs[$0]) }
            + [SavedTensor.constant(means), .constant(inverses)]
        return Tensor.record(
            "layerNorm", inputs, value: value, saving: saving,
            composed: { inputs in
                let x = inputs[0].reshaped([rows, width])
                let centred = x - x.mean(over: [-1], keepingAxes: true)
                let variance = (centred * centred).mean(over: [-1], keepingAxes: true)
                let z = (centred * (variance + Element(epsilon)).rsqrt()).reshaped(own)
                let scaled = hasGain ? z * inputs[1] : z
                return hasBias ? scaled + inputs[inputs.count - 1] : scaled
            },
            pullback: { gradient, saved in
                let last = 1 + (hasGain ? 1 : 0) + (hasBias ? 1 : 0)
                let parts = RowNormGradient(
                    gradient, saved[0], gain: hasGain ? saved[1] : nil, means: saved[last],
                    inverses: saved[last + 1], rows: rows, width: width,
                    wantsGain: hasGain && saved.needs(1), wantsBias: hasBias && saved.needs(last - 1))
                return [saved.needs(0) ? parts.input : nil]
                    + (hasGain ? [parts.gain?.reshaped(row)] : [])
                    + (hasBias ? [parts.bias?.reshaped(row)] : [])
            })
    }

    /// Each row scaled to mean square 1, then by a parameter: root-mean-square normalisation.
    ///
    /// `y = x / √(mean of x² + ε) · gain`, where a row is the last axis, or the last few together.
    ///
    /// - Parameters:
    ///   - axes: How many of the last axes make up a row, at least 1.
    ///   - gain: In the shape of a row; 1 where nil.
    ///   - epsilon: ε, at least 0; what keeps a row of zeros finite.
    ///
    /// O(count). Source: Zhang and Sennrich, *Root Mean Square Layer Normalization* (2019).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func rmsNorm(axes: Int = 1, gain: Tensor? = nil, epsilon: Double = 1e-6) -> Tensor {
        let width = checkedRow(axes, "rmsNorm", [gain]), rows = width == 0 ? 0 : count / width
        let x = contiguous(), value = Tensor(uninitialized: shape), inverses = Tensor(uninitialized: [rows])
        let scale = gain?.contiguous()
        Rows.run([rows, width]) { start, rows, columns in
            Element.rmsNorm(
                x.start + start, columns, gamma: scale.map { UnsafePointer($0.start) },
                epsilon: Element(epsilon),
                value.start + start, columns, rstd: inverses.start + start / columns, rows: rows,
                columns: columns)
        }
        let row = Array(shape.suffix(axes)), own = shape, hasGain = gain != nil
        let inputs = [self] + [gain].compactMap { $0 }
        guard inputs.contains(where: \.isTracked) else { return value }
        let saving =
            [.kept(0, self)] + inputs.indices.dropFirst().map { .kept($0, inputs[$0]) }
            + [SavedTensor.constant(inverses)]
        return Tensor.record(
            "rmsNorm", inputs, value: value, saving: saving,
            composed: { inputs in
                let x = inputs[0].reshaped([rows, width])
                let square = (x * x).mean(over: [-1], keepingAxes: true)
                let z = (x * (square + Element(epsilon)).rsqrt()).reshaped(own)
                return hasGain ? z * inputs[1] : z
            },
            pullback: { gradient, saved in
                let parts = RowNormGradient(
                    gradient, saved[0], gain: hasGain ? saved[1] : nil, means: nil,
                    inverses: saved[hasGain ? 2 : 1], rows: rows, width: width,
                    wantsGain: hasGain && saved.needs(1), wantsBias: false)
                return [saved.needs(0) ? parts.input : nil] + (hasGain ? [parts.gain?.reshaped(row)] : [])
            })
    }

    /// The number of elements of a row of `axes` axes; complains of parameters of another shape.
    private func checkedRow(_ axes: Int, _ name: StaticString, _ parameters: [Tensor?]) -> Int {
        require(axes >= 1 && axes <= rank, "Tensor.\(name): rows of \(axes) axes in \(describe(shape))")
        let row = Array(shape.suffix(axes))
        for case let parameter? in parameters {
            require(
                parameter.shape == row,
                "Tensor.\(name): a parameter of \(describe(parameter.shape)) for rows of \(describe(row))")
        }
        return elementCount(row)
    }
}

/// The gradients of a normalisation of rows; without means, of that by root mean squares.
private struct RowNormGradient<T: Scalar> {
    let input: Tensor<T>
    let gain: Tensor<T>?
    let bias: Tensor<T>?

    init(
        _ gradient: Tensor<T>, _ saved: Tensor<T>, gain: Tensor<T>?, means: Tensor<T>?, inverses: Tensor<T>,
        rows: Int, width: Int, wantsGain: Bool, wantsBias: Bool
    ) {
        let g = gradient.contiguous(), x = saved.contiguous(), scale = gain?.contiguous()
        let input = Tensor<T>(uninitialized: saved.shape)
        // Sums over rows are taken run by run, and the runs added in order: the same for any number of threads.
        let run = max(64, (1 << 14) / max(1, width)), runs = max(1, (rows + run - 1) / run)
        let gains = wantsGain ? Tensor<T>(repeating: 0, shape: [runs, width]) : nil
        let biases = wantsBias ? Tensor<T>(repeating: 0, shape: [runs, width]) : nil
        let body = { (part: Int) in
            let first = part * run, lines = min(run, rows - first), start = first * width
            if lines <= 0 || width == 0 { return }
            let gamma = scale.map { UnsafePointer($0.start) }
            let dgamma = gains.map { $0.start + part * width }, dbeta = biases.map { $0.start + part * width }
            if let means {
                T.layerNormGradient(
                    g.start + start, width, x: x.start + start, width, gamma: gamma,
                    mean: means.start + first,
                    rstd: inverses.start + first, input.start + start, width, dgamma: dgamma, dbeta: dbeta,
                    accumulate: false, rows: lines, columns: width)
            } else {
                T.rmsNormGradient(
                    g.start + start, width, x: x.start + start, width, gamma: gamma,
                    rstd: inverses.start + first,
                    input.start + start, width, dgamma: dgamma, accumulate: false, rows: lines, columns: width
                )
            }
        }
        if runs == 1 { body(0) } else { concurrently(runs, body) }
        self.input = input
        self.gain = gains.map { runs == 1 ? $0.reshaped([width]) : $0.sum(over: [0]) }
        self.bias = biases.map { runs == 1 ? $0.reshaped([width]) : $0.sum(over: [0]) }
    }
}
