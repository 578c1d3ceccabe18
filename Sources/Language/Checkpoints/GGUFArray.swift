/// An array among the metadata of a GGUF file: the words of a vocabulary, say.
///
/// It keeps the bytes of the file and makes values of them when asked: a vocabulary of 50 000 words costs nothing until it is used.
public struct GGUFArray: Sendable {
    /// The kind of its elements: any but `array`.
    public let kind: GGUFValue.Kind
    /// The number of its elements.
    public let count: Int
    /// The elements one after another, checked to be there.
    private let bytes: GGUFBytes

    init(kind: GGUFValue.Kind, count: Int, bytes: GGUFBytes) {
        self.kind = kind
        self.count = count
        self.bytes = bytes
    }

    /// An array of texts.
    public init(_ texts: [String]) {
        var bytes: [UInt8] = []
        for text in texts { bytes.append(text: text) }
        self.init(kind: .string, count: texts.count, bytes: GGUFBytes(bytes))
    }

    /// An array of numbers of single precision.
    public init(_ numbers: [Float]) {
        var bytes: [UInt8] = []
        for number in numbers { bytes.append(integer: number.bitPattern) }
        self.init(kind: .float32, count: numbers.count, bytes: GGUFBytes(bytes))
    }

    /// An array of integers.
    public init(_ integers: [Int32]) {
        var bytes: [UInt8] = []
        for integer in integers { bytes.append(integer: integer) }
        self.init(kind: .int32, count: integers.count, bytes: GGUFBytes(bytes))
    }

    /// The elements, one value each. O(count).
    public var values: [GGUFValue] {
        let kind = kind
        return mapped { GGUFValue(kind, $0) }
    }

    /// The elements where they are texts; nil where they are not. O(n) for n bytes.
    public var strings: [String]? {
        kind == .string ? mapped { String(decoding: $0, as: UTF8.self) } : nil
    }

    /// The elements where they are integers that fit an `Int`; nil where one is not. O(count).
    public var integers: [Int]? { all(values.map(\.integer)) }

    /// The elements where they are numbers; nil where they are not. O(count).
    public var numbers: [Double]? { all(values.map(\.number)) }

    private func all<Value>(_ values: [Value?]) -> [Value]? {
        let found = values.compactMap { $0 }
        return found.count == count ? found : nil
    }

    /// `make` of the bytes of each element.
    private func mapped<Value>(_ make: (UnsafeRawBufferPointer) -> Value) -> [Value] {
        bytes.withUnsafeBytes { memory in
            var position = 0
            return (0..<count).map { _ in
                var length = kind.width ?? 0
                if kind == .string {
                    length = Int(memory.integer(position, UInt64.self))
                    position += 8
                }
                defer { position += length }
                return make(UnsafeRawBufferPointer(rebasing: memory[position..<position + length]))
            }
        }
    }

    /// Appends the array as files hold it.
    func write(to target: inout [UInt8]) {
        target.append(integer: kind.rawValue)
        target.append(integer: UInt64(count))
        bytes.withUnsafeBytes { target.append(contentsOf: $0) }
    }
}

extension GGUFArray: Hashable {
    /// Whether both have the same elements, bit by bit.
    public static func == (left: GGUFArray, right: GGUFArray) -> Bool {
        guard left.kind == right.kind, left.count == right.count else { return false }
        return left.bytes.withUnsafeBytes { first in
            right.bytes.withUnsafeBytes { second in first.elementsEqual(second) }
        }
    }

    /// Feeds the kind and the count to `hasher`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(count)
    }
}
