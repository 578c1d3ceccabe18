/// 40 000 lines of Shakespeare's plays in one text of 1 115 394 letters: what small language models learn to write from. Fetched on
/// first use, 1.1 MB.
///
///     let text = try await loadTinyShakespeare()
///     let start = text.prefix(14)     // "First Citizen:"
///
/// - Parameters:
///   - cache: Where the file stays, and where to look for it first.
///   - progress: Who hears how far the download is.
/// - Throws: ``DatasetError``: nothing reachable, wrong checksum.
///
/// Source: A. Karpathy, "The Unreasonable Effectiveness of Recurrent Neural Networks" (2015). The plays are in the public domain.
public func loadTinyShakespeare(
    cache: DatasetCache = DatasetCache(), progress: DownloadProgress = .bar
) async throws(DatasetError) -> String {
    let file = RemoteFile(
        name: "tiny-shakespeare/input.txt",
        addresses: [
            "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"
        ],
        byteCount: 1_115_394,
        checksum: .sha256("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"))
    return String(decoding: try await cache.bytes(of: file, progress: progress), as: UTF8.self)
}
