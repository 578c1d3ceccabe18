#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes that can be read at any place, by several threads: a file, or an array in memory.
enum ByteFile: Sendable {
    case file(OpenFile)
    case memory([UInt8], name: String)

    /// What messages call it.
    var name: String {
        switch self {
        case .file(let file): file.path
        case .memory(_, let name): name
        }
    }

    /// The number of bytes.
    var count: Int {
        switch self {
        case .file(let file): file.count
        case .memory(let bytes, _): bytes.count
        }
    }

    /// Copies the bytes from `offset` on, all of which must exist.
    func read(_ offset: Int, _ count: Int, into target: UnsafeMutablePointer<UInt8>) throws(CSVError) {
        switch self {
        case .file(let file): try file.read(offset, count, into: target)
        case .memory(let bytes, _):
            bytes.withUnsafeBufferPointer { source in
                if count > 0 { target.update(from: source.baseAddress! + offset, count: count) }
            }
        }
    }

    /// The bytes of a range, as far as they exist.
    func bytes(_ offset: Int, _ count: Int) throws(CSVError) -> [UInt8] {
        let length = max(0, min(count, self.count - offset))
        var failure: CSVError?
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { target, initialized in
            do throws(CSVError) {
                if length > 0 { try read(offset, length, into: target.baseAddress!) }
                initialized = length
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

/// A regular file, open until the last reference goes.
final class OpenFile: Sendable {
    let path: String
    let count: Int
    private let descriptor: Int32

    init(_ path: String) throws(CSVError) {
        guard !path.utf8.contains(0) else { throw .cannotRead(path: path, reason: "a zero byte in the path") }
        // A pipe would make `open` wait for a writer that may never come: hence O_NONBLOCK, which files ignore.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .cannotRead(path: path, reason: "not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func read(_ offset: Int, _ count: Int, into target: UnsafeMutablePointer<UInt8>) throws(CSVError) {
        var done = 0
        while done < count {
            let got = pread(descriptor, target + done, count - done, off_t(offset + done))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw .cannotRead(
                    path: path, reason: got == 0 ? "the file shrank while it was read" : systemReason())
            }
            done += got
        }
    }
}

/// What the system says about its last failure.
func systemReason() -> String { String(cString: strerror(errno)) }
