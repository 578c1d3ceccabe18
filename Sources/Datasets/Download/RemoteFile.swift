/// A file on the network: its name in the cache, where it lies, and how to know it.
package struct RemoteFile: Sendable, Hashable {
    /// A published checksum, in hexadecimal.
    package enum Checksum: Sendable, Hashable {
        case sha256(String)
        case md5(String)

        /// The digits.
        var digits: String {
            switch self {
            case .sha256(let digits), .md5(let digits): digits
            }
        }

        /// What computes one of the kind.
        var summer: any Checksummer {
            switch self {
            case .sha256: SHA256()
            case .md5: MD5()
            }
        }
    }

    /// Its name in the cache, with a folder for what belongs together: `mnist/train-images-idx3-ubyte.gz`.
    package let name: String
    /// Where it lies, tried one after another.
    package let addresses: [String]
    /// How many bytes it has. More are not accepted from any server.
    package let byteCount: Int
    /// What its bytes sum up to.
    package let checksum: Checksum

    /// Describes a file.
    package init(name: String, addresses: [String], byteCount: Int, checksum: Checksum) {
        self.name = name
        self.addresses = addresses
        self.byteCount = byteCount
        self.checksum = checksum
    }
}
