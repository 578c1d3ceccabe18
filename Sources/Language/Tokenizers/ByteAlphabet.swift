/// How byte-level vocabularies spell bytes: printable Latin-1 characters stand for themselves, the other 68 bytes for U+0100 and on.
///
/// A space is `Ġ` (U+0120) and a newline `Ċ`. Source: the tokenizer of GPT-2 (Radford et al., *Language Models are Unsupervised
/// Multitask Learners*, 2019), whose files other models took over.
public enum ByteAlphabet {
    /// The character of each byte.
    public static let characters: [Unicode.Scalar] = {
        var scalars: [Unicode.Scalar] = [], next: UInt32 = 256
        for byte in UInt32(0)..<256 {
            let isPrintable = (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
            scalars.append(Unicode.Scalar(isPrintable ? byte : next) ?? "?")
            if !isPrintable { next += 1 }
        }
        return scalars
    }()

    /// The byte of each scalar below U+0144, -1 where there is none.
    static let bytes: [Int16] = {
        var table = [Int16](repeating: -1, count: 324)
        for (byte, scalar) in characters.enumerated() { table[Int(scalar.value)] = Int16(byte) }
        return table
    }()

    /// Bytes as a vocabulary spells them: `" the"` is `"Ġthe"`.
    public static func spell(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(characters[Int(byte)]) }
        return String(text)
    }

    /// The bytes of a spelling, or nil where a character stands for none.
    public static func bytes(of spelling: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(spelling.utf8.count)
        for scalar in spelling.unicodeScalars {
            guard scalar.value < 324, self.bytes[Int(scalar.value)] >= 0 else { return nil }
            bytes.append(UInt8(self.bytes[Int(scalar.value)]))
        }
        return bytes
    }
}
