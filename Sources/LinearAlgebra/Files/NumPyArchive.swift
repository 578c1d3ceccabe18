/// Several arrays in one `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: a ZIP archive of `.npy` files.
///
///     let archive: NumPyArchive = ["weights": NumPyArray(weights), "bias": NumPyArray(bias)]
///     try archive.write(npz: "/tmp/layer.npz")                 // numpy.savez("/tmp/layer.npz", weights=weights, bias=bias)
///
///     let layer = try NumPyArchive(npz: "/tmp/layer.npz")
///     print(layer.names)                                  // ["weights", "bias"]
///     let w = try Matrix<Float>(layer.array("weights"))
///
/// Opening a file reads its directory alone; an array is read, unpacked and checked each time it is asked for, and the file stays
/// open as long as the archive value lives. What a file claims about itself is checked before memory is taken: memory grows with the
/// data that has been unpacked, and `maximumArrayBytes` bounds it.
public struct NumPyArchive: Sendable {
    /// Where an array is: in memory, or in the file that `zip` reads.
    private enum Member: Sendable {
        case array(NumPyArray)
        case entry(ZipEntry)
    }

    /// The names of the arrays, in the order of the file, without `.npy`.
    public private(set) var names: [String] = []
    private var members: [String: Member] = [:]
    private var zip: ZipReader?
    private let maximumArrayBytes: Int

    /// An archive without arrays.
    public init() { maximumArrayBytes = .max }

    /// Opens an `.npz` file: `numpy.load(path, allow_pickle=False)`. O(number of arrays).
    ///
    /// An array that was compressed and has more than `maximumArrayBytes` bytes, 4 GiB unless told, is refused when it is
    /// read: a megabyte of file can hold a gigabyte of zeros. Uncompressed ones are never larger than the file. Files in the
    /// archive whose names do not end in `.npy` are passed over. Throws `NumPyFileError`.
    public init(npz path: String, maximumArrayBytes: Int = 1 << 32) throws(NumPyFileError) {
        try self.init(FileSource(path: path), maximumArrayBytes)
    }

    /// Opens the content of an `.npz` file that is in memory. O(number of arrays). Throws `NumPyFileError`.
    public init(npzBytes: [UInt8], maximumArrayBytes: Int = 1 << 32) throws(NumPyFileError) {
        try self.init(MemorySource(memory: npzBytes), maximumArrayBytes)
    }

    private init(_ source: any ByteSource, _ maximumArrayBytes: Int) throws(NumPyFileError) {
        require(maximumArrayBytes >= 0, "NumPyArchive: a limit of \(maximumArrayBytes) bytes")
        self.maximumArrayBytes = maximumArrayBytes
        let zip = try ZipReader(source)
        self.zip = zip
        for entry in zip.entries where entry.name.suffix(4) == NumPyArchive.suffix {
            let name = String(decoding: entry.name.dropLast(4), as: UTF8.self)
            guard members.updateValue(.entry(entry), forKey: name) == nil else {
                throw NumPyFileError(
                    .malformedArchive, path: source.path, offset: entry.offset,
                    expected: "arrays with different names", found: "\"\(name)\" twice")
            }
            names.append(name)
        }
    }

    private static let suffix: ArraySlice<UInt8> = Array(".npy".utf8)[...]

    /// Adds `array` under `name`, which no other array of the archive has and which has at most 65 531 bytes. O(1).
    public mutating func append(_ name: String, _ array: NumPyArray) {
        require(
            name.utf8.count <= 0xFFFF - 4 && !name.utf8.contains(0),
            "NumPyArchive: a name of \(name.utf8.count) bytes, or one with a zero byte")
        let old = members.updateValue(.array(array), forKey: name)
        require(old == nil, "NumPyArchive: the name \"\(name)\" twice")
        names.append(name)
    }

    /// The array called `name`. O(bytes).
    ///
    /// Throws `NumPyFileError` where there is none, or where it is not sound: among the reasons are a wrong checksum, data that cannot be
    /// unpacked, and pickled objects.
    public func array(_ name: String) throws(NumPyFileError) -> NumPyArray {
        switch members[name] {
        case .array(let array): return array
        case .entry(let entry):
            guard let zip else { break }
            let content = try zip.content(entry, limit: maximumArrayBytes) {
                (packed: PackedSource) throws(NumPyFileError) in
                // A few kilobytes unpack to gigabytes: the array's own header must agree before the rest is.
                _ = try located(name) { () throws(NumPyFileError) in try NumPyHeader(packed) }
            }
            return try located(name) { () throws(NumPyFileError) in try NumPyArray(npyBytes: content) }
        case nil: break
        }
        throw NumPyFileError(
            .noSuchArray, path: zip?.source.path, expected: "an array called \"\(name)\"",
            found: names.isEmpty ? "no arrays" : names.prefix(20).joined(separator: ", "))
    }

    /// What `body` returns; an error of its gets the file's path and the array's name, but for those of the compression, which
    /// tell a place in the file.
    private func located<Result>(
        _ name: String, _ body: () throws(NumPyFileError) -> Result
    ) throws(NumPyFileError) -> Result {
        do throws(NumPyFileError) {
            return try body()
        } catch {
            var error = error
            if error.reason == .malformedCompression { throw error }
            error.path = zip?.source.path
            error.arrayName = name
            throw error
        }
    }

    /// Writes all arrays to an `.npz` file, uncompressed, byte for byte as `numpy.savez` of NumPy 2 does. O(bytes).
    ///
    /// The path is taken as it is: no `.npz` is added. The file is written under a temporary name in the same folder and then
    /// renamed, so that an archive may be written over the file it was opened from. Throws `NumPyFileError`.
    public func write(npz path: String) throws(NumPyFileError) {
        try FileSink.write(path) { (sink: borrowing FileSink) throws(NumPyFileError) in
            try forEachPart { (part: [UInt8]) throws(NumPyFileError) in try sink.append(part) }
        }
    }

    /// The content of the `.npz` file that `write(npz:)` would write.
    public func npzBytes() throws(NumPyFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPart { (part: [UInt8]) throws(NumPyFileError) in bytes += part }
        return bytes
    }

    private func forEachPart(
        _ body: ([UInt8]) throws(NumPyFileError) -> Void
    ) throws(NumPyFileError) {
        var writer = ZipWriter()
        for name in names {
            let array = try array(name)
            let header = array.headerBytes
            try body(
                writer.header(
                    name: name + ".npy", size: header.count + array.bytes.count,
                    checksum: CRC32.of(header, array.bytes)))
            try body(header)
            try body(array.bytes)
        }
        try body(writer.end())
    }
}

extension NumPyArchive: ExpressibleByDictionaryLiteral {
    /// `["weights": NumPyArray(weights), "bias": NumPyArray(bias)]`, written in this order. The names must differ.
    public init(dictionaryLiteral elements: (String, NumPyArray)...) {
        self.init()
        for (name, array) in elements { append(name, array) }
    }
}
