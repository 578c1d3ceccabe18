/// Reads the text of an `.npy` header: a Python dictionary with the keys `descr`, `fortran_order` and `shape`.
///
/// Knows strings, `True`, `False` and tuples of integers, in any order and spacing; everything else is refused with its
/// place. Nothing of it is ever run as Python.
struct NumPyHeaderParser {
    private let text: [UInt8]
    /// Where the text begins in the file.
    private let offset: Int
    private let path: String?
    private var position = 0

    private var descriptor: String?
    private var descriptorPosition = 0
    private var isFortranOrder: Bool?
    private var shape: [Int]?

    init(text: [UInt8], offset: Int, path: String?) {
        self.text = text
        self.offset = offset
        self.path = path
    }

    mutating func parse() throws(NumPyFileError) -> (
        type: NumPyArray.ElementType, isBigEndian: Bool, isFortranOrder: Bool, shape: [Int]
    ) {
        if let strange = text.firstIndex(where: { $0 >= 0x80 || ($0 < 0x20 && !isSpace($0)) }) {
            position = strange
            throw malformed("a header of ASCII text", "byte \(text[strange])")
        }
        try expect("{")
        while !take("}") {
            try parseEntry()
            if take("}") { break }
            try expect(",")
        }
        skipSpaces()
        guard position == text.count else { throw malformed("nothing after the dictionary") }
        guard let descriptor, let isFortranOrder, let shape else {
            throw malformed("the keys 'descr', 'fortran_order' and 'shape'", "fewer")
        }
        let (type, isBigEndian) = try elementType(descriptor)
        return (type, isBigEndian, isFortranOrder, shape)
    }

    private mutating func parseEntry() throws(NumPyFileError) {
        skipSpaces()
        let start = position
        let key = try parseString()
        try expect(":")
        switch key {
        case "descr" where descriptor == nil: try parseDescriptor()
        case "fortran_order" where isFortranOrder == nil:
            if takeWord("True") {
                isFortranOrder = true
            } else if takeWord("False") {
                isFortranOrder = false
            } else {
                throw malformed("True or False")
            }
        case "shape" where shape == nil: shape = try parseShape()
        default:
            position = start
            throw malformed("the keys 'descr', 'fortran_order' and 'shape', each once", "'\(key)'")
        }
    }

    private mutating func parseDescriptor() throws(NumPyFileError) {
        skipSpaces()
        descriptorPosition = position
        if position < text.count, text[position] == UInt8(ascii: "[") {
            throw NumPyFileError(
                .unsupportedType, path: path, offset: offset + position, expected: "numbers of one type",
                found: "records with named fields (a structured dtype)")
        }
        descriptor = try parseString()
    }

    /// The type and byte order that a descriptor like `<f8` stands for.
    private mutating func elementType(
        _ descriptor: String
    ) throws(NumPyFileError) -> (NumPyArray.ElementType, isBigEndian: Bool) {
        let order = descriptor.utf8.first
        let type = NumPyArray.ElementType.allCases.first {
            $0.code.utf8.elementsEqual(descriptor.utf8.dropFirst())
        }
        let hasOrder = order.map { "<>=".utf8.contains($0) } ?? false
        if let type, hasOrder || (type.width == 1 && order == UInt8(ascii: "|")) {
            return (type, isBigEndian: order == UInt8(ascii: ">"))
        }
        position = descriptorPosition
        let isObject = descriptor.utf8.drop { "<>=|".utf8.contains($0) }.first == UInt8(ascii: "O")
        throw NumPyFileError(
            isObject ? .pickled : .unsupportedType, path: path, offset: offset + position,
            expected: "bool, an integer of 8 to 64 bits, float16, float32 or float64",
            found: isObject
                ? "pickled Python objects ('\(descriptor)'), which are never read: they can run any code"
                : "the dtype '\(descriptor)'")
    }

    private mutating func parseShape() throws(NumPyFileError) -> [Int] {
        try expect("(")
        var lengths: [Int] = []
        while !take(")") {
            guard lengths.count < NumPyHeader.maximumDimensions else {
                throw malformed("at most \(NumPyHeader.maximumDimensions) dimensions", "more")
            }
            lengths.append(try parseLength())
            if take(")") {
                if lengths.count == 1 { throw malformed("(n,) for one dimension", "(n)") }
                break
            }
            try expect(",")
        }
        return lengths
    }

    private mutating func parseLength() throws(NumPyFileError) -> Int {
        skipSpaces()
        let start = position
        var value = 0
        while position < text.count, case let digit = Int(text[position]) - 48, (0...9).contains(digit) {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            guard !overflow, !carry else { throw malformed("a dimension below 2⁶³", "a larger one") }
            value = sum
            position += 1
        }
        guard position > start else { throw malformed("a dimension, which is a whole number from 0") }
        _ = take("L")  // Python 2 wrote long integers as 3L
        return value
    }

    private mutating func parseString() throws(NumPyFileError) -> String {
        skipSpaces()
        guard position < text.count,
            text[position] == UInt8(ascii: "'") || text[position] == UInt8(ascii: "\"")
        else { throw malformed("a string in quotes") }
        let quote = text[position]
        guard let end = text[(position + 1)...].firstIndex(of: quote), end - position <= 64 else {
            throw malformed("a string of at most 63 characters", "a longer one")
        }
        let content = text[(position + 1)..<end]
        guard !content.contains(UInt8(ascii: "\\")) else { throw malformed("a string without escapes", "\\") }
        position = end + 1
        return String(decoding: content, as: UTF8.self)
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func skipSpaces() {
        while position < text.count, isSpace(text[position]) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipSpaces()
        guard text[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(NumPyFileError) {
        if !take(character) { throw malformed("'\(character)'") }
    }

    private func malformed(_ expected: String, _ found: String? = nil) -> NumPyFileError {
        let here = position < text.count ? "'\(Unicode.Scalar(text[position]))'" : "the end of the header"
        return NumPyFileError(
            .malformedHeader, path: path, offset: offset + position, expected: expected, found: found ?? here)
    }
}
