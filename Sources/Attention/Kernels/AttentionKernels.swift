import Autodiff
import CAttention
import LinearAlgebra

// The fused kernels of CAttention on tensors.

extension AttentionPlan {
    /// Whether the kernels can run: OpenBLAS takes no matrices without elements.
    package var isFused: Bool {
        batch > 0 && heads > 0 && queries > 0 && keys > 0 && width > 0 && valueWidth > 0
    }

    /// The result, a view of memory laid out [batch, queries, heads, valueWidth], and the logarithm of each query's sum of exponentials.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package func forward<T: Scalar>(
        _ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, _ bias: Tensor<T>?
    ) -> (result: Tensor<T>, logSums: Tensor<T>) {
        let result = Tensor<T>(uninitialized: [batch, queries, heads, valueWidth]).transposed(1, 2)
        let logSums = Tensor<T>(uninitialized: [batch, heads, queries])
        let operands = Operands(query, key, value, bias, scores: scoreShape)
        withJob(operands, result, logSums) { job in
            let parts = cairn_attention_parts(&job), scratch = cairn_attention_scratch(&job)
            T.runAttention(job, parts: parts, scratch: scratch, isBackward: false)
        }
        return (result, logSums)
    }

    /// The gradients, written into tensors of the operands' shapes; that of the bias, in the shape of the scores, where one is given.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package func backward<T: Scalar>(
        _ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, _ bias: Tensor<T>?,
        result: Tensor<T>, logSums: Tensor<T>, gradient: Tensor<T>, into slopes: AttentionSlopes<T>
    ) {
        let operands = Operands(query, key, value, bias, scores: scoreShape)
        let g = gradient.withRows()
        withJob(operands, result, logSums) { job in
            job.g = UnsafeRawPointer(g.start)
            job.dq = UnsafeMutableRawPointer(slopes.query.start)
            job.dk = UnsafeMutableRawPointer(slopes.key.start)
            job.dv = UnsafeMutableRawPointer(slopes.value.start)
            job.dbias = slopes.bias.map { UnsafeMutableRawPointer($0.start) }
            job.g_steps = queryRows(g.steps)
            job.dq_steps = queryRows(slopes.query.steps)
            job.dk_steps = slopes.key.steps
            job.dv_steps = slopes.value.steps
            let parts = cairn_attention_backward_parts(&job), scratch = cairn_attention_backward_scratch(&job)
            T.runAttention(job, parts: parts, scratch: scratch, isBackward: true)
        }
        withExtendedLifetime((g, slopes)) {}
    }

    /// A single query of several heads that share keys is one block of queries, all at the same position.
    private var sharesKeys: Bool { queries == 1 && group > 1 }

    /// The steps of what has heads and queries, as the job counts these.
    private func queryRows(_ steps: cairn_attention_steps) -> cairn_attention_steps {
        sharesKeys ? .init(batch: steps.batch, head: group * steps.head, row: steps.head) : steps
    }

    private func withJob<T: Scalar>(
        _ operands: Operands<T>, _ result: Tensor<T>, _ logSums: Tensor<T>,
        _ body: (inout cairn_attention) -> Void
    ) {
        var job = cairn_attention()
        (job.batch, job.key_heads, job.keys, job.width, job.value_width) = (
            batch, keyHeads, keys, width, valueWidth
        )
        (job.heads, job.queries) = sharesKeys ? (keyHeads, group) : (heads, queries)
        (job.first_position, job.position_step) = (keys - queries, sharesKeys ? 0 : 1)
        job.q = UnsafeRawPointer(operands.query.start)
        job.k = UnsafeRawPointer(operands.key.start)
        job.v = UnsafeRawPointer(operands.value.start)
        job.q_steps = queryRows(operands.query.steps)
        job.k_steps = operands.key.steps
        job.v_steps = operands.value.steps
        if let bias = operands.bias {
            job.bias = UnsafeRawPointer(bias.start)
            job.bias_steps = queryRows(bias.steps)
            job.bias_key = bias.strides[3]
        }
        job.o = UnsafeMutableRawPointer(result.start)
        job.o_steps = queryRows(result.steps)
        job.log_sums = UnsafeMutableRawPointer(logSums.start)
        job.is_causal = mask.isCausal || mask.window != nil ? 1 : 0
        job.window = mask.window ?? 0
        job.scale = scale
        job.dropout = dropout?.rate ?? 0
        job.seed = dropout?.seed ?? 0
        if let lengths = mask.lengths {
            lengths.map(Int64.init).withUnsafeBufferPointer {
                job.lengths = $0.baseAddress
                body(&job)
            }
        } else {
            body(&job)
        }
        withExtendedLifetime((operands, result, logSums)) {}
    }

    /// The operands as the kernels take them: each row without gaps, and rows that do not overlap.
    private struct Operands<T: Scalar> {
        let query: Tensor<T>, key: Tensor<T>, value: Tensor<T>, bias: Tensor<T>?

        init(_ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, _ bias: Tensor<T>?, scores: [Int]) {
            self.query = query.withRows()
            self.key = key.withRows()
            self.value = value.withRows()
            self.bias = bias.map { bias in
                let plain = bias.detached
                let view = plain.broadcast(to: scores)
                return view.strides[3] == 0 || view.strides[3] == 1
                    ? view : plain.copied().broadcast(to: scores)
            }
        }
    }
}

