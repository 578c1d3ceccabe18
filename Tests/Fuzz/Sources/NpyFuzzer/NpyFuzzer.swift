import FuzzSupport
import LinearAlgebra

@main struct NpyFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let array = try? NumPyArray(npyBytes: bytes) else { return 0 }
            precondition(array.bytes.count <= bytes.count)
            // What was read is written so that it is read again.
            precondition((try? NumPyArray(npyBytes: array.npyBytes())) == array)
            _ = try? array.elements(as: Int16.self)
            _ = try? Matrix<Double>(array)
            _ = try? Vector<Float>(array)
            return 0
        }
    }
}
