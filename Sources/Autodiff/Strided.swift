import LinearAlgebra

/// Passes over views: axes are merged where they can be, and what is left runs as rows of one kernel.
package enum Strided {
    /// Copies a strided block to `destination`, row by row.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func copy<T: Scalar>(
        from source: UnsafePointer<T>, strides: [Int], shape: [Int], to destination: UnsafeMutablePointer<T>
    ) {
        let (lengths, steps) = merged(shape, [strides])
        if lengths.contains(0) { return }
        guard let width = lengths.last, let step = steps[0].last else {
            return destination.update(from: source, count: 1)
        }
        let rows = lengths.count > 1 ? lengths[lengths.count - 2] : 1
        let rowStep = lengths.count > 1 ? steps[0][lengths.count - 2] : 0
        let outer = Array(lengths.dropLast(2)), outerSteps = Array(steps[0].dropLast(2))
        let blocks = outer.reduce(1, *)
        if blocks == 1 {
            let grain = max(1, (1 << 15) / max(1, width))
            inParallel(rows, grain: grain) { first, count in
                T.copyStrided(
                    rows: count, columns: width, from: source + first * rowStep, rowStride: rowStep,
                    columnStride: step,
                    to: destination + first * width)
            }
            return
        }
        inParallel(blocks, grain: max(1, (1 << 15) / max(1, rows * width))) { first, count in
            var position = Odometer(outer, [outerSteps], at: first)
            for block in first..<(first + count) {
                T.copyStrided(
                    rows: rows, columns: width, from: source + position.offsets[0], rowStride: rowStep,
                    columnStride: step, to: destination + block * rows * width)
                position.advance()
            }
        }
    }

    /// `z = f(x, y)` where operands may repeat along axes (a stride of 0) or be views; the result stands row by row.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func apply<T: Scalar>(
        _ operation: BinaryOperation, _ x: UnsafePointer<T>, _ xStrides: [Int], _ y: UnsafePointer<T>,
        _ yStrides: [Int], shape: [Int], into z: UnsafeMutablePointer<T>
    ) {
        let (lengths, steps) = merged(shape, [xStrides, yStrides])
        if lengths.contains(0) { return }
        let width = lengths.last ?? 1, xStep = steps[0].last ?? 0, yStep = steps[1].last ?? 0
        let outer = Array(lengths.dropLast()), rows = outer.reduce(1, *)
        let kernel = T.kernel(for: operation), withNumber = T.vectorScalarKernel(for: operation),
            numberWith = T.scalarVectorKernel(for: operation)
        let grain = Pass.grain(cheap: operation.isCheap)
        if rows == 1 && xStep == 1 && yStep == 1 { return Pass.run(operation, x, y, into: z, width) }
        inParallel(rows, grain: max(1, grain / max(1, width))) { first, count in
            var position = Odometer(
                outer, [Array(steps[0].dropLast()), Array(steps[1].dropLast())], at: first)
            let scratch = Buffer<T>(uninitialized: (xStep == 1 && yStep == 1) ? 0 : 2 * width)
            for row in first..<(first + count) {
                let left = x + position.offsets[0], right = y + position.offsets[1], target = z + row * width
                if yStep == 0, xStep == 1, let withNumber {
                    withNumber(left, right.pointee, target, width)
                } else if xStep == 0, yStep == 1, let numberWith {
                    numberWith(left.pointee, right, target, width)
                } else {
                    kernel(
                        gathered(left, xStep, width, scratch.base),
                        gathered(right, yStep, width, scratch.base + width),
                        target, width)
                }
                position.advance()
            }
        }
    }

    /// A run of elements as neighbours: itself, or its copy in `scratch`.
    private static func gathered<T: Scalar>(
        _ x: UnsafePointer<T>, _ step: Int, _ count: Int, _ scratch: UnsafeMutablePointer<T>
    ) -> UnsafePointer<T> {
        if step == 1 || count == 1 { return x }
        if step == 0 {
            T.fill(x.pointee, scratch, count)
        } else {
            T.copyStrided(rows: 1, columns: count, from: x, rowStride: 0, columnStride: step, to: scratch)
        }
        return UnsafePointer(scratch)
    }

    /// The axes without those of length 1, and with neighbours merged that all operands pass through in one step.
    package static func merged(_ shape: [Int], _ strides: [[Int]]) -> (lengths: [Int], strides: [[Int]]) {
        var lengths: [Int] = [], steps = Array(repeating: [Int](), count: strides.count)
        for axis in shape.indices where shape[axis] != 1 {
            let length = shape[axis]
            if let last = lengths.last,
                strides.indices.allSatisfy({ steps[$0][lengths.count - 1] == strides[$0][axis] * length })
            {
                lengths[lengths.count - 1] = last * length
                for operand in strides.indices { steps[operand][lengths.count - 1] = strides[operand][axis] }
            } else {
                lengths.append(length)
                for operand in strides.indices { steps[operand].append(strides[operand][axis]) }
            }
        }
        return (lengths, steps)
    }
}

/// Counts through the positions of some axes, and keeps the offset of each operand.
package struct Odometer {
    private let lengths: [Int]
    private let strides: [[Int]]
    private var position: [Int]
    /// Where each operand stands.
    package private(set) var offsets: [Int]

    package init(_ lengths: [Int], _ strides: [[Int]], at start: Int = 0) {
        self.lengths = lengths
        self.strides = strides
        position = Array(repeating: 0, count: lengths.count)
        offsets = Array(repeating: 0, count: strides.count)
        var rest = start
        for axis in lengths.indices.reversed() {
            position[axis] = rest % max(1, lengths[axis])
            rest /= max(1, lengths[axis])
            for operand in strides.indices { offsets[operand] += position[axis] * strides[operand][axis] }
        }
    }

    package mutating func advance() {
        for axis in lengths.indices.reversed() {
            position[axis] += 1
            for operand in strides.indices { offsets[operand] += strides[operand][axis] }
            if position[axis] < lengths[axis] { return }
            position[axis] = 0
            for operand in strides.indices { offsets[operand] -= lengths[axis] * strides[operand][axis] }
        }
    }
}
