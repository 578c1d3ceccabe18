/// What the header of a GGUF file says, once it is found to be consistent.
struct GGUFHeader {
    var version = 0
    var keys: [String] = []
    var metadata: [String: GGUFValue] = [:]
    var tensors: [GGUFFile.Entry] = []
    var places: [String: Int] = [:]
    var alignment = 32

    init(_ bytes: UnsafeRawBufferPointer, _ source: GGUFBytes) throws(GGUFError) {
        var reader = GGUFReader(bytes, source)
        try readVersion(&reader)
        // The least: a name's length, four bytes of dimensions, type, offset; a key's length, a type, a byte.
        let tensorCount = try reader.count("tensors", width: 24)
        let keyCount = try reader.count("metadata entries", width: 13)
        for _ in 0..<keyCount { try readMetadata(&reader) }
        try readAlignment()
        var records: [Record] = []
        records.reserveCapacity(tensorCount)
        for _ in 0..<tensorCount { records.append(try Record(&reader)) }
        let (end, slack) = (reader.position, -reader.position & (alignment - 1))
        for record in records {
            let entry = try record.entry(dataStart: end + slack, alignment: alignment, fileCount: bytes.count)
            guard places.updateValue(tensors.count, forKey: entry.name) == nil else {
                throw GGUFError(
                    .duplicateName, name: entry.name, offset: record.place, expected: "each tensor once",
                    found: "a second one of this name")
            }
            tensors.append(entry)
        }
    }

    private mutating func readVersion(_ reader: inout GGUFReader) throws(GGUFError) {
        let magic: UInt32 = try reader.integer("the letters GGUF")
        guard magic == 0x4655_4747 else {
            throw GGUFError(
                .notGGUF, offset: 0, expected: "the letters GGUF",
                found: "the bytes 0x\(String(magic.byteSwapped, radix: 16))")
        }
        let number: UInt32 = try reader.integer("the version")
        guard number == 2 || number == 3 else {
            let isSwapped = (1...3).contains(number.byteSwapped)
            throw GGUFError(
                .unsupportedVersion, offset: 4, expected: "version 2 or 3, lowest byte first",
                found: isSwapped ? "version \(number.byteSwapped), highest byte first" : "version \(number)")
        }
        version = Int(number)
    }

    private mutating func readMetadata(_ reader: inout GGUFReader) throws(GGUFError) {
        let place = reader.position, key = try reader.name("a key")
        let value: GGUFValue
        do throws(GGUFError) { value = try reader.value(key) } catch {
            var error = error
            error.name = key
            throw error
        }
        guard metadata.updateValue(value, forKey: key) == nil else {
            throw GGUFError(
                .duplicateName, name: key, offset: place, expected: "each key once", found: "a second one")
        }
        keys.append(key)
    }

    private mutating func readAlignment() throws(GGUFError) {
        guard let value = metadata["general.alignment"] else { return }
        guard let number = value.integer, number > 0, number <= 1 << 20, number & (number - 1) == 0 else {
            throw GGUFError(
                .wrongAlignment, name: "general.alignment", expected: "a power of two up to 2²⁰",
                found: "\(value)")
        }
        alignment = number
    }
}

extension GGUFHeader {
    /// One tensor as the header tells of it.
    fileprivate struct Record {
        let place: Int
        let name: String
        let shape: [Int]
        let type: UInt32
        let offset: UInt64

        init(_ reader: inout GGUFReader) throws(GGUFError) {
            place = reader.position
            name = try reader.name("the name of a tensor")
            let dimensions: UInt32 = try reader.integer("the number of dimensions")
            guard dimensions <= GGUFReader.mostDimensions else {
                throw GGUFError(
                    .wrongShape, name: name, offset: place,
                    expected: "at most \(GGUFReader.mostDimensions) dimensions", found: "\(dimensions)")
            }
            var lengths: [Int] = []
            var product = 1
            for _ in 0..<dimensions {
                let length: UInt64 = try reader.integer("a dimension")
                let (next, overflows) = product.multipliedReportingOverflow(
                    by: Int(clamping: max(1, length)))
                guard !overflows, next <= Int.max >> 8 else {
                    throw GGUFError(
                        .tooLarge, name: name, offset: place, expected: "fewer than 2⁵⁵ elements",
                        found: "dimensions \(lengths) and \(length)")
                }
                product = next
                lengths.append(Int(length))
            }
            shape = lengths.reversed()
            type = try reader.integer("the type of a tensor")
            offset = try reader.integer("the place of a tensor")
        }

        func entry(dataStart: Int, alignment: Int, fileCount: Int) throws(GGUFError) -> GGUFFile.Entry {
            let format = BlockFormat(rawValue: type), count = shape.reduce(1, *)
            let rowLength = shape.last ?? 1
            if let format, rowLength % format.blockLength != 0 {
                throw GGUFError(
                    .wrongShape, name: name, offset: place,
                    expected: "rows of whole blocks of \(format.blockLength) for \(format.name)",
                    found: "shape \(shape)")
            }
            guard offset % UInt64(alignment) == 0 else {
                throw GGUFError(
                    .wrongOffset, name: name, offset: place, expected: "an offset divisible by \(alignment)",
                    found: "\(offset)")
            }
            let size = format.map { $0.byteCount(count) } ?? 0
            let room = max(0, fileCount - dataStart)
            guard offset <= UInt64(room), size <= room - Int(offset) else {
                throw GGUFError(
                    .wrongOffset, name: name, offset: place,
                    expected: "\(size) bytes inside the \(room) bytes of data", found: "offset \(offset)")
            }
            let start = dataStart + Int(offset)
            return GGUFFile.Entry(
                name: name, shape: shape, typeNumber: type, type: format,
                bytes: size == 0 ? min(start, fileCount)..<min(start, fileCount) : start..<start + size)
        }
    }
}
