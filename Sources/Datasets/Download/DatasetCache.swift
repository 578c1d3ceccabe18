import Foundation

/// The folder where downloaded data stays: each file is fetched once, held against its published checksum, and read from there
/// ever after.
///
///     let cache = DatasetCache(folder: "/data/public")
///
/// A file comes under a temporary name and is renamed when it is whole and right: a download that is cut off leaves nothing that
/// could be taken for data, and two programs may fetch at the same time.
public struct DatasetCache: Sendable {
    /// The folder; made on first use.
    public var folder: String
    /// Addresses of folders that are asked first: a mirror at home or in the institute, with the files under the names of the
    /// cache. `http:`, `https:` and `file:`.
    public var mirrors: [String]

    /// A cache in a folder.
    ///
    /// - Parameters:
    ///   - folder: Where the files stay. `nil`: what the environment variable `CAIRN_DATA` names, else `~/.cache/cairn`.
    ///   - mirrors: Addresses of folders that are asked before the public ones.
    public init(folder: String? = nil, mirrors: [String] = []) {
        self.folder = folder ?? DatasetCache.usualFolder
        self.mirrors = mirrors
    }

    private static var usualFolder: String {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["CAIRN_DATA"], !folder.isEmpty { return folder }
        return NSHomeDirectory() + "/.cache/cairn"
    }

    /// The path of a file that is in the cache, fetched if it was not.
    package func path(
        of file: RemoteFile, progress: DownloadProgress = .silent
    ) async throws(DatasetError) -> String {
        let path = folder + "/" + file.name
        if isThere(path, file) { return path }
        try makeFolder(of: path)
        var reasons: [String] = []
        for address in mirrors.map({ $0 + "/" + file.name }) + file.addresses {
            let temporary = path + ".\(String(UInt64.random(in: .min ... .max), radix: 36)).part"
            defer { try? FileManager.default.removeItem(atPath: temporary) }
            do throws(Refusal) {
                try await Download(file: file, temporary: temporary, progress: progress).run(address)
            } catch {
                // Wrong bytes are worse than none: they say that something is amiss with this address.
                if case .wrong(let problem) = error, address == file.addresses.last { throw problem }
                reasons.append("\(address): \(error)")
                continue
            }
            guard rename(temporary, path) == 0 else {
                throw .inaccessible(path: path, reason: String(cString: strerror(errno)))
            }
            return path
        }
        throw .unreachable(file: file.name, reasons: reasons)
    }

    /// The bytes of a file that is in the cache, fetched if it was not.
    package func bytes(
        of file: RemoteFile, progress: DownloadProgress
    ) async throws(DatasetError) -> [UInt8] {
        try fileBytes(await path(of: file, progress: progress))
    }

    private func isThere(_ path: String, _ file: RemoteFile) -> Bool {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size]
        return (size as? NSNumber)?.intValue == file.byteCount
    }

    private func makeFolder(of path: String) throws(DatasetError) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .inaccessible(path: folder, reason: "the folder cannot be made: \(error)")
        }
    }
}

/// All bytes of a file.
func fileBytes(_ path: String) throws(DatasetError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw .inaccessible(path: path, reason: "no file there that can be read")
    }
    return [UInt8](data)
}
