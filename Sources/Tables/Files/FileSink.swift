#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file being written under a temporary name in the folder of its final one.
///
/// The final name appears, or what it held is replaced, in one step at the end: a reader never sees half a file, and a
/// failure leaves what was there before.
struct FileSink: ~Copyable {
    private let descriptor: Int32
    private let temporary: String
    private var buffer: [UInt8] = []

    /// Calls `body` with the open file, then gives the file its name.
    static func write(
        _ path: String, _ body: (inout FileSink) throws(FileSinkError) -> Void
    ) throws(FileSinkError) {
        var sink = try open(path)
        do throws(FileSinkError) {
            try body(&sink)
            try sink.flush()
        } catch {
            unlink(sink.temporary)
            throw error
        }
        guard rename(sink.temporary, path) == 0 else {
            let reason = systemReason()
            unlink(sink.temporary)
            throw FileSinkError(reason: reason)
        }
    }

    private init(_ descriptor: Int32, _ temporary: String) {
        self.descriptor = descriptor
        self.temporary = temporary
    }

    private static func open(_ path: String) throws(FileSinkError) -> FileSink {
        guard !path.utf8.contains(0) else { throw FileSinkError(reason: "a zero byte in the path") }
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileSinkError(reason: systemReason()) }
        var status = stat()
        // A temporary file is the owner's alone; the final one gets what it had, or what new files get.
        let mask = umask(0)
        umask(mask)
        let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o666 & ~mask
        _ = fchmod(descriptor, mode)
        return FileSink(descriptor, template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
    }

    deinit { close(descriptor) }

    /// Lets `body` append bytes, and writes them to the file once there are many.
    mutating func append(_ body: (inout [UInt8]) -> Void) throws(FileSinkError) {
        body(&buffer)
        if buffer.count >= 1 << 18 { try flush() }
    }

    private mutating func flush() throws(FileSinkError) {
        var done = 0
        while done < buffer.count {
            let written = buffer.withUnsafeBytes { unsafe in
                #if canImport(Darwin)
                    Darwin.write(descriptor, unsafe.baseAddress! + done, unsafe.count - done)
                #elseif canImport(Musl)
                    Musl.write(descriptor, unsafe.baseAddress! + done, unsafe.count - done)
                #else
                    Glibc.write(descriptor, unsafe.baseAddress! + done, unsafe.count - done)
                #endif
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw FileSinkError(reason: systemReason()) }
            done += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Why a file could not be written.
struct FileSinkError: Error {
    let reason: String
}
