import CAttention
import LinearAlgebra

/// Self-attention within texts of different lengths whose rows stand one after the other, without padding: for inference.
///
/// - Parameters:
///   - rows: Queries, keys and values of each place, beside each other: `[places, 3 · heads · width]`.
///   - lengths: How many places each text has, at least 1; together all places.
///   - heads: How many heads there are.
///   - width: The numbers of a query.
///   - result: `[places, heads · width]`.
///
/// Neighbours of the same length are one job of the kernel.
package func packedSelfAttention(
    _ rows: UnsafePointer<Float>, lengths: ArraySlice<Int>, heads: Int, width: Int,
    into result: UnsafeMutablePointer<Float>
) {
    var text = lengths.startIndex, place = 0
    while text < lengths.endIndex {
        let length = lengths[text]
        let next = lengths[text...].firstIndex { $0 != length } ?? lengths.endIndex
        let columns = 3 * heads * width, count = next - text, start = rows + place * columns
        let logSums = Buffer<Float>(uninitialized: count * heads * length)
        var job = cairn_attention()
        (job.batch, job.heads, job.key_heads) = (count, heads, heads)
        (job.queries, job.keys, job.width, job.value_width) = (length, length, width, width)
        job.q = UnsafeRawPointer(start)
        job.k = UnsafeRawPointer(start + heads * width)
        job.v = UnsafeRawPointer(start + 2 * heads * width)
        let steps = cairn_attention_steps(batch: length * columns, head: width, row: columns)
        (job.q_steps, job.k_steps, job.v_steps) = (steps, steps, steps)
        job.o = UnsafeMutableRawPointer(result + place * heads * width)
        job.o_steps = .init(batch: length * heads * width, head: width, row: heads * width)
        job.log_sums = UnsafeMutableRawPointer(logSums.base)
        job.position_step = 1
        job.scale = 1 / Double(width).squareRoot()
        run(job)
        withExtendedLifetime(logSums) {}
        place += count * length
        text = next
    }
}

private func run(_ job: cairn_attention) {
    nonisolated(unsafe) var job = job
    let parts = cairn_attention_parts(&job), scratch = cairn_attention_scratch(&job)
    if job.batch * job.queries * job.keys * job.heads < 1 << 14 {
        let memory = Buffer<Float>(uninitialized: scratch)
        for part in 0..<parts { cairn_attention_f32(&job, part, memory.base) }
        return
    }
    nonisolated(unsafe) let shared = job
    concurrently(parts) { part in
        let memory = Buffer<Float>(uninitialized: scratch)
        withUnsafePointer(to: shared) { cairn_attention_f32($0, part, memory.base) }
    }
}
