/// An array of any shape and number type, as NumPy stores it in `.npy` files.
///
/// It carries numbers between files and the types one computes with; `Vector` and `Matrix` read and write `.npy`
/// themselves, and this type serves what they do not hold: integers, truth values, half precision, other numbers of
/// dimensions.
///
///     let labels = NumPyArray([3, 1, 2], shape: [3])
///     try labels.write(npy: "/tmp/labels.npy")                     // numpy.save("/tmp/labels.npy", numpy.array([3, 1, 2]))
///     let back = try NumPyArray(npy: "/tmp/labels.npy")
///     print(back.shape, back.elementType)                     // [3] int64
///     print(try back.elements(as: Double.self))               // [3.0, 1.0, 2.0]
///
/// Reading knows format versions 1.0, 2.0 and 3.0, both byte orders, C and Fortran order. It takes no more memory than
/// the file has bytes before it has seen them, and answers a damaged or hostile file with a `NumPyFileError`. Pickled
/// objects, which `numpy.load` can be told to run, are never read.
public struct NumPyArray: Sendable, Hashable {
    /// The length along each dimension; empty for a single number.
    public let shape: [Int]
    /// The type of the numbers.
    public let elementType: ElementType
    /// The numbers in row-major (C) order, last dimension fastest, in this machine's byte order.
    public let bytes: [UInt8]

    /// The number of numbers: the product of `shape`.
    public var count: Int { bytes.count / elementType.width }

    /// An array of the given shape whose numbers, last dimension fastest, are `elements`. O(count).
    ///
    /// Requires as many elements as the product of `shape`, which has at most 64 dimensions.
    public init<Element: NumPyElement>(_ elements: some Collection<Element>, shape: [Int]) {
        require(
            shape.allSatisfy { $0 >= 0 } && shape.count <= NumPyHeader.maximumDimensions
                && NumPyHeader.byteCount(shape, Element.numPyType)
                    == elements.count * Element.numPyType.width,
            "NumPyArray(_:shape:): \(elements.count) elements for shape \(NumPyHeader.tuple(shape))")
        self.shape = shape
        elementType = Element.numPyType
        bytes = Array(elements).withUnsafeBytes { Array($0) }
    }

