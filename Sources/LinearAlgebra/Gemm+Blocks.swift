// Products with long sums, as those in the gradient of a dense layer's weight: blocks of the result, and slices of their sums.

extension Gemm {
    /// Whether blocks of C with whole sums would be too narrow: where k is large, as in the gradient of a dense layer's weight.
    static func isBlocked(m: Int, n: Int, k: Int, transposesA: Bool, transposesB: Bool) -> Bool {
        guard OpenBLAS.readsSmallOperandsInPlace, !transposesB, m * n * k >= parallelThreshold else {
            return false
        }
        let isNarrow = 128 * k * alignment > unpackedLimit
        let isLarge = m * n > (transposesA ? smallResult : 1 << 14)
        return isNarrow && min(m, n) >= 32 && isLarge && min(m, n) * k <= cachedOperand
    }

    /// A block of C at a time, each sum in slices that need no packing.
    static func runInBlocks<T: Scalar>(
        m: Int, n: Int, k: Int, _ alpha: T, _ a: Operand<T>, _ b: Operand<T>, _ beta: T,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        let isFlat = !a.isTransposed && m >= n
        let blocks = Parts(m: m, n: n, isFlat ? flatBlock : block)
        if isFlat {
            return concurrently(blocks.count) {
                runBlocks(
                    blocks, $0..<$0 + 1, terms: 0..<k, alpha, a, b, beta, into: c, stride: stride)
            }
        }
        guard a.isTransposed && k >= halvedDepth else {
            // A thread takes the slices of all its blocks in turn: rows of the operands are read once, one after the other.
            let groups = blocks.count % Threads.count == 0 ? Threads.count : blocks.count
            return concurrently(groups) {
                runBlocks(
                    blocks, blocks.group($0, of: groups), terms: 0..<k, alpha, a, b, beta, into: c,
                    stride: stride)
            }
        }
        runInHalves(blocks, k: k, alpha, a, b, beta, into: c, stride: stride)
    }

    /// The sums of the first half of A's columns and B's rows, and beside them those of the second: each thread reads the rows that it
    /// wrote, where operations before have shared these out.
    private static func runInHalves<T: Scalar>(
        _ blocks: Parts, k: Int, _ alpha: T, _ a: Operand<T>, _ b: Operand<T>, _ beta: T,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        let (m, n) = (blocks.m, blocks.n), half = (k / 2 + block.depth - 1) / block.depth * block.depth
        let second = Buffer<T>(uninitialized: m * n)
        let groups = min(blocks.count, max(1, Threads.count / 2))
        concurrently(2 * groups) { part in
            let group = blocks.group(part % groups, of: groups)
            if part < groups {
                runBlocks(blocks, group, terms: 0..<half, alpha, a, b, beta, into: c, stride: stride)
            } else {
                runBlocks(blocks, group, terms: half..<k, alpha, a, b, 0, into: second.base, stride: n)
            }
        }
        inParallel(m, grain: max(1, (1 << 13) / n)) { first, rows in
            let (lines, length) = stride == n ? (1, rows * n) : (rows, n)
            for line in first..<first + lines {
                T.axpy(length, 1, second.base + line * n, 1, c + line * stride, 1)
            }
        }
    }

    /// Some blocks of C: for one slice of the terms after the other, all blocks.
    private static func runBlocks<T: Scalar>(
        _ blocks: Parts, _ chosen: Range<Int>, terms: Range<Int>, _ alpha: T, _ a: Operand<T>,
        _ b: Operand<T>, _ beta: T, into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        for first in Swift.stride(from: terms.lowerBound, to: terms.upperBound, by: blocks.depth) {
            let depth = min(blocks.depth, terms.upperBound - first)
            for part in chosen {
                let (row, column, rows, columns) = blocks[part]
                if columns <= 0 { continue }
                let x = a.fromRow(row) + (a.isTransposed ? first * a.stride : first)
                let y = b.fromColumn(column) + first * b.stride
                call(
                    m: rows, n: columns, k: depth, alpha, x, a, y, b, first == terms.lowerBound ? beta : 1,
                    c + row * stride + column, stride)
            }
        }
    }

    /// C cut into blocks of about the same width.
    private struct Parts {
        let m: Int, n: Int, depth: Int
        private let rows: Int, width: Int, down: Int, across: Int

        init(m: Int, n: Int, _ block: (rows: Int, columns: Int, depth: Int)) {
            (self.m, self.n, rows, depth) = (m, n, block.rows, block.depth)
            across = (n + block.columns - 1) / block.columns
            down = (m + rows - 1) / rows
            width = ((n + across - 1) / across + alignment - 1) / alignment * alignment
        }

        var count: Int { across * down }

        func group(_ group: Int, of groups: Int) -> Range<Int> {
            (group * count / groups)..<((group + 1) * count / groups)
        }

        /// Where a block begins, and its size; behind the last column it is empty.
        subscript(part: Int) -> (row: Int, column: Int, rows: Int, columns: Int) {
            let row = part % down * rows, column = part / down * width
            return (row, column, min(rows, m - row), min(width, n - column))
        }
    }
}
