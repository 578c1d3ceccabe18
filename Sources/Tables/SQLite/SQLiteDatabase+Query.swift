#if SQLite
    import GRDB
    import GRDBSQLite
    import LinearAlgebra

    extension SQLiteDatabase {
        /// The rows that a `select` returns.
        ///
        /// The type of a column follows from its values: whole numbers, numbers where one has a fraction, text where one is
        /// text; blobs are text in
        /// hexadecimal. A column declared with `BOOL` whose values are 0 and 1 is one of booleans, and one declared with
        /// `DATE` or `TIME` whose
        /// values are ISO texts one of timestamps. Columns of the same name become `a` and `a.1`.
        ///
        /// - Parameters:
        ///   - sql: one statement that changes nothing.
        ///   - arguments: a value for each `?`.
        /// - Throws: `SQLiteError.failed`.
        /// - Complexity: O(cells) on top of what SQLite does.
        public func query(_ sql: String, _ arguments: [Cell] = []) throws(SQLiteError) -> DataFrame {
            do {
                return try queue.read { database in
                    let statement = try database.makeStatement(sql: sql)
                    let cursor = try GRDB.Row.fetchCursor(
                        statement, arguments: SQLiteDatabase.arguments(arguments))
                    let handle = statement.sqliteStatement
                    var columns = (0..<statement.columnCount).map { SQLiteColumn(handle, Int32($0)) }
                    var rows = 0
                    while try cursor.next() != nil {
                        for index in columns.indices { columns[index].append(handle) }
                        rows += 1
                    }
                    return DataFrame(
                        names: CSVLayout.unique(statement.columnNames),
                        columns: columns.map { $0.finished() },
                        rowCount: rows)
                }
            } catch {
                throw .failed(sql: sql, message: SQLiteError.message(error))
            }
        }
    }

    /// A column of a result while its rows come in.
    private struct SQLiteColumn {
        private let index: Int32
        private let declaration: String
        private var integers: [Int] = []
        private var numbers: [Double] = []
        private var texts = TextStorage()
        private var validity = Bitmap(repeating: true, count: 0)
        private var state = State.unknown

        private enum State { case unknown, integers, numbers, texts }

        init(_ statement: SQLiteStatement, _ index: Int32) {
            self.index = index
            declaration =
                sqlite3_column_decltype(statement, index).map { String(cString: $0).uppercased() } ?? ""
        }

        mutating func append(_ statement: SQLiteStatement) {
            let type = sqlite3_column_type(statement, index)
            validity.append(type != SQLITE_NULL)
            switch type {
            case SQLITE_NULL: break
            case SQLITE_INTEGER: if state == .unknown { become(.integers) }
            case SQLITE_FLOAT: if state == .unknown || state == .integers { become(.numbers) }
            default: if state != .texts { become(.texts) }
            }
            switch state {
            case .unknown: break
            case .integers: integers.append(Int(sqlite3_column_int64(statement, index)))
            case .numbers:
                numbers.append(type == SQLITE_NULL ? .nan : sqlite3_column_double(statement, index))
            case .texts: appendText(statement, type)
            }
        }

        private mutating func appendText(_ statement: SQLiteStatement, _ type: Int32) {
            if type == SQLITE_BLOB {
                let count = Int(sqlite3_column_bytes(statement, index))
                let bytes = UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, index), count: count)
                let digits = Array("0123456789abcdef".utf8)
                for byte in bytes { texts.bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
                texts.offsets.append(texts.bytes.count)
            } else if let text = sqlite3_column_text(statement, index) {
                let count = Int(sqlite3_column_bytes(statement, index))
                // SQLite hands out what it was given, valid or not.
                texts.append(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
            } else {
                texts.offsets.append(texts.bytes.count)
            }
        }

        /// Rewrites what has come so far, without the row that is coming.
        private mutating func become(_ new: State) {
            let rows = validity.count - 1
            switch (state, new) {
            case (.unknown, .integers): integers = [Int](repeating: 0, count: rows)
            case (.unknown, .numbers): numbers = [Double](repeating: .nan, count: rows)
            case (.integers, .numbers):
                numbers = integers.indices.map { validity[$0] ? Double(integers[$0]) : .nan }
                integers = []
            case (.integers, .texts):
                for row in 0..<rows { texts.append(validity[row] ? "\(integers[row])" : "") }
                integers = []
            case (.numbers, .texts):
                for row in 0..<rows { texts.append(validity[row] ? "\(numbers[row])" : "") }
                numbers = []
            default:
                for _ in 0..<rows { texts.append("") }
            }
            state = new
        }

        func finished() -> Column {
            let bits = validity.isFull ? nil : validity, rows = validity.count
            switch state {
            case .unknown: return empty(rows)
            case .numbers: return Column(.numbers(Vector(numbers)))
            case .integers:
                let isBoolean = declaration.contains("BOOL") && integers.allSatisfy { $0 == 0 || $0 == 1 }
                return isBoolean
                    ? Column(.booleans(integers.map { $0 == 1 }), validity: bits)
                    : Column(.integers(integers), validity: bits)
            case .texts: return timestamps(bits) ?? Column(.texts(texts), validity: bits)
            }
        }

        /// Where no value says anything, the declaration does.
        private func empty(_ rows: Int) -> Column {
            let bits: Bitmap? = rows > 0 ? validity : nil
            if declaration.contains("BOOL") {
                return Column(.booleans([Bool](repeating: false, count: rows)), validity: bits)
            }
            if declaration.contains("DATE") || declaration.contains("TIME") {
                return Column(.timestamps([Int64](repeating: 0, count: rows)), validity: bits)
            }
            if declaration.contains("INT") {
                return Column(.integers([Int](repeating: 0, count: rows)), validity: bits)
            }
            if declaration.contains("CHAR") || declaration.contains("TEXT") || declaration.contains("CLOB") {
                return Column(.texts(TextStorage([String](repeating: "", count: rows))), validity: bits)
            }
            return Column(.numbers(Vector(repeating: .nan, count: rows)))
        }

        private func timestamps(_ bits: Bitmap?) -> Column? {
            guard declaration.contains("DATE") || declaration.contains("TIME") else { return nil }
            var values = [Int64](repeating: 0, count: texts.count)
            let isWhole = texts.withPointers { bytes, offsets in
                for row in 0..<texts.count where validity[row] {
                    let count = offsets[row + 1] - offsets[row]
                    guard let value = TimestampParser.parse(bytes + offsets[row], count) else { return false }
                    values[row] = value
                }
                return true
            }
            return isWhole ? Column(.timestamps(values), validity: bits) : nil
        }
    }
#endif
