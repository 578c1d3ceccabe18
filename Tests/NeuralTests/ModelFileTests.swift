import Autodiff
import Foundation
import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct ModelFileTests {
    private static func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("cairn-\(UUID().uuidString)").path
    }

    private static func model(seed: UInt64, hidden: Int = 5) -> Sequential<Float> {
        var generator = Generator(seed: seed)
        return Sequential([
            Linear(3, hidden, using: &generator), BatchNormalization(hidden),
            Linear(hidden, 2, using: &generator),
        ])
    }

    @Test func whatIsSavedIsLoadedBitForBitBuffersIncluded() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let saved = Self.model(seed: 1)
        try saved.save(to: path)
        var loaded = Self.model(seed: 2)
        try loaded.load(from: path)
        #expect(loaded.namedTensors.map(\.name) == saved.namedTensors.map(\.name))
        #expect(loaded.namedTensors.map(\.tensor) == saved.namedTensors.map(\.tensor))
        let names = try SafetensorsFile(path: path).names
        #expect(Set(names) == Set(saved.namedTensors.map(\.name)) && names.contains("0.weight"))
    }

    /// 16 bits a number: half the file, each number the nearest that the type has.
    @Test(arguments: [SafetensorsFile.ElementType.bfloat16, .float16])
    func weightsAreStoredInHalfTheSpace(type: SafetensorsFile.ElementType) throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let saved = Self.model(seed: 1, hidden: 500)
        try saved.save(to: path)
        let whole = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        try saved.save(to: path, as: type)
        let half = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        #expect(half < whole * 11 / 20 && half > whole * 9 / 20)
        var loaded = Self.model(seed: 2, hidden: 500)
        #expect(throws: ModelFileError.self) { try loaded.load(from: path) }
        try loaded.load(from: path, isConverting: true)
        let error: Float = type == .bfloat16 ? 0x1p-8 : 0x1p-10
        for (found, expected) in zip(loaded.namedTensors, saved.namedTensors) {
            #expect(
                zip(found.tensor.elements, expected.tensor.elements).allSatisfy {
                    abs($0 - $1) <= error * abs($1) + 1e-7
                })
        }
    }

    /// Each misfit says what it is, and leaves the model alone.
    @Test func aFileThatDoesNotFitChangesNothing() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        func complaint(_ change: (inout SafetensorsWriter, [(name: String, tensor: Tensor<Float>)]) -> Void)
            throws
            -> ModelFileError?
        {
            var writer = SafetensorsWriter(), model = Self.model(seed: 3)
            let before = model.namedTensors.map(\.tensor)
            change(&writer, Self.model(seed: 4).namedTensors)
            try writer.write(path: path)
            defer { #expect(model.namedTensors.map(\.tensor) == before) }
            do throws(ModelFileError) { try model.load(from: path) } catch { return error }
            return nil
        }
        func write(
            _ writer: inout SafetensorsWriter, _ parts: some Sequence<(name: String, tensor: Tensor<Float>)>
        ) {
            for part in parts {
                writer.append(part.name, shape: part.tensor.shape, values: part.tensor.elements)
            }
        }
        #expect(try complaint { write(&$0, $1.dropFirst()) } == .missing(path: path, names: ["0.weight"]))
        #expect(
            try complaint {
                write(&$0, $1)
                $0.append("more", shape: [1], values: [Float(1)])
            } == .extra(path: path, names: ["more"]))
        #expect(
            try complaint {
                write(&$0, $1.dropFirst())
                $0.append("0.weight", shape: [5, 3], values: [Float](repeating: 0, count: 15))
            } == .wrongShape(path: path, name: "0.weight", expected: [3, 5], found: [5, 3]))
        #expect(
            try complaint {
                write(&$0, $1.dropFirst())
                $0.append("0.weight", shape: [3, 5], values: [Double](repeating: 0, count: 15))
            } == .wrongType(path: path, name: "0.weight", expected: "F32", found: "F64"))
        var model = Self.model(seed: 5)
        #expect(throws: ModelFileError.self) { try model.load(from: path + ".none") }
        let text = ModelFileError.wrongShape(path: "a", name: "b", expected: [1], found: [2]).description
        #expect(text == "a, tensor \"b\": expected shape [1], found [2]")
    }

    @Test func halfPrecisionIsTakenWhereAskedFor() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var writer = SafetensorsWriter(), tensor = Tensor<Float>([0, 0])
        writer.append("", shape: [2], values: [Float(1.5), -2], as: .bfloat16)
        try writer.write(path: path)
        #expect(throws: ModelFileError.self) { try tensor.load(from: path) }
        try tensor.load(from: path, isConverting: true)
        #expect(tensor.elements == [1.5, -2])
    }
}
