import FuzzSupport
import Images

/// Any bytes as a PNG file. What is read must be written so that it is read again, the same.
@main struct PNGFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let image = try? Image(pngBytes: bytes, maximumPixels: 1 << 16) else { return 0 }
            guard let written = try? image.pngBytes(), let again = try? Image(pngBytes: written) else {
                preconditionFailure("what was written cannot be read")
            }
            precondition(again == image)
            return 0
        }
    }
}
