import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Why one address did not give a file.
enum Refusal: Error, CustomStringConvertible {
    /// No answer, or a refusal.
    case failed(String)
    /// An answer, but not the file.
    case wrong(DatasetError)

    var description: String {
        switch self {
        case .failed(let reason): reason
        case .wrong(let problem): "\(problem)"
        }
    }
}

/// One attempt at one file from one address.
struct Download: Sendable {
    let file: RemoteFile
    let temporary: String
    let progress: DownloadProgress

    /// Fetches the file into the temporary path and checks it.
    func run(_ address: String) async throws(Refusal) {
        guard let url = URL(string: address), let scheme = url.scheme else { throw .failed("no address") }
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let handle = FileHandle(forWritingAtPath: temporary)
        else { throw .failed("\(temporary) cannot be written") }
        let receiver = Receiver(file: file, handle: handle, progress: progress)
        if scheme == "file" {
            receiver.copy(url.path)
        } else {
            await receiver.fetch(url)
        }
        try receiver.finish()
    }
}

/// Takes the bytes as they come: into the file, into the checksum, to the progress.
private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var received = 0
        var percent = -1
        var checksum: any Checksummer
        var refusal: Refusal?
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let file: RemoteFile
    private let handle: FileHandle
    private let progress: DownloadProgress
    private let state: Mutex<State>

    init(file: RemoteFile, handle: FileHandle, progress: DownloadProgress) {
        self.file = file
        self.handle = handle
        self.progress = progress
        state = Mutex(State(checksum: file.checksum.summer))
    }

    /// Copies a file of this machine, in pieces.
    func copy(_ path: String) {
        guard let source = FileHandle(forReadingAtPath: path) else {
            return refuse(.failed("no file there that can be read"))
        }
        defer { try? source.close() }
        while let piece = try? source.read(upToCount: 1 << 20), !piece.isEmpty {
            if !take(piece) { return }
        }
    }

    /// Fetches over the network; returns when all has come or something failed.
    func fetch(_ url: URL) async {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = 30
        // Packed on the way, a .gz file could be unpacked on arrival, and its checksum not hold.
        settings.httpAdditionalHeaders = ["Accept-Encoding": "identity", "User-Agent": "cairn"]
        let session = URLSession(configuration: settings, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting = continuation }
            session.dataTask(with: url).resume()
        }
    }

    /// Throws what went wrong, if something did; else holds count and checksum against what was published.
    func finish() throws(Refusal) {
        try? handle.close()
        let (refusal, count, sum) = state.withLock { state in
            (state.refusal, state.received, state.checksum.hexadecimal())
        }
        if let refusal { throw refusal }
        guard sum == file.checksum.digits else {
            throw .wrong(
                .wrongChecksum(
                    file: file.name, expected: file.checksum.digits, found: sum, byteCount: count))
        }
    }

    private func refuse(_ refusal: Refusal) {
        state.withLock { state in
            if state.refusal == nil { state.refusal = refusal }
        }
    }

    /// Whether more may come.
    private func take(_ piece: Data) -> Bool {
        let (received, isNews) = state.withLock { state in
            state.received += piece.count
            piece.withUnsafeBytes { state.checksum.feed($0) }
            let percent = file.byteCount > 0 ? state.received * 100 / file.byteCount : 100
            defer { state.percent = percent }
            return (state.received, percent != state.percent)
        }
        guard received <= file.byteCount else {
            refuse(
                .wrong(
                    .malformed(file: file.name, problem: "more than the \(file.byteCount) bytes that it has"))
            )
            return false
        }
        do {
            try handle.write(contentsOf: piece)
        } catch {
            refuse(.failed("the file cannot be written: \(error)"))
            return false
        }
        if isNews { progress.report(file.name, received, file.byteCount) }
        return true
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let status = (response as? HTTPURLResponse)?.statusCode, status != 200 {
            refuse(.failed("the server answered \(status)"))
            return completionHandler(.cancel)
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if !take(data) { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error { refuse(.failed(error.localizedDescription)) }
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
