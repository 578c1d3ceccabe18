import LinearAlgebra

/// A tensor whose axes have names.
struct EinsumFactor<Element: Scalar> {
    var tensor: Tensor<Element>
    var labels: [Int]

    init(_ tensor: Tensor<Element>, _ labels: [Int]) {
        self.tensor = tensor
        self.labels = labels
    }

    /// The diagonal of axes of one name.
    func withoutRepeats() -> EinsumFactor {
        var result = self
        for label in Set(labels) {
            while let last = result.labels.lastIndex(of: label),
                let first = result.labels.firstIndex(of: label),
                first != last
            {
                result.tensor = result.tensor.diagonal(first, last)
                result.labels.remove(at: last)
                result.labels.remove(at: first)
                result.labels.append(label)
            }
        }
        return result
    }

    /// Without the axes of length 1 that are longer elsewhere: what is absent is repeated.
    func withoutOnes(where lengths: [Int: Int]) -> EinsumFactor {
        var result = self
        for axis in labels.indices.reversed()
        where result.tensor.shape[axis] == 1 && lengths[result.labels[axis]] != 1 {
            result.tensor = result.tensor.removingAxis(axis)
            result.labels.remove(at: axis)
        }
        return result
    }

    /// The sum over all indices that are not needed.
    func summed(keeping needed: Set<Int>) -> EinsumFactor {
        let axes = labels.indices.filter { !needed.contains(labels[$0]) }
        if axes.isEmpty { return self }
        return EinsumFactor(tensor.sum(over: axes), labels.filter { needed.contains($0) })
    }

    /// The product with another, summed over the indices of both that are not needed.
    func times(_ other: EinsumFactor, keeping needed: Set<Int>) -> EinsumFactor {
        let left = summed(keeping: needed.union(other.labels))
        let right = other.summed(keeping: needed.union(labels))
        let shared = left.labels.filter(right.labels.contains)
        let batch = shared.filter(needed.contains), inner = shared.filter { !needed.contains($0) }
        let rows = left.labels.filter { !shared.contains($0) }
        let columns = right.labels.filter { !shared.contains($0) }
        let result = batch + rows + columns
        if inner.isEmpty { return left.multiplied(right, batch, rows, columns) }
        if rows.isEmpty && columns.isEmpty && !batch.isEmpty {
            // Many small dot products: one pass each to multiply and to add.
            return left.multiplied(right, shared, [], []).summed(keeping: needed)
        }
        let a = left.matrices(batch, rows, inner), b = right.matrices(batch, inner, columns)
        let lengths = result.map { left.length($0) ?? right.length($0) ?? 1 }
        return EinsumFactor(a.matmul(b).reshaped(lengths), result)
    }

    private func length(_ label: Int) -> Int? { labels.firstIndex(of: label).map { tensor.shape[$0] } }

    private func permuted(_ order: [Int]) -> Tensor<Element> {
        tensor.permuted(order.compactMap { labels.firstIndex(of: $0) })
    }

    /// `[batch…, rows, columns]`, the labels of each group joined into one axis.
    private func matrices(_ batch: [Int], _ rows: [Int], _ columns: [Int]) -> Tensor<Element> {
        permuted(batch + rows + columns)
            .joiningAxes(batch.count + rows.count, columns.count).joiningAxes(batch.count, rows.count)
    }

    /// The product element by element, where nothing is summed.
    private func multiplied(
        _ other: EinsumFactor, _ batch: [Int], _ rows: [Int], _ columns: [Int]
    ) -> EinsumFactor {
        var a = permuted(batch + rows)
        for _ in columns { a = a.insertingAxis(a.rank) }
        var b = other.permuted(batch + columns)
        for _ in rows { b = b.insertingAxis(batch.count) }
        return EinsumFactor(a * b, batch + rows + columns)
    }
}

extension Tensor {
    /// `count` axes from `first` on as one; a view where their elements stand in line, else a copy. None make a new axis of length 1.
    package func joiningAxes(_ first: Int, _ count: Int) -> Tensor {
        if count == 1 { return self }
        if count == 0 { return insertingAxis(first) }
        let last = first + count - 1, steps = strides, own = shape
        let lengths = Array(own[..<first]) + [own[first...last].reduce(1, *)] + own[(last + 1)...]
        let joined = (first...last).filter { own[$0] != 1 }
        let isInLine = zip(joined, joined.dropFirst()).allSatisfy { steps[$0] == steps[$1] * own[$1] }
        guard isInLine else { return reshaped(lengths) }
        let view = Tensor(
            buffer: buffer, offset: offset, shape: lengths,
            strides: Array(steps[..<first]) + [joined.last.map { steps[$0] } ?? 1] + steps[(last + 1)...])
        return recordLinear(
            "joinAxes", value: view, forward: { $0.reshaped(lengths) }, transposed: { $0.reshaped(own) })
    }

    /// The elements whose positions along two axes are the same, as a view; the axis that is left is the last. O(1).
    ///
    ///     print(Tensor<Double>([[1, 2], [3, 4]]).diagonal().elements)      // [1.0, 4.0]
    ///
    /// - Parameters:
    ///   - first: One axis; a negative one counts from the last.
    ///   - second: Another axis of the same length.
    public func diagonal(_ first: Int = 0, _ second: Int = 1) -> Tensor {
        let a = checkedAxis(first, "diagonal"), b = checkedAxis(second, "diagonal")
        require(
            a != b && shape[a] == shape[b],
            "Tensor.diagonal: axes \(first) and \(second) of \(describe(shape)); two of one length are needed"
        )
        let others = (0..<rank).filter { $0 != a && $0 != b }, steps = strides, own = shape
        let view = Tensor(
            buffer: buffer, offset: offset, shape: others.map { own[$0] } + [own[a]],
            strides: others.map { steps[$0] } + [steps[a] + steps[b]])
        return recordLinear(
            "diagonal", value: view, forward: { $0.diagonal(a, b) },
            transposed: { $0.placedOnDiagonal(a, b, of: own) })
    }

    /// Zeros of `shape` with the tensor on the diagonal of two axes: the transpose of ``diagonal(_:_:)``.
    private func placedOnDiagonal(_ a: Int, _ b: Int, of shape: [Int]) -> Tensor {
        let value = Tensor(repeating: 0, shape: shape), steps = value.strides
        let others = shape.indices.filter { $0 != a && $0 != b }
        Strided.assign(self, to: value.start, strides: others.map { steps[$0] } + [steps[a] + steps[b]])
        return recordLinear(
            "placeOnDiagonal", value: value, forward: { $0.placedOnDiagonal(a, b, of: shape) },
            transposed: { $0.diagonal(a, b) })
    }
}
