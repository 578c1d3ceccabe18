import LinearAlgebra

extension Vector {
    /// The vector as a tensor of one axis. O(1), no copy.
    public var tensor: Tensor<Element> {
        Tensor(buffer: buffer, offset: offset, shape: [count], strides: [stride])
    }
}

extension Matrix {
    /// The matrix as a tensor of two axes. O(1), no copy.
    public var tensor: Tensor<Element> {
        Tensor(buffer: buffer, offset: offset, shape: [rows, columns], strides: [rowStride, columnStride])
    }
}

extension Tensor {
    /// A tensor of one axis as a vector. O(1), no copy.
    public var vector: Vector<Element> {
        require(rank == 1, "Tensor.vector: \(describe(shape)) has \(rank) axes, not one")
        return Vector(buffer: buffer, offset: offset, count: shape[0], stride: strides[0])
    }

    /// A tensor of two axes as a matrix. O(1), no copy.
    public var matrix: Matrix<Element> {
        require(rank == 2, "Tensor.matrix: \(describe(shape)) has \(rank) axes, not two")
        return Matrix(
            buffer: buffer, offset: offset, rows: shape[0], columns: shape[1], rowStride: strides[0],
            columnStride: strides[1])
    }

    /// The tensor with its elements rounded, or extended, to another precision. O(count).
    public init<Other: Scalar>(_ other: Tensor<Other>) {
        self.init(shape: other.shape, elements: other.elements.map { Element($0) })
    }
}
