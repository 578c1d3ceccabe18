#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import LinearAlgebra

/// A file as a piece of memory, for reading only.
///
/// Nothing is read when it is opened: the system fetches a page of the file when the program first looks at it, keeps it for as long
/// as it likes, and shares it with every other program that maps the same file. A model of gigabytes is open in microseconds.
///
///     let file = try MappedFile(path: "/tmp/model.gguf")
///     let magic = file.withUnsafeBytes { Array($0.prefix(4)) }
///
/// The memory lives as long as this object. Nobody may shorten the file meanwhile: reading a page that is gone stops the program.
///
/// Source: POSIX.1-2017, `mmap`.
public final class MappedFile: Sendable {
    /// The path as the caller gave it.
    public let name: String
    /// The number of bytes.
    public let count: Int
    /// Never written, hence safe to read from every thread.
    nonisolated(unsafe) private let base: UnsafeMutableRawPointer?

    /// Opens the file at `path`. O(1).
    /// - Parameter path: a regular file on this computer.
    /// - Throws: `MappedFileError`.
    public init(path: String) throws(MappedFileError) {
        guard !path.utf8.contains(0) else {
            throw MappedFileError(
                path: path, expected: "the name of a file", found: "a path with a zero byte")
        }
        // A pipe would make `open` wait for a writer that may never come: hence O_NONBLOCK, which files ignore.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw MappedFileError(path: path, expected: "a file that can be opened", found: systemMessage())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw MappedFileError(
                path: path, expected: "a regular file", found: isFolder ? "a folder" : "a pipe or device")
        }
        name = path
        count = Int(status.st_size)
        guard count > 0 else {
            base = nil
            return
        }
        let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start, start != MAP_FAILED else {
            throw MappedFileError(
                path: path, expected: "\(count) bytes of address space", found: systemMessage())
        }
        base = start
    }

    deinit {
        if let base { munmap(base, count) }
    }

    /// Lets the system take back the memory of these bytes; whoever looks at them again finds them as they were. O(1).
    package func release(_ bytes: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (bytes.lowerBound + page - 1) / page * page, end = bytes.upperBound / page * page
        guard let base, first < end else { return }
        _ = madvise(base + first, end - first, Int32(MADV_DONTNEED))
    }

    /// Calls `body` with the bytes of the file, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }
}

extension MappedFile: ByteSource {
    package var path: String? { name }

    package func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(NumPyFileError) {
        withUnsafeBytes {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + target.count]))
        }
    }
}

/// Why a file could not be mapped, with the facts.
public struct MappedFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path as the caller gave it.
    public var path: String
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String

    /// One line: the file, what was expected and what was found.
    public var description: String { "\(path): expected \(expected), found \(found)" }
}

private func systemMessage() -> String { String(cString: strerror(errno)) }
