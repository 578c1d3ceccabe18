import LinearAlgebra

/// Turns the bytes of tokens into text that can be shown at once: whole characters, and nothing that a stop string would take back.
///
///     var text = TextAssembler(stopStrings: ["END"])
///     text.append(Array("The E".utf8))     // "The ": "E" may begin "END"
///     text.append(Array("arth".utf8))      // "Earth"
///
/// What comes out does not depend on how the bytes are cut into tokens. Complexity: O(bytes · total length of the stop strings).
public struct TextAssembler: Sendable {
    private let stops: [[UInt8]]
    private var held: [UInt8] = []
    /// The stop string that was found; after that nothing comes out any more.
    public private(set) var foundStop: String? = nil

    /// - Parameter stopStrings: What ends the text; empty strings are not allowed.
    public init(stopStrings: [String] = []) {
        require(stopStrings.allSatisfy { !$0.isEmpty }, "TextAssembler: an empty stop string")
        stops = stopStrings.map { Array($0.utf8) }
    }

    /// Adds bytes and returns the text that is sure by now.
    ///
    /// - Parameter bytes: The bytes of one more token.
    public mutating func append(_ bytes: [UInt8]) -> String {
        guard foundStop == nil else { return "" }
        for byte in bytes {
            held.append(byte)
            // The stop string that is complete first ends the text; of several that end here, the longest.
            let found = stops.filter { held.ends(with: $0) }.max { $0.count < $1.count }
            if let found {
                foundStop = String(decoding: found, as: UTF8.self)
                let text = String(decoding: held.dropLast(found.count), as: UTF8.self)
                held = []
                return text
            }
        }
        let keep = max(possibleStop, Self.incompleteCharacter(held))
        let text = String(decoding: held.dropLast(keep), as: UTF8.self)
        held.removeFirst(held.count - keep)
        return text
    }

    /// What was held back, when nothing more comes. Bytes that are no UTF-8 become U+FFFD.
    public mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    /// How many of the last bytes may be the beginning of a stop string.
    private var possibleStop: Int {
        var longest = 0
        for stop in stops {
            var count = min(stop.count - 1, held.count)
            while count > longest {
                if held.ends(with: stop.prefix(count)) { longest = count }
                count -= 1
            }
        }
        return longest
    }

    /// How many of the last bytes begin a character that is not complete: 0 to 3.
    static func incompleteCharacter(_ bytes: [UInt8]) -> Int {
        for count in 1...3 where count <= bytes.count {
            let first = bytes[bytes.count - count]
            if first & 0xC0 == 0x80 { continue }
            let tail = Array(bytes.suffix(count))
            return isIncomplete(tail) ? count : 0
        }
        return 0
    }

    /// Whether bytes are a proper beginning of a well-formed character (Unicode 16, table 3-7).
    private static func isIncomplete(_ bytes: [UInt8]) -> Bool {
        let length: Int
        switch bytes[0] {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return false
        }
        guard bytes.count < length else { return false }
        guard bytes.count > 1 else { return true }
        switch bytes[0] {
        case 0xE0: return bytes[1] >= 0xA0
        case 0xED: return bytes[1] <= 0x9F
        case 0xF0: return bytes[1] >= 0x90
        case 0xF4: return bytes[1] <= 0x8F
        default: return true
        }
    }
}

extension Array where Element == UInt8 {
    fileprivate func ends(with other: some BidirectionalCollection<UInt8>) -> Bool {
        count >= other.count && suffix(other.count).elementsEqual(other)
    }
}
