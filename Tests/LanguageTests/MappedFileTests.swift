import Foundation
import Language
import Neural
import Testing

@Suite struct MappedFileTests {
    private func temporary(_ bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "cairn-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func theBytesAreThoseOfTheFile() throws {
        for count in [0, 1, 4095, 4096, 10_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let path = try temporary(bytes)
            let file = try MappedFile(path: path)
            // The file may go while it is mapped: its memory stays.
            try FileManager.default.removeItem(atPath: path)
            #expect(file.count == count && file.name == path)
            #expect(file.withUnsafeBytes { Array($0) } == bytes)
        }
    }

    @Test func bytesThatWereReleasedComeBackAsTheyWere() throws {
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let path = try temporary(bytes)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try MappedFile(path: path)
        for range in [0..<20_000, 0..<0, 5..<6, 4096..<8192, 100..<19_999, 20_000..<20_000] {
            #expect(file.withUnsafeBytes { Array($0) } == bytes)
            file.release(range)
        }
        #expect(file.withUnsafeBytes { Array($0) } == bytes)
    }

    @Test func whatIsNoFileIsRefused() {
        for path in ["", "/nowhere", "/tmp", "/dev/null", "a\0b"] {
            #expect(throws: MappedFileError.self) { try MappedFile(path: path) }
            #expect(throws: SafetensorsError.self) { try MappedSafetensors(path: path) }
        }
    }

    @Test func safetensorsAreReadFromMappedMemory() throws {
        let values = (0..<600).map { Float($0) / 7 - 30 }
        var writer = SafetensorsWriter()
        writer.append("single", shape: [20, 30], values: values)
        writer.append("short", shape: [600], values: values, as: .bfloat16)
        writer.append("none", shape: [0, 4], values: [] as [Float])
        let path = NSTemporaryDirectory() + "cairn-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try writer.write(path: path)
        let mapped = try MappedSafetensors(path: path), file = try SafetensorsFile(path: path)
        #expect(mapped.names == file.names)
        for name in file.names {
            let (shape, expected) = try file.values(of: name, as: Float.self)
            let tensor = try mapped.tensor(name, as: Float.self)
            #expect(tensor.shape == shape && tensor.elements == expected)
            #expect(try mapped.tensor(name, as: Double.self).elements == expected.map(Double.init))
        }
        #expect(mapped.withUnsafeBytes(of: "single") { $0.count } == 2400)
        #expect(mapped.withUnsafeBytes(of: "double") { $0.count } == nil)
        #expect(throws: SafetensorsError.self) { try mapped.tensor("double", as: Float.self) }
    }
}
