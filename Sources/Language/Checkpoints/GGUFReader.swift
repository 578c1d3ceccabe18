/// Walks through the header of a GGUF file and believes nothing that it says: each count is held against the bytes that are left
/// before memory is taken for it.
struct GGUFReader {
    /// The dimensions that a tensor may have, the limit of the reference implementation.
    static let mostDimensions = 4
    /// The longest name of a key or a tensor, the limit of the format.
    static let longestName = 65_535

    let bytes: UnsafeRawBufferPointer
    /// The same bytes, for what outlives the walk.
    let source: GGUFBytes
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer, _ source: GGUFBytes) {
        self.bytes = bytes
        self.source = source
    }

    private var rest: Int { bytes.count - position }

    mutating func integer<Value: FixedWidthInteger>(
        _ what: String, _: Value.Type = Value.self
    ) throws(GGUFError) -> Value {
        let width = MemoryLayout<Value>.size
        guard rest >= width else { throw truncated(what, width) }
        defer { position += width }
        return bytes.integer(position, Value.self)
    }

    /// A count of things that take at least `width` bytes each.
    mutating func count(_ what: String, width: Int) throws(GGUFError) -> Int {
        let start = position, number = try integer("the number of \(what)", UInt64.self)
        guard number <= UInt64(rest / width) else {
            throw GGUFError(
                .tooLarge, offset: start,
                expected: "at most \(rest / width) \(what) in the \(rest) bytes left",
                found: "\(number)")
        }
        return Int(number)
    }

    /// The place of a text, behind its length.
    mutating func text(_ what: String) throws(GGUFError) -> Range<Int> {
        let length = try count("bytes of \(what)", width: 1), start = position
        position += length
        return start..<position
    }

    /// A name: valid UTF-8 of a limited length.
    mutating func name(_ what: String) throws(GGUFError) -> String {
        let range = try text(what)
        let name = String(decoding: bytes[range], as: UTF8.self)
        guard range.count <= GGUFReader.longestName else {
            throw GGUFError(
                .malformedName, offset: range.lowerBound,
                expected: "\(what) of at most \(GGUFReader.longestName) bytes", found: "\(range.count) bytes")
        }
        guard name.utf8.elementsEqual(bytes[range]) else {
            throw GGUFError(
                .malformedName, name: name, offset: range.lowerBound, expected: "\(what) in UTF-8",
                found: "other bytes")
        }
        return name
    }

    mutating func kind(_ what: String) throws(GGUFError) -> GGUFValue.Kind {
        let start = position, number = try integer("the type of \(what)", UInt32.self)
        guard let kind = GGUFValue.Kind(rawValue: number) else {
            throw GGUFError(
                .unsupportedType, offset: start, expected: "a type of values from 0 to 12", found: "\(number)"
            )
        }
        return kind
    }

    mutating func value(_ key: String) throws(GGUFError) -> GGUFValue {
        let kind = try kind("a value")
        switch kind {
        case .array: return .array(try array())
        case .string: return GGUFValue(.string, UnsafeRawBufferPointer(rebasing: bytes[try text("a text")]))
        default:
            let width = kind.width ?? 0, start = position
            guard rest >= width else { throw truncated("a value", width) }
            position += width
            return GGUFValue(kind, UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
        }
    }

    private mutating func array() throws(GGUFError) -> GGUFArray {
        let place = position, kind = try kind("the elements of an array")
        guard kind != .array else {
            throw GGUFError(
                .unsupportedType, offset: place, expected: "an array of numbers, truths or texts",
                found: "an array of arrays")
        }
        let count = try count("elements of an array", width: kind.width ?? 8), start = position
        if let width = kind.width {
            position += count * width
        } else {
            for _ in 0..<count { _ = try text("a text in an array") }
        }
        return GGUFArray(kind: kind, count: count, bytes: source.part(start..<position))
    }

    func truncated(_ what: String, _ width: Int) -> GGUFError {
        GGUFError(
            .truncated, offset: position, expected: "\(width) bytes of \(what)",
            found: rest == 0 ? "the end of the file" : "the last \(rest) bytes of the file")
    }
}