    /// The numbers of `vector`, one dimension. O(count).
    public init<Element: Scalar & NumPyElement>(_ vector: Vector<Element>) {
        shape = [vector.count]
        elementType = Element.numPyType
        bytes = vector.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0)) }
    }

    /// The numbers of `matrix`, two dimensions. O(count).
    public init<Element: Scalar & NumPyElement>(_ matrix: Matrix<Element>) {
        shape = [matrix.rows, matrix.columns]
        elementType = Element.numPyType
        bytes = matrix.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0)) }
    }

    /// Reads an `.npy` file: `numpy.load(path, allow_pickle=False)`. O(bytes).
    ///
    /// Throws `NumPyFileError`. A file that goes on after the array is refused as well.
    public init(npy path: String) throws(NumPyFileError) {
        try self.init(FileSource(path: path))
    }

    /// Reads the content of an `.npy` file that is in memory. O(bytes). Throws `NumPyFileError`.
    public init(npyBytes: [UInt8]) throws(NumPyFileError) {
        try self.init(MemorySource(memory: npyBytes))
    }

    init(_ source: some ByteSource) throws(NumPyFileError) {
        let header = try NumPyHeader(source)
        var bytes = try source.bytes(at: header.dataOffset, count: header.byteCount)
        if header.needsSwapping {
            bytes.withUnsafeMutableBytes { reverseBytes($0, width: header.type.width) }
        }
        if header.isFortranOrder {
            bytes = rowMajor(fortranOrder: bytes, shape: header.shape, width: header.type.width)
        }
        shape = header.shape
        elementType = header.type
        self.bytes = bytes
    }

    /// The numbers in row-major order, as `Element`s. O(count).
    ///
    /// Floating-point results are the nearest that the type has, as in NumPy's `astype`. Unlike there, an integer or `Bool`
    /// is only made of a number equal to it: 300 as `UInt8`, 1.5 as `Int` and 2 as `Bool` throw `NumPyFileError`.
    public func elements<Element: NumPyElement>(
        as type: Element.Type = Element.self
    ) throws(NumPyFileError) -> [Element] {
        var unfit: Int?
        let elements = [Element](unsafeUninitializedCapacity: count) { target, initialized in
            guard let start = target.baseAddress else { return }
            unfit = fill(start)
            initialized = unfit ?? count
        }
        if let unfit { throw notRepresentable(unfit, Element.numPyType) }
        return elements
    }

    /// Writes all numbers to `target`; the index of the first that does not fit, if any.
    func fill<Element: NumPyElement>(_ target: UnsafeMutablePointer<Element>) -> Int? {
        bytes.withUnsafeBytes { Element.convert($0, of: elementType, to: target) }
    }

    private func notRepresentable(_ index: Int, _ wanted: ElementType) -> NumPyFileError {
        let width = elementType.width
        let one = NumPyArray(
            shape: [], elementType: elementType, bytes: Array(bytes[index * width..<(index + 1) * width]))
        var value = 0.0
        _ = one.fill(&value)
        return NumPyFileError(
            .notRepresentable, path: nil, expected: "numbers that \(wanted.rawValue) can hold",
            found: "\(value) (\(elementType.rawValue)) as element \(index)")
    }

    private init(shape: [Int], elementType: ElementType, bytes: [UInt8]) {
        self.shape = shape
        self.elementType = elementType
        self.bytes = bytes
    }

    /// Writes the array to an `.npy` file, byte for byte as `numpy.save` of NumPy 2 does. O(bytes).
    ///
    /// The path is taken as it is: no `.npy` is added. The file is written under a temporary name in the same folder and then
    /// renamed. Throws `NumPyFileError`.
    public func write(npy path: String) throws(NumPyFileError) {
        try FileSink.write(path) { (sink: borrowing FileSink) throws(NumPyFileError) in
            try sink.append(headerBytes)
            try sink.append(bytes)
        }
    }

    /// The content of the `.npy` file that `write(npy:)` would write.
    public func npyBytes() -> [UInt8] { headerBytes + bytes }

    var headerBytes: [UInt8] {
        NumPyHeader(type: elementType, isBigEndian: isBigEndianMachine, shape: shape).bytes
    }
}

/// Whether this machine stores the high byte of a number first.
let isBigEndianMachine = 1.bigEndian == 1

extension NumPyHeader {
    /// Whether the bytes of each number stand the other way round than this machine has them.
    var needsSwapping: Bool { isBigEndian != isBigEndianMachine && type.width > 1 }
}

/// Turns the bytes of each number of `width` bytes around.
func reverseBytes(_ bytes: UnsafeMutableRawBufferPointer, width: Int) {
    switch width {
    case 2: reverse(bytes, UInt16.self)
    case 4: reverse(bytes, UInt32.self)
    case 8: reverse(bytes, UInt64.self)
    default: return
    }
}

private func reverse<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _: Bits.Type
) {
    for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Bits>.size) {
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self)
        bytes.storeBytes(of: value.byteSwapped, toByteOffset: offset, as: Bits.self)
    }
}

/// The numbers of `bytes`, which stand first dimension fastest, with the last dimension fastest. O(count · dimensions).
private func rowMajor(fortranOrder bytes: [UInt8], shape: [Int], width: Int) -> [UInt8] {
    guard bytes.count > width, shape.filter({ $0 > 1 }).count > 1 else { return bytes }
    var steps: [Int] = []  // bytes between neighbours along each dimension
    var step = width
    for length in shape {
        steps.append(step)
        step *= length
    }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    return [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
        for next in stride(from: 0, to: bytes.count, by: width) {
            for byte in 0..<width { target[next + byte] = bytes[source + byte] }
            var dimension = shape.count - 1
            while dimension >= 0 {
                index[dimension] += 1
                source += steps[dimension]
                if index[dimension] < shape[dimension] { break }
                source -= shape[dimension] * steps[dimension]
                index[dimension] = 0
                dimension -= 1
            }
        }
        initialized = bytes.count
    }
}
