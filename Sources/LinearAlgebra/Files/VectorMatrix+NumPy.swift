extension Vector where Element: NumPyElement {
    /// Reads a one-dimensional array from an `.npy` file: `numpy.load(path)`. O(count).
    ///
    ///     try Vector<Double>([1, 2, 3]).write(npy: "/tmp/v.npy")
    ///     print(try Vector<Float>(npy: "/tmp/v.npy"))     // [1.0, 2.0, 3.0]
    ///
    /// Numbers of another type than `Element` are converted to the nearest `Element`. Numbers of the same type go from
    /// the file into the vector without a copy between.
    ///
    /// Throws `NumPyFileError` where the file cannot be read, is not a sound `.npy` file, or holds another number of dimensions.
    public init(npy path: String) throws(NumPyFileError) {
        let source = try FileSource(path: path)
        let header = try NumPyHeader(source)
        try header.check(dimensions: 1, source.path)
        self.init(uninitialized: header.count)
        try read(header, source, into: start)
    }

    /// The numbers of a one-dimensional `array`. O(count). Throws `NumPyFileError` where it has other dimensions.
    public init(_ array: NumPyArray) throws(NumPyFileError) {
        try array.header.check(dimensions: 1, nil)
        self.init(uninitialized: array.count)
        _ = array.fill(start)
    }

    /// Writes the vector to an `.npy` file, byte for byte as `numpy.save` of NumPy 2 does. O(count).
    ///
    /// The path is taken as it is: no `.npy` is added. The file is written under a temporary name in the same folder and then
    /// renamed. Throws `NumPyFileError`.
    public func write(npy path: String) throws(NumPyFileError) {
        let header = NumPyHeader(type: Element.numPyType, isBigEndian: isBigEndianMachine, shape: [count])
        let source = contiguous()
        try save(path, header, UnsafeRawBufferPointer(UnsafeBufferPointer(start: source.start, count: count)))
        withExtendedLifetime(source) {}
    }
}

extension Matrix where Element: NumPyElement {
    /// Reads a two-dimensional array from an `.npy` file: `numpy.load(path)`. O(count).
    ///
    ///     let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
    ///     try a.write(npy: "/tmp/a.npy")
    ///     print(try Matrix<Float>(npy: "/tmp/a.npy"))
    ///     // [[1.0, 2.0],
    ///     //  [3.0, 4.0]]
    ///
    /// Numbers of another type than `Element` are converted to the nearest `Element`. Numbers of the same type go from
    /// the file into the matrix without a copy between, in Fortran order too: the matrix is then a transpose.
    ///
    /// Throws `NumPyFileError` where the file cannot be read, is not a sound `.npy` file, or holds another number of dimensions.
    public init(npy path: String) throws(NumPyFileError) {
        let source = try FileSource(path: path)
        let header = try NumPyHeader(source)
        try header.check(dimensions: 2, source.path)
        let (rows, columns) = (header.shape[0], header.shape[1])
        let stored =
            header.isFortranOrder
            ? Matrix(uninitialized: columns, rows) : Matrix(uninitialized: rows, columns)
        try read(header, source, into: stored.start)
        self = header.isFortranOrder ? stored.transposed : stored
    }

    /// The numbers of a two-dimensional `array`. O(count). Throws `NumPyFileError` where it has other dimensions.
    public init(_ array: NumPyArray) throws(NumPyFileError) {
        try array.header.check(dimensions: 2, nil)
        self.init(uninitialized: array.shape[0], array.shape[1])
        _ = array.fill(start)
    }

    /// Writes the matrix to an `.npy` file, byte for byte as `numpy.save` of NumPy 2 does. O(rows · columns).
    ///
    /// As there, a transpose is written in Fortran order and not rearranged. The path is taken as it is: no `.npy` is added.
    /// The file is written under a temporary name in the same folder and then renamed. Throws `NumPyFileError`.
    public func write(npy path: String) throws(NumPyFileError) {
        let isFortranOrder = !isContiguous && isDense
        let header = NumPyHeader(
            type: Element.numPyType, isBigEndian: isBigEndianMachine, isFortranOrder: isFortranOrder,
            shape: [rows, columns])
        let source = isFortranOrder ? self : contiguous()
        try save(path, header, UnsafeRawBufferPointer(UnsafeBufferPointer(start: source.start, count: count)))
        withExtendedLifetime(source) {}
    }
}

extension NumPyArray {
    fileprivate var header: NumPyHeader { NumPyHeader(type: elementType, shape: shape) }
}

extension NumPyHeader {
    fileprivate func check(dimensions: Int, _ path: String?) throws(NumPyFileError) {
        guard shape.count == dimensions else {
            throw NumPyFileError(
                .wrongShape, path: path,
                expected: "an array of \(dimensions) dimension\(dimensions == 1 ? "" : "s")",
                found: "shape \(NumPyHeader.tuple(shape))")
        }
        guard dimensions != 2 || elementCount(shape[0], shape[1]) != nil else {
            throw NumPyFileError(
                .wrongShape, path: path,
                expected: "an axis of at most \(longestEmptyAxis) beside one of length 0",
                found: "shape \(NumPyHeader.tuple(shape))")
        }
    }
}

/// Reads the numbers that `header` describes, in the order of the file, into `target`, which has room for them.
private func read<Element: NumPyElement>(
    _ header: NumPyHeader, _ source: FileSource, into target: UnsafeMutablePointer<Element>
) throws(NumPyFileError) {
    let width = header.type.width
    let swaps = header.needsSwapping
    if header.type == Element.numPyType {
        let bytes = UnsafeMutableRawBufferPointer(start: target, count: header.byteCount)
        try source.read(at: header.dataOffset, into: bytes)
        if swaps { reverseBytes(bytes, width: width) }
        return
    }
    // Other types pass through a small block, so that memory is taken for the result alone.
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    var done = 0
    while done < header.byteCount {
        let part = UnsafeMutableRawBufferPointer(
            rebasing: block[..<min(block.count, header.byteCount - done)])
        try source.read(at: header.dataOffset + done, into: part)
        if swaps { reverseBytes(part, width: width) }
        _ = Element.convert(UnsafeRawBufferPointer(part), of: header.type, to: target + done / width)
        done += part.count
    }
}

private func save(
    _ path: String, _ header: NumPyHeader, _ numbers: UnsafeRawBufferPointer
) throws(NumPyFileError) {
    try FileSink.write(path) { (sink: borrowing FileSink) throws(NumPyFileError) in
        try sink.append(header.bytes)
        try sink.append(numbers)
    }
}
