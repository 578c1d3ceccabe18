import Datasets
import Foundation
import LinearAlgebra
import Synchronization
import Testing

/// Downloads from a server of this process and from files; no network.
@Suite struct DownloadTests {
    private let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 31) }

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "cairn-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func file(_ addresses: [String], bytes: [UInt8]? = nil) -> RemoteFile {
        let bytes = bytes ?? body
        return RemoteFile(
            name: "set/data.bin", addresses: addresses, byteCount: bytes.count,
            checksum: .sha256(SHA256.of(bytes)))
    }

    private func failure(_ cache: DatasetCache, _ file: RemoteFile) async -> DatasetError? {
        do throws(DatasetError) {
            _ = try await cache.bytes(of: file, progress: .silent)
            return nil
        } catch { return error }
    }

    @Test func fetchesOnceAndReadsFromTheCacheEverAfter() async throws {
        let server = try TinyServer(["/data.bin": .init(body: body)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let heard = Mutex<[Int]>([])
        let progress = DownloadProgress { _, received, total in
            heard.withLock { $0.append(received * 100 / total) }
        }
        let file = file([server.address + "/data.bin"])
        #expect(try await cache.bytes(of: file, progress: progress) == body)
        #expect(try await cache.bytes(of: file, progress: progress) == body)
        #expect(server.requests == ["/data.bin"])
        #expect(heard.withLock { $0.last == 100 && $0 == $0.sorted() && $0.count <= 101 })
        // Nothing else lies there: no temporary file.
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder + "/set") == ["data.bin"])
    }

    @Test func goesOnToTheNextAddress() async throws {
        let server = try TinyServer(["/second": .init(body: body)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let file = file([server.address + "/first", server.address + "/second"])
        #expect(try await cache.bytes(of: file, progress: .silent) == body)
        #expect(server.requests == ["/first", "/second"])
    }

    @Test func asksMirrorsFirst() async throws {
        let server = try TinyServer(["/mirror/set/data.bin": .init(body: body)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder(), mirrors: [server.address + "/mirror"])
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        #expect(try await cache.bytes(of: file(["http://127.0.0.1:9/none"]), progress: .silent) == body)
    }

    @Test func copiesFromFileAddresses() async throws {
        let source = try folder()
        defer { try? FileManager.default.removeItem(atPath: source) }
        try Data(body).write(to: URL(fileURLWithPath: source + "/data.bin"))
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let file = file(["file://" + source + "/data.bin"])
        #expect(try await cache.bytes(of: file, progress: .silent) == body)
    }

    @Test func tellsEveryAddressThatFailed() async throws {
        let server = try TinyServer([:])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let error = await failure(
            cache,
            file([server.address + "/none", "http://127.0.0.1:9/closed", "file:///no/such/file", "nonsense"]))
        guard case .unreachable("set/data.bin", let reasons) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reasons.count == 4)
        #expect(reasons[0].hasSuffix("/none: the server answered 404"))
        #expect(reasons[2].contains("no file there"))
        #expect(reasons[3].contains("no address"))
    }

    @Test func refusesBytesThatAreNotThePublishedOnes() async throws {
        var damaged = body
        damaged[5000] ^= 1
        let server = try TinyServer(["/data.bin": .init(body: damaged)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let error = await failure(cache, file([server.address + "/data.bin"]))
        #expect(
            error
                == .wrongChecksum(
                    file: "set/data.bin", expected: SHA256.of(body), found: SHA256.of(damaged),
                    byteCount: body.count))
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder + "/set").isEmpty)
    }

    @Test func stopsAServerThatSendsMoreThanThereIs() async throws {
        let server = try TinyServer(["/data.bin": .init(body: body + body)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        let error = await failure(cache, file([server.address + "/data.bin"]))
        #expect("\(try #require(error))".contains("more than the 100000 bytes that it has"))
    }

    @Test func noticesAConnectionThatBreaks() async throws {
        let server = try TinyServer([
            "/data.bin": .init(body: Array(body.prefix(50_000)), claimedLength: 100_000)
        ])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        #expect(await failure(cache, file([server.address + "/data.bin"])) != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder + "/set").isEmpty)
    }

    @Test func fetchesAgainWhatWasCutOff() async throws {
        let server = try TinyServer(["/data.bin": .init(body: body)])
        defer { server.stop() }
        let cache = DatasetCache(folder: try folder())
        defer { try? FileManager.default.removeItem(atPath: cache.folder) }
        try FileManager.default.createDirectory(
            atPath: cache.folder + "/set", withIntermediateDirectories: true)
        try Data(body.prefix(10)).write(to: URL(fileURLWithPath: cache.folder + "/set/data.bin"))
        #expect(try await cache.bytes(of: file([server.address + "/data.bin"]), progress: .silent) == body)
    }

    @Test func saysWhereItCannotWrite() async {
        let cache = DatasetCache(folder: "/dev/null/nowhere")
        guard case .inaccessible(let path, _) = await failure(cache, file(["http://127.0.0.1:9/"])) else {
            Issue.record("no error")
            return
        }
        #expect(path == "/dev/null/nowhere/set")
    }

    @Test func theFolderIsThatOfTheEnvironmentOrTheHome() {
        let named = ProcessInfo.processInfo.environment["CAIRN_DATA"]
        #expect(DatasetCache().folder == named ?? NSHomeDirectory() + "/.cache/cairn")
    }

    @Test func theBarShowsTheShare() {
        #expect(
            DownloadProgress.text("a.gz", 5_000_000, 10_000_000)
                == "a.gz  [###############...............]  50 %  5.0 of 10.0 MB")
        #expect(DownloadProgress.text("a.gz", 0, 0).contains("100 %"))
    }
}
