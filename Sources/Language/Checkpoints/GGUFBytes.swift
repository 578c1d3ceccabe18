/// The bytes of a GGUF file, or a part of them: mapped memory, or an array.
struct GGUFBytes: Sendable {
    private enum Owner: Sendable {
        case mapping(MappedFile), memory([UInt8])
    }

    private let owner: Owner
    let range: Range<Int>

    init(_ mapping: MappedFile) {
        owner = .mapping(mapping)
        range = 0..<mapping.count
    }

    init(_ memory: [UInt8]) {
        owner = .memory(memory)
        range = 0..<memory.count
    }

    private init(_ owner: Owner, _ range: Range<Int>) {
        self.owner = owner
        self.range = range
    }

    /// A part of them; `part` counts from the first byte of the whole file.
    func part(_ part: Range<Int>) -> GGUFBytes { GGUFBytes(owner, part) }

    var count: Int { range.count }

    /// Lets the system take back the memory of these bytes where they are mapped.
    func release() {
        if case .mapping(let file) = owner { file.release(range) }
    }

    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch owner {
        case .mapping(let file):
            try file.withUnsafeBytes { bytes throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        case .memory(let array):
            try array.withUnsafeBufferPointer { bytes throws(Failure) in
                try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range])))
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The integer at `offset`, lowest byte first. The bytes must be there.
    func integer<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type = Value.self) -> Value {
        Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
