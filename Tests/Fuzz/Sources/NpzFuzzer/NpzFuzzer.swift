import FuzzSupport
import LinearAlgebra

@main struct NpzFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let archive = try? NumPyArchive(npzBytes: bytes, maximumArrayBytes: 1 << 22) else {
                return 0
            }
            var copy = NumPyArchive()
            for name in archive.names {
                if let array = try? archive.array(name), !name.utf8.contains(0) { copy.append(name, array) }
            }
            guard let written = try? copy.npzBytes(), let again = try? NumPyArchive(npzBytes: written) else {
                preconditionFailure("what was written cannot be read")
            }
            precondition(again.names == copy.names)
            return 0
        }
    }
}
