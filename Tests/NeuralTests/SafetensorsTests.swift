import Foundation
import LinearAlgebra
import Neural
import TestSupport
import Testing

@Suite struct SafetensorsTests {
    private struct Reference: Decodable {
        struct Tensor: Decodable {
            var shape: [Int]
            var kind: String
            var values: [String]
        }
        struct File: Decodable {
            var metadata: [String: String]
            var order: [String]
            var tensors: [String: Tensor]
        }
        var versions: String
        var files: [String: File]
    }

    private static let folder = "neural/safetensors/"
    /// The numbers that the script gives every floating-point type but F64.
    private static let floats: [Double] = [
        0, -0.0, 1, -2.5, 0.1, 65504, 65519, 65520, 1e-7, 6e-8, 2.9e-8, 6.1e-5, 3.3895e38, 1e-40, .infinity,
        -.infinity, .nan,
    ]

    private static func file(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(Golden.folder.appendingPathComponent("\(folder)\(name).safetensors"))
    }

    @Test func filesOfTheReferenceAreReadNumberForNumber() throws {
        let golden = try Golden.load(Self.folder + "expected", as: Reference.self)
        var wrong: [String: Int] = [:]
        for (name, expected) in golden.files {
            let file = try Self.file(name)
            #expect(file.names == expected.order)
            #expect(file.metadata == expected.metadata)
            for (tensor, their) in expected.tensors {
                let entry = try #require(file.entry(tensor))
                #expect(entry.shape == their.shape && entry.count == their.values.count)
                wrong[entry.type.rawValue, default: 0] += try Self.differences(file, entry, their)
            }
        }
        #expect(Set(wrong.keys) == Set(SafetensorsFile.ElementType.allCases.map(\.rawValue)))
        for (type, count) in wrong.sorted(by: { $0.key < $1.key }) {
            #expect(
                Parity.holds(
                    "Neural", "SafetensorsFile, \(type)", against: golden.versions,
                    on: "extremes, subnormals, NaN, one number, none", measure: "numbers that differ",
                    tolerance: 0,
                    error: Double(count)))
        }
    }

    /// How many numbers of a tensor are not those that the script printed.
    private static func differences(
        _ file: SafetensorsFile, _ entry: SafetensorsFile.Entry, _ their: Reference.Tensor
    ) throws -> Int {
        let doubles = try file.values(of: entry.name, as: Double.self).values
        let singles = try file.values(of: entry.name, as: Float.self).values
        let expected = their.values.map { Double($0) ?? .zero }
        var count = zip(doubles, expected).count { !same($0, $1) }
        count += zip(singles, expected).count { !same(Double($0), Double(Float($1))) }
        guard their.kind == "integer" else { return count }
        if entry.type == .uint64 {
            count += zip(try file.values(of: entry.name, as: UInt64.self).values, their.values)
                .count { UInt64($1) != $0 }
        } else {
            count += zip(try file.values(of: entry.name, as: Int.self).values, their.values)
                .count { Int($1) != $0 }
        }
        return count
    }

    private static func same(_ first: Double, _ second: Double) -> Bool {
        first.bitPattern == second.bitPattern || (first.isNaN && second.isNaN)
    }

    @Test func ourFilesAreThoseOfTheReferenceByteForByte() throws {
        let golden = try Golden.load(Self.folder + "expected", as: Reference.self)
        for name in ["every", "shapes", "none"] {
            let file = try Self.file(name)
            var writer = SafetensorsWriter(metadata: file.metadata)
            for entry in file.entries.reversed() { try Self.copy(entry, of: file, to: &writer) }
            let theirs = try Golden.bytes("\(Self.folder)\(name).safetensors")
            let ours = try writer.bytes()
            let count = zip(ours, theirs).count { $0 != $1 } + abs(ours.count - theirs.count)
            #expect(
                Parity.holds(
                    "Neural", "SafetensorsWriter", against: golden.versions,
                    on: "\(name).safetensors, \(file.names.count) tensors", measure: "bytes that differ",
                    tolerance: 0,
                    error: Double(count)))
        }
    }

    private static func copy(
        _ entry: SafetensorsFile.Entry, of file: SafetensorsFile, to writer: inout SafetensorsWriter
    ) throws {
        func plain<Value: NumPyElement>(_: Value.Type) throws {
            writer.append(
                entry.name, shape: entry.shape, values: try file.values(of: entry.name, as: Value.self).values
            )
        }
        switch entry.type {
        case .float64: try plain(Double.self)
        case .float32: try plain(Float.self)
        case .float16, .bfloat16:
            // A whole tensor is rounded anew from the numbers of the script, one type from Double, one from Float.
            let singles = entry.count == floats.count
            let values = singles ? floats : try file.values(of: entry.name).values
            if entry.type == .float16 {
                writer.append(entry.name, shape: entry.shape, values: values, as: entry.type)
            } else {
                writer.append(
                    entry.name, shape: entry.shape, values: values.map { Float($0) }, as: entry.type)
            }
        case .int64: try plain(Int.self)
        case .int32: try plain(Int32.self)
        case .int16: try plain(Int16.self)
        case .int8: try plain(Int8.self)
        case .uint64: try plain(UInt64.self)
        case .uint32: try plain(UInt32.self)
        case .uint16: try plain(UInt16.self)
        case .uint8: try plain(UInt8.self)
        case .bool: try plain(Bool.self)
        }
    }

    /// Between two neighbours of 16 bits, the middle goes to the even one, and what lies a hair beside it to the nearer.
    @Test(arguments: [SafetensorsFile.ElementType.float16, .bfloat16])
    func sixteenBitsAreTheNearest(type: SafetensorsFile.ElementType) throws {
        let highest = type == .float16 ? 0x7BFF : 0x7F7F
        let patterns = (0...highest).map { UInt16($0) }
        let numbers = try Self.numbers(patterns, type)
        let pairs = zip(numbers, numbers.dropFirst())
        let middles = pairs.map { ($0 + $1) / 2 }
        #expect(try Self.patterns(numbers, type) == patterns)
        #expect(try Self.patterns(numbers.map { -$0 }, type) == patterns.map { $0 | 0x8000 })
        #expect(try Self.patterns(middles, type) == patterns.dropLast().map { $0 + ($0 & 1) })
        #expect(try Self.patterns(middles.map(\.nextDown), type) == patterns.dropLast())
        #expect(try Self.patterns(middles.map(\.nextUp), type) == Array(patterns.dropFirst()))
        // Beyond the highest number by half a step and more, there is infinity.
        let step = numbers[highest] - numbers[highest - 1], edge = numbers[highest] + step / 2
        let infinity = UInt16(highest + 1)
        #expect(
            try Self.patterns([edge.nextDown, edge, 1e300], type) == [UInt16(highest), infinity, infinity])
    }

    private static func numbers(_ patterns: [UInt16], _ type: SafetensorsFile.ElementType) throws -> [Double]
    {
        var writer = SafetensorsWriter()
        writer.append("x", shape: [patterns.count], values: patterns)
        var bytes = try writer.bytes()
        let header =
            "{\"x\":{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(patterns.count)],\"data_offsets\":[0,\(2 * patterns.count)]}}"
        let start = bytes.count - 2 * patterns.count
        let padded = header.padding(toLength: start - 8, withPad: " ", startingAt: 0)
        bytes.replaceSubrange(8..<start, with: Array(padded.utf8))
        return try SafetensorsFile(bytes: bytes).values(of: "x").values
    }

    private static func patterns(_ numbers: [Double], _ type: SafetensorsFile.ElementType) throws -> [UInt16]
    {
        var writer = SafetensorsWriter()
        writer.append("x", shape: [numbers.count], values: numbers, as: type)
        let data = try writer.bytes().suffix(2 * numbers.count)
        return stride(from: data.startIndex, to: data.endIndex, by: 2).map {
            UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8
        }
    }

    @Test func aFileIsReplacedWholeOrNotAtAll() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("safetensors \(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("é model.safetensors")
        var writer = SafetensorsWriter()
        writer.append("a", shape: [2], values: [1.5, -2])
        try writer.write(to: url)
        let first = try SafetensorsFile(url)
        writer.append("b", shape: [1, 1], values: [true])
        try writer.write(to: url)
        #expect(try SafetensorsFile(url).values(of: "b", as: Int.self).values == [1])
        // The file that was open goes on reading what it opened.
        #expect(try first.values(of: "a", as: Double.self).values == [1.5, -2])
        #expect(throws: SafetensorsError.self) { try writer.write(to: folder) }
        #expect(throws: SafetensorsError.self) {
            try writer.write(path: folder.path + "/none/model.safetensors")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [url.lastPathComponent])
    }

    @Test func whatCannotBeReadSaysWhy() throws {
        let file = try Self.file("every")
        let missing = #expect(throws: SafetensorsError.self) { try file.values(of: "F65", as: Float.self) }
        #expect(missing?.reason == .noSuchTensor && missing?.tensor == "F65")
        let large = #expect(throws: SafetensorsError.self) { try file.values(of: "I16", as: Int8.self) }
        #expect(large?.reason == .notRepresentable)
        #expect(
            large?.description.hasSuffix(
                "expected numbers that Int8 can hold, found another one: I16, element 0") == true)
        #expect(throws: SafetensorsError.self) { try file.values(of: "BF16", as: Int.self) }
        let folder = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/tmp") }
        #expect(folder?.reason == .cannotRead && folder?.path == "/tmp")
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/tmp/no such file") }
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/dev/null") }
    }

    @Test func namesAreToldApartByTheirBytes() throws {
        var writer = SafetensorsWriter()
        writer.append("\u{E9}", shape: [], values: [1.0])
        writer.append("e\u{301}", shape: [], values: [2.0])
        let file = try SafetensorsFile(bytes: writer.bytes())
        #expect(try file.values(of: "\u{E9}", as: Double.self).values == [1])
        #expect(try file.values(of: "e\u{301}", as: Double.self).values == [2])
    }

    @Test func theHeaderEndsAtAMultipleOfEight() throws {
        for length in 1...9 {
            var writer = SafetensorsWriter()
            writer.append(String(repeating: "n", count: length), shape: [1], values: [1.0])
            let bytes = try writer.bytes()
            #expect((bytes.count - 8) % 8 == 0 && bytes[0] % 8 == 0)
        }
    }

    @Test func aShapeThatDoesNotFitStopsTheWriter() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var writer = SafetensorsWriter()
            writer.append("w", shape: [2, 3], values: [1.0, 2])
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("tensor \"w\" has shape [2, 3], but 2 values"))
    }

    @Test func aNameThatComesTwiceStopsTheWriter() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var writer = SafetensorsWriter()
            for _ in 0..<2 { writer.append("w", shape: [], values: [1.0]) }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("there is a tensor \"w\" already"))
    }

    /// Writes the file that `safetensors_files.py PATH` compares with every.safetensors, where CAIRN_SAFETENSORS names it.
    @Test func ourFileIsHandedToTheReference() throws {
        guard let path = ProcessInfo.processInfo.environment["CAIRN_SAFETENSORS"] else { return }
        let file = try Self.file("every")
        var writer = SafetensorsWriter(metadata: ["b": "2", "a": "1", "é\"\u{1}": "\n"])
        for entry in file.entries { try Self.copy(entry, of: file, to: &writer) }
        try writer.write(path: path)
    }
}
