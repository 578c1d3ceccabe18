import Foundation

/// An array that is saved as its bytes, little-endian, and not number by number: a forest has a million of them.
@propertyWrapper
package struct Packed<Element: BitwiseCopyable & Sendable>: Sendable {
    package var wrappedValue: [Element]

    package init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }
}

extension Packed: Equatable where Element: Equatable {}
extension Packed: Hashable where Element: Hashable {}

extension Packed: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), data = try container.decode(Data.self)
        let size = MemoryLayout<Element>.stride
        guard data.count.isMultiple(of: size) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(data.count) bytes are no whole number of elements of \(size)")
        }
        wrappedValue = [Element](unsafeUninitializedCapacity: data.count / size) { elements, count in
            _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(elements))
            count = data.count / size
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue.withUnsafeBytes { Data($0) })
    }
}
