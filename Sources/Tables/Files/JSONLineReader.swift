/// Takes one line after another out of a file and makes tables of them.
struct JSONLineReader {
    private let file: ByteFile
    private let options: JSONOptions
    private(set) var report = JSONReport()
    private var buffer: [UInt8] = []
    private var start = 0
    private var offset = 0
    private var line = 0

    /// A line longer than this is an error.
    private static let longestLine = 1 << 30

    init(path: String, _ options: JSONOptions) throws(JSONError) {
        do throws(CSVError) {
            self.init(.file(try OpenFile(path)), options)
        } catch {
            throw JSONError(error)
        }
    }

    init(_ file: ByteFile, _ options: JSONOptions) {
        self.file = file
        self.options = options
    }

    /// The table of the next `rows` records, or nil at the end.
    mutating func next(_ rows: Int) throws(JSONError) -> DataFrame? {
        var builder = JSONTableBuilder(options, file: file.name)
        while builder.rows < rows, let text = try nextLine() {
            do throws(JSONError) {
                let value = try JSONValue(parsing: text, file: file.name, firstLine: line)
                guard case .object(let members) = value else {
                    throw .notATable(file: file.name, line: line, reason: "a line that is no object")
                }
                builder.append(members)
            } catch {
                if options.badLines == .fail { throw error }
                report.skippedLines += 1
                if options.badLines == .keepAside {
                    report.rejected.append(
                        CSVReport.RejectedRow(
                            line: line, reason: JSONLineReader.reason(error),
                            text: String(decoding: text, as: UTF8.self)))
                }
            }
        }
        return builder.rows == 0 ? nil : try builder.finished()
    }

    private static func reason(_ error: JSONError) -> String {
        switch error {
        case .invalid(_, _, let column, let reason): "byte \(column): \(reason)"
        case .notATable(_, _, let reason): reason
        default: error.description
        }
    }

    /// The next line that is not empty, without its line end.
    private mutating func nextLine() throws(JSONError) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                let text = trimmed(start..<end)
                start = end + 1
                searched = start
                line += 1
                if !text.isEmpty { return text }
                continue
            }
            searched = buffer.count
            if offset == file.count {
                let text = trimmed(start..<buffer.count)
                start = buffer.count
                line += 1
                return text.isEmpty ? nil : text
            }
            guard buffer.count - start < JSONLineReader.longestLine else {
                throw .invalid(file: file.name, line: line + 1, column: 1, reason: "a line of more than 1 GB")
            }
            searched -= start
            buffer.removeSubrange(..<start)
            start = 0
            do throws(CSVError) {
                let more = try file.bytes(offset, max(1 << 18, buffer.count))
                offset += more.count
                buffer += more
            } catch {
                throw JSONError(error)
            }
        }
    }

    private func trimmed(_ range: Range<Int>) -> [UInt8] {
        var range = range
        while let last = range.last, buffer[last] == 13 || buffer[last] == 32 || buffer[last] == 9 {
            range = range.lowerBound..<last
        }
        let isBlank = buffer[range].allSatisfy { $0 == 32 || $0 == 9 }
        return isBlank ? [] : Array(buffer[range])
    }
}
