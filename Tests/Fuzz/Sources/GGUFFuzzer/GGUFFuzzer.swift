import FuzzSupport
import Language

/// Any bytes as a GGUF file. What is read must be written so that it is read again, and a model that opens must run.
@main struct GGUFFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let file = try? GGUFFile(bytes: bytes) else { return 0 }
            var writer = GGUFWriter(metadata: file.keys.map { ($0, file.metadata[$0] ?? .bool(false)) })
            for key in file.keys { _ = file.metadata[key]?.array?.values }
            for entry in file.tensors {
                guard let type = entry.type, let values = try? file.values(of: entry.name) else { continue }
                precondition(values.values.count == entry.count)
                writer.append(entry.name, shape: values.shape, values: values.values, as: type)
            }
            _ = try? file.vocabulary()
            guard let again = try? GGUFFile(bytes: writer.bytes()) else {
                preconditionFailure("what was written cannot be read")
            }
            precondition(again.keys == file.keys)
            if var engine = try? LlamaEngine(file) {
                precondition(engine.append([0]).count == engine.vocabularyCount)
            }
            return 0
        }
    }
}
