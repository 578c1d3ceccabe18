import Autodiff
import LinearAlgebra

extension Recurrence {
    /// The gradients of the operands, from that of the value.
    func backward(
        _ gradient: Tensor<T>, _ operands: [Tensor<T>], _ tape: RecurrentTape<T>, needs: [Bool]
    ) -> [Tensor<T>?] {
        let slopes = Tensor<T>(uninitialized: [layout.total, slopeColumns])
        let states = (0..<kind.states).map { _ in Tensor<T>(uninitialized: [layout.batch, hidden]) }
        let panels = transposedPanels(operands[2], rotation: kind == .gru ? 2 * hidden : 0)
        let isInside = needs[0] && isStepwise && inputs % T.panelLanes == 0
        let inputPanels = isInside ? transposedPanels(operands[1], rotation: 0) : nil
        let inputRows = Tensor<T>(uninitialized: isInside ? [layout.total, inputs] : [0, inputs])
        let count = RecurrentPart.count(layout, work: layout.total * hidden * columns)
        concurrently(count) { first in
            runBack(
                RecurrentPart(layout: layout, first: first, count: count), panels, inputPanels,
                inputRows.start, gradient.start, tape, slopes.start, states.map(\.start))
        }
        withExtendedLifetime((panels, inputPanels, gradient)) {}
        var result = Array(repeating: Tensor<T>?.none, count: operands.count)
        if needs[0] { result[0] = unpacked(isInside ? inputRows : inputGradient(slopes, operands[1])) }
        if needs[1] { result[1] = product(transposed: tape.rows.start, inputs, slopes.start + inputSlopes) }
        if needs[2] { result[2] = hiddenGradient(tape, slopes) }
        if let biasIndex {
            if needs[biasIndex] { result[biasIndex] = columnSums(slopes, from: inputSlopes) }
            if needs[biasIndex + 1] { result[biasIndex + 1] = hiddenBiasGradient(slopes, result[biasIndex]) }
        }
        if let stateIndex { for (index, state) in states.enumerated() { result[stateIndex + index] = state } }
        return result
    }

    /// Columns of the gradients of the sums. In a GRU those by x W and by h U differ in the candidate: `[s_n, r, z, n]`.
    private var slopeColumns: Int { kind == .gru ? 4 * hidden : columns }
    /// Where the columns of x W begin.
    private var inputSlopes: Int { slopeColumns - columns }

    /// The transpose of W or U, its rows in the order of the columns of the gradient, which may begin later and end at the start.
    private func transposedPanels(_ weights: Tensor<T>, rotation: Int) -> WeightPanels<T> {
        let places = Buffer<Int>(uninitialized: columns)
        for index in 0..<columns { places.base[index] = (index + rotation) % columns }
        return WeightPanels(
            rows: columns, columns: weights.shape[0], weights: weights.start, places: places, step: columns)
    }

