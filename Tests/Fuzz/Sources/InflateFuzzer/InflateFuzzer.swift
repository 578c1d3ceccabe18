import FuzzSupport

@main struct InflateFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            // The first two bytes are the size that is claimed.
            guard bytes.count >= 2 else { return 0 }
            let claimed = Int(bytes[0]) << 8 | Int(bytes[1])
            if let unpacked = try? inflate(Array(bytes[2...]), count: claimed) {
                precondition(unpacked.count == claimed)
            }
            return 0
        }
    }
}

/// What the linked source asks of its module.
func stop(_ message: String) -> Never { fatalError(message) }
