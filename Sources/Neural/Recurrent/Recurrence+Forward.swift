import Autodiff
import LinearAlgebra

/// What the way back needs of the way there: the values of the gates, and the states before each step.
struct RecurrentTape<T: Scalar>: Sendable {
    /// The input's rows in the order of the steps.
    let rows: Tensor<T>
    /// The values of the gates, `[total, gates · hidden]`.
    let gates: Tensor<T>
    /// h before each step, and beside it c (LSTM) or the state's part in the candidate (GRU): `[2 or 1, total, hidden]`.
    let old: Tensor<T>

    init(rows: Tensor<T>, gates: Tensor<T>, old: Tensor<T>) {
        (self.rows, self.gates, self.old) = (rows, gates, old)
    }

    init(_ saved: Saved<T>, from first: Int) {
        (rows, gates, old) = (saved[first], saved[first + 1], saved[first + 2])
    }

    var saved: [SavedTensor<T>] { [.constant(rows), .constant(gates), .constant(old)] }
}

/// The sequences that one thread takes through all steps: every `count`-th rank from `first` on.
struct RecurrentPart {
    let layout: SequenceLayout
    let first, count: Int

    /// How many of its sequences run at a step; they come before those that do not.
    func running(_ step: Int) -> Int { max(0, (layout.counts[step] - first + count - 1) / count) }

    /// Its sequences in all.
    var size: Int { (layout.batch - first + count - 1) / count }

    /// The sums of `running` before each step.
    var starts: [Int] {
        var sum = 0
        return (0..<layout.steps).map { step in
            defer { sum += running(step) }
            return sum
        }
    }

    /// Where its outputs begin, those of each step behind those of the one before.
    func outputOffsets(_ width: Int) -> Buffer<Int> {
        let offsets = Buffer<Int>(uninitialized: (0..<layout.steps).reduce(0) { $0 + running($1) })
        var next = 0
        for step in 0..<layout.steps {
            for index in 0..<running(step) {
                let row = layout.starts[step] + first + index * count
                offsets.base[next] = (layout.positions?[row] ?? row) * width
                next += 1
            }
        }
        return offsets
    }

    /// How many threads share the sequences, where the work of one layer is `work` multiply-adds.
    static func count(_ layout: SequenceLayout, work: Int) -> Int {
        work < 1 << 18 ? 1 : min(layout.batch, Threads.count)
    }
}

extension Recurrence {
    /// The value, and what the way back needs where it `keepsTape`.
    func forward(_ operands: [Tensor<T>], keepsTape: Bool) -> (value: Tensor<T>, tape: RecurrentTape<T>?) {
        let rows = packed(operands[0]), value = Tensor<T>(uninitialized: valueShape)
        let gates = isStepwise ? Tensor(uninitialized: [layout.total, columns]) : inputSums(rows, operands)
        let count = RecurrentPart.count(layout, work: layout.total * hidden * columns)
        // Without a tape, the old states of a thread all go to one row that no one reads.
        let old = Tensor<T>(uninitialized: [kind.tapes, keepsTape ? layout.total : count, hidden])
        if layout.total < layout.rowCount { T.fill(0, value.start, outputCount) }
        // lives: operands, which the caller keeps.
        let panels = WeightPanels(rows: hidden, columns: columns, weights: operands[2].start)
        let inputPanels =
            // lives: an operand, which the caller keeps.
            isStepwise ? WeightPanels(rows: inputs, columns: columns, weights: operands[1].start) : nil
        concurrently(count) { first in
            run(
                RecurrentPart(layout: layout, first: first, count: count), inputPanels, rows.start, panels,
                operands, gates.start, old.start, keepsTape: keepsTape, into: value.start)
        }
        withExtendedLifetime((inputPanels, panels, operands)) {}
        return (value, keepsTape ? RecurrentTape(rows: rows, gates: gates, old: old) : nil)
    }

    /// Whether `x W` is taken step by step like `h U`: by the thread that needs it, while it is in its cache. That pays
    /// where the weights stay there too and many sequences share them.
    var isStepwise: Bool {
        inputs * columns * MemoryLayout<T>.stride <= 1 << 19 && layout.total >= 16 * layout.steps
    }

    /// `x W`, and for a GRU `+ b`, for all steps.
    private func inputSums(_ rows: Tensor<T>, _ operands: [Tensor<T>]) -> Tensor<T> {
        let sums = Tensor<T>(uninitialized: [layout.total, columns])
        var beta: T = 0
        if kind == .gru, let biasIndex {
            let bias = operands[biasIndex]
            inParallel(layout.total, grain: max(1, (1 << 15) / columns)) { first, count in
                for row in first..<(first + count) {
                    (sums.start + row * columns).update(from: bias.start, count: columns)
                }
            }
            beta = 1
        }
        Gemm.run(
            m: layout.total, n: columns, k: inputs,
            .init(start: rows.start, isTransposed: false, stride: inputs),
            // lives: an operand, which the caller keeps.
            .init(start: operands[1].start, isTransposed: false, stride: columns), beta: beta,
            into: sums.start, stride: columns)
        return sums
    }

