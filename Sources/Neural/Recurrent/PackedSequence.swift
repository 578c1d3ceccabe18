import Autodiff
import LinearAlgebra

/// Sequences of different lengths without padding: the first steps of all, then the second steps of those that have one, and so on.
///
///     let words = [Tensor<Double>([[1], [2], [3]]), Tensor<Double>([[4]]), Tensor<Double>([[5], [6]])]
///     let packed = PackedSequence(words)
///     print(packed.data.elements)  // [1.0, 5.0, 4.0, 2.0, 6.0, 3.0]
///     print(packed.batchSizes)  // [3, 2, 1]
///
/// The longest sequence comes first, so that those which still run at a step are always the first ones of the step before. A recurrent
/// network does no work for padding this way. It takes such a value directly; `lengths:` with a padded tensor does the same inside.
public struct PackedSequence<Precision: Scalar>: Parameterized {
    /// The rows of all steps, `[Σ lengths, features]`.
    public private(set) var data: Tensor<Precision>
    let layout: SequenceLayout

    init(data: Tensor<Precision>, layout: SequenceLayout) {
        self.data = data
        self.layout = layout
    }

    /// The first `lengths[b]` steps of each sequence b of a padded tensor, `[batch, time, features]`. O(count).
    ///
    /// - Parameters:
    ///   - padded: `[batch, time, features]`.
    ///   - lengths: One for each sequence, in `1...time`, in any order.
    public init(_ padded: Tensor<Precision>, lengths: [Int]) {
        require(padded.rank == 3, "PackedSequence: \(padded.shape) is not [batch, time, features]")
        let own = SequenceLayout(
            batch: padded.shape[0], steps: padded.shape[1], lengths: lengths, "PackedSequence")
        let rows = padded.reshaped([own.rowCount, padded.shape[2]])
        data = own.positions.map { rows.gathered(Indices($0)) } ?? rows
        layout = SequenceLayout(lengths: lengths)
    }

    /// Sequences of `[time, features]` each, with at least one step. O(count).
    public init(_ sequences: [Tensor<Precision>]) {
        let width = sequences.first?.shape.last ?? 0
        require(
            !sequences.isEmpty
                && sequences.allSatisfy { $0.rank == 2 && $0.shape[0] >= 1 && $0.shape[1] == width },
            "PackedSequence: sequences of \(sequences.map(\.shape)), not [time, features] with one number of features"
        )
        let lengths = sequences.map { $0.shape[0] }, layout = SequenceLayout(lengths: lengths)
        var starts = [0], rows: [Int] = []
        for length in lengths { starts.append(starts[starts.count - 1] + length) }
        for step in 0..<layout.steps {
            for rank in 0..<layout.counts[step] { rows.append(starts[layout.order[rank]] + step) }
        }
        data = concatenated(sequences).gathered(Indices(rows))
        self.layout = layout
    }

    /// How many sequences have each step.
    public var batchSizes: [Int] { layout.counts }
    /// The positions of the sequences as they were given, longest first.
    public var order: [Int] { layout.order }

    /// The lengths of the sequences, in the order in which they were given.
    public var lengths: [Int] {
        layout.ranks.map { rank in layout.counts.reduce(0) { $0 + ($1 > rank ? 1 : 0) } }
    }

    /// The sequences as `[batch, time, features]`, in the order in which they were given, with zeros behind their ends. O(count).
    ///
    /// - Parameter time: The number of steps, at least that of the longest sequence, which stands for nil.
    public func padded(to time: Int? = nil) -> Tensor<Precision> {
        let time = time ?? layout.steps
        require(
            time >= layout.steps, "PackedSequence.padded: \(time) steps for a sequence of \(layout.steps)")
        let place = SequenceLayout(batch: layout.batch, steps: time, lengths: lengths, "PackedSequence")
        let rows = place.positions.map { data.scatteredSum(Indices($0), rows: place.rowCount) } ?? data
        return rows.reshaped([layout.batch, time, data.shape[1]])
    }

    /// Shows `data`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) { visit("data", &data) }
}
