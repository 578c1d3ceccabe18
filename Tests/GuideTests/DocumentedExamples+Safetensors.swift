import Cairn
import Testing

// The examples in the comments of Sources/Neural/Files, and the page on them.

@Suite(.printsItsComments) struct DocumentedSafetensors {
    @Test func reads() throws {
        // snippet
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        writer.append("dense.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] as [Float])
        writer.append("dense.bias", shape: [3], values: [0.1, 0.2, 0.3], as: .bfloat16)
        try writer.write(path: "/tmp/model.safetensors")
        let file = try SafetensorsFile(path: "/tmp/model.safetensors")
        print(file.names)  // ["dense.weight", "dense.bias"]
        let (shape, bias) = try file.values(of: "dense.bias", as: Float.self)
        print(shape, bias)  // [3] [0.100097656, 0.20019531, 0.30078125]
        // end
    }

    @Test func writes() throws {
        // snippet
        var writer = SafetensorsWriter()
        writer.append("steps", shape: [], values: [1000])
        let file = try SafetensorsFile(bytes: writer.bytes())
        print(try file.values(of: "steps", as: Int.self).values)  // [1000]
        // end
    }

    @Test func refuses() throws {
        // snippet
        let header = #"{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}"#
        let length: [UInt8] = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]
        do {
            _ = try SafetensorsFile(bytes: length + Array(header.utf8) + [UInt8](repeating: 0, count: 20))
        } catch {
            print(error.reason, error.tensor ?? "")  // wrongOffsets w
            print(error.expected)  // 24 bytes for shape [2, 3] of F32
            print(error.found)  // 20 bytes, [0, 20]
        }
        // end
    }
}
