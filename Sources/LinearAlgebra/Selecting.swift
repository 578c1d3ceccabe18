// Choosing by masks: NumPy's `where`, `a[mask]` and `a[mask] = …`.

/// `mask ? x : y`, element by element: NumPy's `where`. Requires one shape. O(count).
public func select<T: Scalar>(_ mask: Mask, _ x: Vector<T>, _ y: Vector<T>) -> Vector<T> {
    require(
        mask.shape == .vector(x.count) && x.count == y.count,
        "select: a mask of \(mask.shape), \(x.count) elements and \(y.count) elements")
    let a = x.contiguous(), b = y.contiguous(), result = Vector<T>(uninitialized: x.count)
    let bits = mask.start
    inParallel(x.count, grain: 1 << 15) {
        T.select(bits + $0, a.start + $0, b.start + $0, result.start + $0, $1)
    }
    withExtendedLifetime(mask) {}
    return result
}

/// `mask ? number : y`, element by element. O(count).
public func select<T: Scalar>(_ mask: Mask, _ number: T, _ y: Vector<T>) -> Vector<T> {
    var result = y
    result.replace(where: mask, with: number)
    return result
}

/// `mask ? x : number`, element by element. O(count).
public func select<T: Scalar>(_ mask: Mask, _ x: Vector<T>, _ number: T) -> Vector<T> {
    select(.!mask, number, x)
}

/// `mask ? a : b`, of two numbers, as a vector as long as the mask. O(count).
public func select<T: Scalar>(_ mask: Mask, _ a: T, _ b: T) -> Vector<T> {
    var result = Vector(repeating: b, count: mask.elementCount)
    result.replace(where: mask.flattened, with: a)
    return result
}

/// `mask ? x : y`, element by element: NumPy's `where`. Requires one shape. O(rows · columns).
public func select<T: Scalar>(_ mask: Mask, _ x: Matrix<T>, _ y: Matrix<T>) -> Matrix<T> {
    require(
        mask.shape == .matrix(rows: x.rows, columns: x.columns) && x.rows == y.rows && x.columns == y.columns,
        "select: a mask of \(mask.shape), \(x.rows) × \(x.columns) and \(y.rows) × \(y.columns)")
    return select(mask.flattened, x.flattened, y.flattened).reshaped(rows: x.rows, columns: x.columns)
}

/// `mask ? number : y`, element by element. O(rows · columns).
public func select<T: Scalar>(_ mask: Mask, _ number: T, _ y: Matrix<T>) -> Matrix<T> {
    var result = y
    result.replace(where: mask, with: number)
    return result
}

/// `mask ? x : number`, element by element. O(rows · columns).
public func select<T: Scalar>(_ mask: Mask, _ x: Matrix<T>, _ number: T) -> Matrix<T> {
    select(.!mask, number, x)
}

extension Vector {
    /// The elements where the mask is true, in order; setting replaces these. O(count).
    ///
    /// Requires a mask of `count` elements, and as many new elements as are true.
    public subscript(mask: Mask) -> Vector {
        get {
            checkShape(mask)
            return self[at: mask.indices]
        }
        set {
            checkShape(mask)
            let positions = mask.indices
            require(
                newValue.count == positions.count,
                "Vector[mask]: \(newValue.count) elements where the mask is true \(positions.count) times")
            self[at: positions] = newValue
        }
    }

    /// Replaces the elements where the mask is true by a number, in place: NumPy's `v[mask] = number`. O(count).
    public mutating func replace(where mask: Mask, with number: Element) {
        checkShape(mask)
        makeUnique()
        overwrite(count, mask.start, start, stride, number)
    }

    private func checkShape(_ mask: Mask) {
        require(mask.shape == .vector(count), "Vector: a mask of \(mask.shape) for \(count) elements")
    }
}

extension Matrix {
    /// The elements where the mask is true, row by row; setting replaces these. O(rows · columns).
    public subscript(mask: Mask) -> Vector<Element> {
        get {
            checkShape(mask)
            return flattened[mask.flattened]
        }
        set {
            checkShape(mask)
            var elements = flattened
            elements[mask.flattened] = newValue
            self = elements.reshaped(rows: rows, columns: columns)
        }
    }

    /// The rows where a mask of `rows` elements is true: NumPy's `a[mask]`. O(rows · columns).
    public subscript(rows mask: Mask) -> Matrix {
        require(
            mask.shape == .vector(rows),
            "Matrix[rows:]: a mask of \(mask.shape) for the rows of \(rows) × \(columns)")
        return self[rows: mask.indices]
    }

    /// The columns where a mask of `columns` elements is true: NumPy's `a[:, mask]`. O(rows · columns).
    public subscript(columns mask: Mask) -> Matrix {
        require(
            mask.shape == .vector(columns),
            "Matrix[columns:]: a mask of \(mask.shape) for the columns of \(rows) × \(columns)")
        return self[columns: mask.indices]
    }

    /// Replaces the elements where the mask is true by a number, in place: NumPy's `a[mask] = number`. O(rows · columns).
    public mutating func replace(where mask: Mask, with number: Element) {
        checkShape(mask)
        if isContiguous { makeUnique() } else { self = copied() }
        overwrite(count, mask.start, start, 1, number)
    }

    private func checkShape(_ mask: Mask) {
        require(
            mask.shape == .matrix(rows: rows, columns: columns),
            "Matrix: a mask of \(mask.shape) for \(rows) × \(columns)")
    }
}

@specialized(where T == Float)
@specialized(where T == Double)
private func overwrite<T: Scalar>(
    _ count: Int, _ mask: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<T>, _ stride: Int, _ number: T
) {
    for index in 0..<count where mask[index] != 0 { target[index * stride] = number }
}
