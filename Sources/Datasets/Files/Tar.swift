/// The regular files of a tar archive, by name (POSIX.1-1988 "ustar", and GNU's long names).
///
/// Nothing is written anywhere, so that no name can lead out of a folder. O(bytes).
package struct TarArchive {
    /// A file of an archive.
    package struct Entry: Hashable {
        /// The name, with its folders.
        package let name: String
        /// Where its bytes stand in the archive.
        package let range: Range<Int>
    }

    /// The files, in order.
    package let entries: [Entry]
    private let bytes: [UInt8]

    /// Reads the headers; `file` is what the archive is called in an error.
    package init(_ bytes: [UInt8], name file: String) throws(DatasetError) {
        var entries: [Entry] = []
        var place = 0
        var longName: String?
        while place + 512 <= bytes.count {
            let header = bytes[place..<place + 512]
            if header.allSatisfy({ $0 == 0 }) { break }
            let (size, type) = try TarArchive.checked(Array(header), at: place, file)
            let start = place + 512
            guard size <= bytes.count - start else {
                throw .malformed(
                    file: file,
                    problem: "the entry at byte \(place) has \(size) bytes, and \(bytes.count - start) follow"
                )
            }
            let content = start..<start + size
            switch type {
            case 0, UInt8(ascii: "0"):
                entries.append(
                    Entry(name: longName ?? TarArchive.name(Array(header)), range: content))
                longName = nil
            case UInt8(ascii: "L"): longName = TarArchive.text(bytes[content])
            default: longName = nil
            }
            place = start + (size + 511) / 512 * 512
        }
        guard !entries.isEmpty else {
            throw .malformed(file: file, problem: "no tar archive, or an empty one")
        }
        self.entries = entries
        self.bytes = bytes
    }

    /// The bytes of the first file whose name ends so, or nothing.
    package func file(endingIn suffix: String) -> ArraySlice<UInt8>? {
        entries.first { $0.name == suffix || $0.name.hasSuffix("/" + suffix) }.map { bytes[$0.range] }
    }

    /// The size and type of an entry whose header has the checksum that it claims.
    private static func checked(
        _ header: [UInt8], at place: Int, _ file: String
    ) throws(DatasetError) -> (size: Int, type: UInt8) {
        // The checksum counts its own eight places as spaces.
        let sum = header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(header[$1])) }
        guard octal(header[148..<156]) == sum else {
            throw .malformed(
                file: file, problem: "no tar header at byte \(place): its checksum does not hold")
        }
        guard let size = octal(header[124..<136]) else {
            throw .malformed(file: file, problem: "the entry at byte \(place) has no octal size")
        }
        return (size, header[156])
    }

    private static func name(_ header: [UInt8]) -> String {
        let isUstar = header[257..<262].elementsEqual("ustar".utf8)
        let folder = isUstar ? text(header[345..<500]) : ""
        return (folder.isEmpty ? "" : folder + "/") + text(header[..<100])
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A number of octal digits among spaces and zeros; at most 12 digits, so that it cannot overflow.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        guard !digits.isEmpty, digits.allSatisfy({ (48..<56).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
    }
}