    /// Takes the gradient of some sequences back through all steps.
    @specialized(where T == Float)
    @specialized(where T == Double)
    private func runBack(
        _ part: RecurrentPart, _ panels: WeightPanels<T>, _ inputPanels: WeightPanels<T>?,
        _ inputRows: UnsafeMutablePointer<T>, _ gradient: UnsafePointer<T>,
        _ tape: RecurrentTape<T>,
        _ slopes: UnsafeMutablePointer<T>, _ initial: [UnsafeMutablePointer<T>]
    ) {
        let size = part.size, state = RunningState<T>(size: size, hidden: hidden, count: kind.states)
        for index in 0..<kind.states {
            state.load(index, givesState ? gradient + outputCount + index * stateCount : nil, part)
        }
        let offsets = part.outputOffsets(hidden), terms = Buffer<Int>(multiplesOf: 1, count: columns)
        let slopesStride = part.count * slopeColumns, gatesStride = part.count * columns
        let places = Buffer<Int>(multiplesOf: slopesStride, count: size), tapeStride = part.count * hidden
        let starts = part.starts, old = tape.old.start, second = old + layout.total * hidden
        for index in 0..<layout.steps {
            let step = isReversed ? index : layout.steps - 1 - index, running = part.running(step)
            if running == 0 { continue }
            let row = layout.starts[step] + part.first, gates = tape.gates.start + row * columns
            let to = slopes + row * slopeColumns, outputs = offsets.base + starts[step]
            switch kind {
            case .rnn(let function):
                T.rnnStepGradient(
                    gates, gatesStride, gradient, outputs, dh: state[0], to, slopesStride,
                    rectified: function == .relu, rows: running, hidden)
            case .lstm:
                T.lstmStepGradient(
                    gates, gatesStride, oldCell: second + row * hidden, tapeStride, gradient, outputs,
                    dh: state[0], dc: state[1], to, slopesStride, rows: running, hidden)
            case .gru:
                T.gruStepGradient(
                    gates, gatesStride, oldHidden: old + row * hidden, oldS: second + row * hidden,
                    tapeStride, gradient, outputs, dh: state[0], to, slopesStride, rows: running, hidden)
            }
            panels.product(
                to, rows: places.base, running, terms: terms.base, bias: nil,
                mode: kind == .gru ? .accumulate : .store, state[0], hidden)
            inputPanels?.product(
                to + inputSlopes, rows: places.base, running, terms: terms.base, bias: nil, mode: .store,
                inputRows + row * inputs, part.count * inputs)
        }
        for index in 0..<kind.states { state.store(index, initial[index], part) }
        withExtendedLifetime((offsets, terms, places)) {}
    }

    /// `dX = dA Wᵀ`, in the order of the steps.
    private func inputGradient(_ slopes: Tensor<T>, _ weights: Tensor<T>) -> Tensor<T> {
        let result = Tensor<T>(uninitialized: [layout.total, inputs])
        Gemm.run(
            m: layout.total, n: inputs, k: columns,
            .init(start: slopes.start + inputSlopes, isTransposed: false, stride: slopeColumns),
            .init(start: weights.start, isTransposed: true, stride: columns), into: result.start,
            stride: inputs)
        return result
    }

    /// `Aᵀ dS` for A of `width` columns, over all steps.
    private func product(transposed a: UnsafePointer<T>, _ width: Int, _ slopes: UnsafePointer<T>) -> Tensor<
        T
    > {
        let result = Tensor<T>(uninitialized: [width, columns])
        product(transposed: a, width, slopes, columns, into: result.start)
        return result
    }

    private func product(
        transposed a: UnsafePointer<T>, _ width: Int, _ slopes: UnsafePointer<T>, _ count: Int,
        into result: UnsafeMutablePointer<T>
    ) {
        Gemm.run(
            m: width, n: count, k: layout.total, .init(start: a, isTransposed: true, stride: width),
            .init(start: slopes, isTransposed: false, stride: slopeColumns), into: result, stride: columns)
    }

    /// `dU = Hᵀ dS`, with H the states before each step.
    private func hiddenGradient(_ tape: RecurrentTape<T>, _ slopes: Tensor<T>) -> Tensor<T> {
        guard kind == .gru else { return product(transposed: tape.old.start, hidden, slopes.start) }
        let result = Tensor<T>(uninitialized: [hidden, columns])
        product(transposed: tape.old.start, hidden, slopes.start + hidden, 2 * hidden, into: result.start)
        product(
            transposed: tape.old.start, hidden, slopes.start, hidden, into: result.start + 2 * hidden)
        return result
    }

    private func hiddenBiasGradient(_ slopes: Tensor<T>, _ inputBias: Tensor<T>?) -> Tensor<T> {
        if kind != .gru { return inputBias ?? columnSums(slopes, from: 0) }
        let sums = columnSums(slopes, from: 0)
        return concatenated([sums.slice(0, hidden..<columns), sums.slice(0, 0..<hidden)])
    }

    /// The sums over all steps of as many columns as there are gates, from a given one on.
    private func columnSums(_ slopes: Tensor<T>, from column: Int) -> Tensor<T> {
        let result = Tensor<T>(uninitialized: [columns])
        inParallel(columns, grain: max(64, (1 << 15) / layout.total)) { first, count in
            T.biasGradient(
                slopes.start + column + first, slopeColumns, bias: result.start + first, accumulate: false,
                rows: layout.total, columns: count)
        }
        return result
    }
}