    /// What is added to the product with h: both biases, or d alone where b is in the sums already.
    private func stepBias(_ operands: [Tensor<T>]) -> Tensor<T>? {
        guard let biasIndex else { return nil }
        return kind == .gru ? operands[biasIndex + 1] : operands[biasIndex] + operands[biasIndex + 1]
    }

    /// Takes some of the sequences through all steps.
    @specialized(where T == Float)
    @specialized(where T == Double)
    private func run(
        _ part: RecurrentPart, _ inputPanels: WeightPanels<T>?, _ rows: UnsafePointer<T>,
        _ panels: WeightPanels<T>, _ operands: [Tensor<T>],
        _ gates: UnsafeMutablePointer<T>, _ old: UnsafeMutablePointer<T>, keepsTape: Bool,
        into value: UnsafeMutablePointer<T>
    ) {
        let size = part.size, states = kind.states, bias = stepBias(operands.map(\.detached))
        let state = RunningState<T>(size: size, hidden: hidden, count: states)
        for index in 0..<states {
            // lives: an operand, which the caller keeps.
            state.load(index, stateIndex.map { operands[$0 + index].start }, part)
        }
        let sums = Buffer<T>(uninitialized: kind == .gru ? size * columns : 0)
        let offsets = part.outputOffsets(hidden),
            terms = Buffer<Int>(multiplesOf: 1, count: max(inputs, hidden))
        let inputPlaces = Buffer<Int>(multiplesOf: part.count * inputs, count: size)
        // lives: an operand, which the caller keeps.
        let inputBias = kind == .gru ? biasIndex.map { operands[$0].start } : nil
        let places = Buffer<Int>(multiplesOf: hidden, count: size)
        let gatesStride = part.count * columns, tapeStride = keepsTape ? part.count * hidden : 0
        let second = old + (keepsTape ? layout.total : part.count) * hidden
        let starts = part.starts
        for index in 0..<layout.steps {
            let step = isReversed ? layout.steps - 1 - index : index, running = part.running(step)
            if running == 0 { continue }
            let row = layout.starts[step] + part.first, at = gates + row * columns
            let tape = (keepsTape ? row : part.first) * hidden, outputs = offsets.base + starts[step]
            inputPanels?.product(
                rows + row * inputs, rows: inputPlaces.base, running, terms: terms.base,
                bias: inputBias.map { UnsafePointer($0) }, mode: .store, at, gatesStride)
            let isGRU = kind == .gru
            panels.product(
                state[0], rows: places.base, running, terms: terms.base, bias: bias?.start,
                mode: isGRU ? .store : .accumulate, isGRU ? sums.base : at, isGRU ? columns : gatesStride)
            switch kind {
            case .rnn(let function):
                T.rnnStep(
                    at, gatesStride, hidden: state[0], oldHidden: old + tape, tapeStride, value, outputs,
                    rectified: function == .relu, rows: running, hidden)
            case .lstm:
                T.lstmStep(
                    at, gatesStride, hidden: state[0], cell: state[1], oldHidden: old + tape,
                    oldCell: second + tape, tapeStride, value, outputs, rows: running, hidden)
            case .gru:
                T.gruStep(
                    at, gatesStride, sums.base, hidden: state[0], oldHidden: old + tape,
                    oldS: second + tape, tapeStride, value, outputs, rows: running, hidden)
            }
        }
        if givesState {
            for index in 0..<states { state.store(index, value + outputCount + index * stateCount, part) }
        }
        withExtendedLifetime((bias, sums, offsets, terms, places, inputPlaces)) {}
    }

    /// The rows of a tensor in the order of the steps; the tensor itself where they stand so.
    func packed(_ x: Tensor<T>) -> Tensor<T> {
        guard let positions = layout.positions else { return x.detached }
        let width = x.shape[1], result = Tensor<T>(uninitialized: [layout.total, width])
        inParallel(layout.total, grain: max(1, (1 << 14) / max(1, width))) { first, count in
            for row in first..<(first + count) {
                (result.start + row * width).update(from: x.start + positions[row] * width, count: width)
            }
        }
        return result
    }

    /// The reverse: zeros where there is padding.
    func unpacked(_ rows: Tensor<T>) -> Tensor<T> {
        guard let positions = layout.positions else { return rows }
        let width = rows.shape[1], result = Tensor<T>(uninitialized: [layout.rowCount, width])
        if layout.total < layout.rowCount { T.fill(0, result.start, result.count) }
        inParallel(layout.total, grain: max(1, (1 << 14) / max(1, width))) { first, count in
            for row in first..<(first + count) {
                (result.start + positions[row] * width).update(from: rows.start + row * width, count: width)
            }
        }
        return result
    }
}

extension RecurrentKind {
    /// Numbers for each unit and step on the tape beside the gates.
    var tapes: Int { if case .rnn = self { 1 } else { 2 } }
}
