#if SQLite
    import GRDB
    import GRDBSQLite
    import LinearAlgebra

    extension SQLiteDatabase {
        /// Writes a table, in one transaction: all of it or nothing.
        ///
        /// Whole numbers become `INTEGER`, numbers `REAL`, booleans `BOOLEAN` with 0 and 1, text and categories `TEXT`,
        /// timestamps `DATETIME` with ISO text.
        /// Missing values become `NULL`.
        ///
        /// - Parameters:
        ///   - frame: the table, with at least one column.
        ///   - name: the name of the table in the database.
        ///   - mode: what happens where it exists.
        /// - Throws: `SQLiteError.tableExists` and `SQLiteError.failed`.
        /// - Complexity: O(cells), one prepared statement.
        public func write(
            _ frame: DataFrame, table name: String, mode: WriteMode = .fail
        ) throws(SQLiteError) {
            require(
                frame.columnCount > 0, "SQLiteDatabase.write: the table for \(name) has no columns")
            let table = SQLiteDatabase.quoted(name)
            let columns = frame.columnNames.map(SQLiteDatabase.quoted)
            let places = columns.map { _ in "?" }.joined(separator: ", ")
            let insert = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))"
            do {
                try queue.write { database in
                    let exists = try SQLiteDatabase.exists(name, database)
                    if exists, mode == .fail { throw SQLiteError.tableExists(name) }
                    if exists, mode == .replace { try database.execute(sql: "DROP TABLE \(table)") }
                    if !exists || mode == .replace {
                        let declared = zip(columns, frame.columns).map { "\($0) \($1.declaration)" }
                        try database.execute(
                            sql: "CREATE TABLE \(table) (\(declared.joined(separator: ", ")))")
                    }
                    let statement = try database.makeStatement(sql: insert)
                    for row in 0..<frame.rowCount {
                        for (place, column) in frame.columns.enumerated() {
                            column.bind(row, to: statement.sqliteStatement, Int32(place + 1))
                        }
                        let code = sqlite3_step(statement.sqliteStatement)
                        let message = String(cString: sqlite3_errmsg(database.sqliteConnection))
                        sqlite3_reset(statement.sqliteStatement)
                        guard code == SQLITE_DONE else {
                            throw SQLiteError.failed(sql: insert, message: "row \(row): \(message)")
                        }
                    }
                }
            } catch let error as SQLiteError {
                throw error
            } catch {
                throw .failed(sql: insert, message: SQLiteError.message(error))
            }
        }

        private static func exists(_ name: String, _ database: Database) throws -> Bool {
            let sql = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)"
            return try GRDB.Row.fetchOne(database, sql: sql, arguments: [name]) != nil
        }

        /// A name as SQL writes it.
        private static func quoted(_ name: String) -> String {
            "\"" + name.replacing("\"", with: "\"\"") + "\""
        }
    }

    extension Column {
        /// The type of the column in `CREATE TABLE`.
        fileprivate var declaration: String {
            switch type {
            case .integer: "INTEGER"
            case .number: "REAL"
            case .boolean: "BOOLEAN"
            case .text, .category: "TEXT"
            case .timestamp: "DATETIME"
            }
        }

        /// Gives a value to a place of a prepared statement. SQLite copies it.
        fileprivate func bind(_ row: Int, to statement: SQLiteStatement, _ place: Int32) {
            if isMissing(at: row) {
                sqlite3_bind_null(statement, place)
                return
            }
            switch storage {
            case .integers(let values): sqlite3_bind_int64(statement, place, Int64(values[row]))
            case .numbers(let values): sqlite3_bind_double(statement, place, values[row])
            case .booleans(let values): sqlite3_bind_int64(statement, place, values[row] ? 1 : 0)
            case .timestamps(let values):
                bind(Timestamp(microseconds: values[row]).description, to: statement, place)
            case .categories(let codes, let names): bind(names[Int(codes[row])], to: statement, place)
            case .texts(let texts):
                texts.withPointers { bytes, offsets in
                    let count = Int32(offsets[row + 1] - offsets[row])
                    sqlite3_bind_text(
                        statement, place,
                        UnsafeRawPointer(bytes + offsets[row]).assumingMemoryBound(to: CChar.self),
                        count, Column.copies)
                }
            }
        }

        private func bind(_ text: String, to statement: SQLiteStatement, _ place: Int32) {
            sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), Column.copies)
        }

        /// `SQLITE_TRANSIENT`, a macro that Swift does not see: "make a copy before you return".
        private static var copies: sqlite3_destructor_type {
            unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        }
    }
#endif
