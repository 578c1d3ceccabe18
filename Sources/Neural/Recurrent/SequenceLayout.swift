import LinearAlgebra

/// Where the steps of a batch of sequences stand: which sequences still run at each step, and in which row each of their steps is.
///
/// Inside, time comes first and the longest sequence first: all that run at a step are neighbours, and one product serves
/// them. Row `starts[t] + rank` belongs to step t of the sequence `order[rank]`.
package struct SequenceLayout: Sendable, Hashable {
    /// The number of sequences.
    package let batch: Int
    /// The length of the longest.
    package let steps: Int
    /// The sequences, longest first; those of one length in their order.
    package let order: [Int]
    /// How many sequences are longer than t, for each step t.
    package let counts: [Int]
    /// The sums of `counts` before each step, and the sum of all.
    package let starts: [Int]
    /// The row of the padded tensor for each of ours; nil where they are the same.
    package let positions: [Int]?
    /// The number of rows of the tensor: of a padded one, more than `total`.
    package let rowCount: Int

    /// How many steps of sequences there are.
    package var total: Int { starts[steps] }

    /// Sequences of one length, `[batch, time, features]`; or of the given lengths, each in `1...time`, followed by padding.
    package init(batch: Int, steps time: Int, lengths: [Int]? = nil, _ name: String) {
        require(
            batch >= 1 && time >= 1, "\(name): \(batch) sequences of \(time) steps; there must be one of each"
        )
        require(
            lengths.map { $0.count == batch && $0.allSatisfy { 1...time ~= $0 } } ?? true,
            "\(name): lengths \(lengths ?? []) for \(batch) sequences of at most \(time) steps, at least 1")
        let lengths = lengths ?? Array(repeating: time, count: batch)
        let packed = SequenceLayout(lengths: lengths)
        var rows: [Int] = []
        rows.reserveCapacity(packed.total)
        for step in 0..<packed.steps {
            for rank in 0..<packed.counts[step] { rows.append(packed.order[rank] * time + step) }
        }
        let isTheSame = rows.count == batch * time && (batch == 1 || time == 1)
        self.init(packed, rowCount: batch * time, positions: isTheSame ? nil : rows)
    }

    /// Sequences of the given lengths that are packed already.
    package init(lengths: [Int]) {
        batch = lengths.count
        steps = lengths.max() ?? 0
        order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        var counts = Array(repeating: 0, count: steps), starts = [0]
        for length in lengths { counts[length - 1] += 1 }
        for step in (0..<steps).dropLast().reversed() { counts[step] += counts[step + 1] }
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        (self.counts, self.starts) = (counts, starts)
        positions = nil
        rowCount = starts[steps]
    }

    private init(_ other: SequenceLayout, rowCount: Int, positions: [Int]?) {
        (batch, steps, order) = (other.batch, other.steps, other.order)
        (counts, starts) = (other.counts, other.starts)
        (self.rowCount, self.positions) = (rowCount, positions)
    }

    /// The place of each sequence in `order`.
    package var ranks: [Int] {
        var ranks = order
        for (rank, sequence) in order.enumerated() { ranks[sequence] = rank }
        return ranks
    }
}
