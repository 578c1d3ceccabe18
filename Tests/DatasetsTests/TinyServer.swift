import Foundation
import Synchronization

/// An HTTP server of a few lines, for tests without a network: it answers each path with what it was given, on a port of this
/// machine that the system chose.
final class TinyServer: Sendable {
    /// What to answer.
    struct Answer: Sendable {
        var status = "200 OK"
        var body: [UInt8] = []
        /// The length to claim, where it is not that of the body.
        var claimedLength: Int?
    }

    let port: UInt16
    private let socket: Int32
    private let answers: [String: Answer]
    private let asked = Mutex<[String]>([])

    /// The paths that were asked for.
    var requests: [String] { asked.withLock { $0 } }
    var address: String { "http://127.0.0.1:\(port)" }

    init(_ answers: [String: Answer]) throws {
        self.answers = answers
        #if canImport(Glibc) || canImport(Musl)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        socket = Foundation.socket(AF_INET, kind, 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isBound = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard socket >= 0, isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: name.sin_port)
        Thread.detachNewThread { [self] in serve() }
    }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve() {
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { return }
            answer(connection)
            close(connection)
        }
    }

    private func answer(_ connection: Int32) {
        var request: [UInt8] = []
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return }
            request += piece.prefix(count)
        }
        let path = String(String(decoding: request, as: UTF8.self).split(separator: " ")[1])
        asked.withLock { $0.append(path) }
        let answer = answers[path] ?? Answer(status: "404 Not Found", body: Array("none".utf8))
        let head =
            "HTTP/1.1 \(answer.status)\r\nContent-Length: \(answer.claimedLength ?? answer.body.count)\r\n"
            + "Connection: close\r\n\r\n"
        var rest = Array(head.utf8) + answer.body
        while !rest.isEmpty {
            #if canImport(Darwin)
                let count = send(connection, rest, rest.count, 0)
            #else
                let count = send(connection, rest, rest.count, Int32(MSG_NOSIGNAL))
            #endif
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}
