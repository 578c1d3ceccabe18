#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes that can be read at any place: a file, or an array in memory.
package protocol ByteSource: Sendable {
    /// The path, where there is one.
    var path: String? { get }
    /// The number of bytes.
    var count: Int { get }
    /// Copies the bytes from `offset` on into all of `target`. The range must lie inside `count`.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(NumPyFileError)
}

extension ByteSource {
    /// The `count` bytes from `offset` on, which must lie inside the source: memory for them is taken at once.
    package func bytes(at offset: Int, count: Int) throws(NumPyFileError) -> [UInt8] {
        var failure: NumPyFileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            do throws(NumPyFileError) {
                try read(
                    at: offset, into: UnsafeMutableRawBufferPointer(start: target.baseAddress, count: count))
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

/// Bytes in memory.
package struct MemorySource: ByteSource {
    package let memory: [UInt8]

    package init(memory: [UInt8]) { self.memory = memory }

    package var path: String? { nil }
    package var count: Int { memory.count }

    package func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(NumPyFileError) {
        memory.withUnsafeBytes {
            target.copyMemory(from: .init(rebasing: $0[offset..<offset + target.count]))
        }
    }
}

/// A regular file, open until the last reference goes. Read by position, so that threads may share it.
package final class FileSource: ByteSource {
    private let descriptor: Int32
    private let name: String
    package let count: Int

    package var path: String? { name }

    package init(path: String) throws(NumPyFileError) {
        // A pipe would make `open` wait for a writer that may never come: hence O_NONBLOCK, which files ignore.
        let descriptor =
            path.utf8.contains(0) ? -1 : retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else {
            throw NumPyFileError(
                .cannotRead, path: path, expected: "a file that can be opened",
                found: path.utf8.contains(0) ? "a path with a zero byte" : systemMessage())
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw NumPyFileError(
                .cannotRead, path: path, expected: "a regular file",
                found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a pipe or device")
        }
        self.descriptor = descriptor
        name = path
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    package func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(NumPyFileError) {
        var done = 0
        while done < target.count {
            let got = retrying {
                pread(descriptor, target.baseAddress! + done, target.count - done, off_t(offset + done))
            }
            guard got > 0 else {
                throw NumPyFileError(
                    .cannotRead, path: name, offset: offset + done,
                    expected: "\(target.count - done) more bytes",
                    found: got == 0 ? "the end: the file shrank while it was read" : systemMessage())
            }
            done += got
        }
    }
}

/// A file being written under a temporary name in the folder of its final one.
///
/// The final name appears, or what it held is replaced, in one step at the end: a reader never sees half a file, and a
/// failure leaves what was there before. The data is handed to the system, not forced onto the disk.
package struct FileSink: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let target: String
    private let temporary: String
    private var isFinished = false

    /// Calls `body` with the open file, then gives the file its name.
    package static func write(
        _ path: String, _ body: (borrowing FileSink) throws(NumPyFileError) -> Void
    ) throws(NumPyFileError) {
        var sink = try FileSink(path)
        try body(sink)
        try sink.finish()
    }

    private init(_ path: String) throws(NumPyFileError) {
        guard !path.utf8.contains(0) else {
            throw FileSink.failure(path, "a name for a file", "a path with a zero byte")
        }
        // What a symbolic link points to is replaced, not the link.
        let target = resolved(path)
        var status = stat()
        let exists = stat(target, &status) == 0
        guard !exists || status.st_mode & S_IFMT == S_IFREG else {
            throw FileSink.failure(
                path, "a regular file or none",
                status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a pipe or device")
        }
        let end = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
        let unique = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = "\(target[..<end]).\(unique).tmp"
        let descriptor = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        guard descriptor >= 0 else {
            throw FileSink.failure(path, "a folder that can be written to", systemMessage())
        }
        if exists { _ = fchmod(descriptor, status.st_mode & 0o777) }
        self.descriptor = descriptor
        self.path = path
        self.target = target
        self.temporary = temporary
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    package func append(_ bytes: [UInt8]) throws(NumPyFileError) {
        var failure: NumPyFileError?
        bytes.withUnsafeBytes { source in
            do throws(NumPyFileError) { try append(source) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    package func append(_ source: UnsafeRawBufferPointer) throws(NumPyFileError) {
        var done = 0
        while done < source.count {
            let count = retrying { put(descriptor, source.baseAddress! + done, source.count - done) }
            guard count > 0 else {
                throw FileSink.failure(path, "room for \(source.count - done) more bytes", systemMessage())
            }
            done += count
        }
    }

    private mutating func finish() throws(NumPyFileError) {
        guard rename(temporary, target) == 0 else {
            throw FileSink.failure(path, "a name that can be given to a file", systemMessage())
        }
        isFinished = true
    }

    private static func failure(_ path: String, _ expected: String, _ found: String) -> NumPyFileError {
        NumPyFileError(.cannotWrite, path: path, expected: expected, found: found)
    }
}

/// `write`, under a name that the methods called `write` do not hide.
private func put(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

/// The path that `path` stands for once symbolic links are followed; itself where nothing is there yet.
private func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
}

/// The result of a system call, asked again while a signal interrupts it.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

private func systemMessage() -> String { String(cString: strerror(errno)) }
