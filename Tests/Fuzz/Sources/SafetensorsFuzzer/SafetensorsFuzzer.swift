import FuzzSupport
import Neural

/// Any bytes as a safetensors file. What is read must be written so that it is read again.
@main struct SafetensorsFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let file = try? SafetensorsFile(bytes: bytes) else { return 0 }
            var writer = SafetensorsWriter(metadata: file.metadata)
            for entry in file.entries {
                guard let values = try? file.values(of: entry.name, as: Double.self) else { continue }
                precondition(values.values.count == entry.count)
                writer.append(entry.name, shape: values.shape, values: values.values)
            }
            guard let again = try? SafetensorsFile(bytes: writer.bytes()) else {
                preconditionFailure("what was written cannot be read")
            }
            precondition(again.metadata == file.metadata)
            return 0
        }
    }
}