/// Where the gradients of attention go: tensors that no one else sees, in the shapes of the operands.
package struct AttentionSlopes<T: Scalar>: Sendable {
    package let query: Tensor<T>, key: Tensor<T>, value: Tensor<T>
    /// In the shape of the scores, zero at first.
    package let bias: Tensor<T>?

    /// Memory in the order of the operands': by heads, or by positions where they are views of that kind.
    init(_ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, bias: Tensor<T>?) {
        self.query = query.sameOrder()
        self.key = key.sameOrder()
        self.value = value.sameOrder()
        self.bias = bias
    }

    /// Views of one tensor.
    init(query: Tensor<T>, key: Tensor<T>, value: Tensor<T>, bias: Tensor<T>?) {
        (self.query, self.key, self.value, self.bias) = (query, key, value, bias)
    }
}

extension Tensor {
    /// The steps between rows of the batch, heads and positions.
    ///
    /// The step of an only position may be anything, but OpenBLAS takes none that is less than the width.
    fileprivate var steps: cairn_attention_steps {
        let steps = strides
        return .init(
            batch: steps[0], head: steps[1], row: shape[2] == 1 ? Swift.max(steps[2], shape[3]) : steps[2])
    }

    /// The tensor itself where OpenBLAS takes its matrices as they stand, else a copy. Free of its node.
    fileprivate func withRows() -> Tensor {
        let steps = strides, width = shape[3]
        let hasRows = (steps[3] == 1 || width == 1) && (steps[2] >= width || shape[2] == 1)
        // Heads can become rows where there is one position: see `sharesKeys`.
        return hasRows && (shape[2] > 1 || steps[1] >= width) ? detached : copied()
    }

    /// Memory for a tensor of this shape, in the order of this one's.
    fileprivate func sameOrder() -> Tensor {
        isContiguous
            ? Tensor(uninitialized: shape)
            : Tensor(uninitialized: [shape[0], shape[2], shape[1], shape[3]]).transposed(1, 2)
    }
}

extension Scalar {
    /// Runs the parts of a job on the pool's threads, each with scratch memory of its own.
    fileprivate static func runAttention(
        _ job: cairn_attention, parts: Int, scratch: Int, isBackward: Bool
    ) {
        nonisolated(unsafe) let job = job
        if Self.self == Float.self {
            let kernel = isBackward ? cairn_attention_backward_f32 : cairn_attention_f32
            concurrently(parts) { part in
                let memory = Buffer<Float>(uninitialized: scratch)
                withUnsafePointer(to: job) { kernel($0, part, memory.base) }
            }
        } else {
            let kernel = isBackward ? cairn_attention_backward_f64 : cairn_attention_f64
            concurrently(parts) { part in
                let memory = Buffer<Double>(uninitialized: scratch)
                withUnsafePointer(to: job) { kernel($0, part, memory.base) }
            }
        }
    }
}
