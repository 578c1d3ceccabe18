#if SQLite
    import GRDB

    /// An SQLite database: a file, or memory.
    ///
    ///     let database = try SQLiteDatabase.inMemory()
    ///     try database.write(people, table: "people")
    ///     let old = try database.query("select name, age from people where age >= ?", [65])
    ///
    /// One connection, used by one thread at a time; others wait. Behind the package trait `SQLite`, which is on by default.
    public struct SQLiteDatabase: Sendable {
        /// What happens where a table of that name exists.
        public enum WriteMode: Sendable, Equatable {
            /// An error.
            case fail
            /// The old table goes, with all its rows.
            case replace
            /// The rows go behind those that are there; columns are matched by name.
            case append
        }

        let queue: DatabaseQueue

        /// Opens a database file, and makes one where there is none.
        ///
        /// - Parameter path: the file.
        /// - Throws: `SQLiteError.cannotOpen`.
        public init(path: String) throws(SQLiteError) {
            self.queue = try SQLiteDatabase.opened(path) { try DatabaseQueue(path: path) }
        }

        /// A new database in memory, gone when its last copy is.
        ///
        /// - Throws: `SQLiteError.cannotOpen`, where there is no memory.
        public static func inMemory() throws(SQLiteError) -> SQLiteDatabase {
            SQLiteDatabase(queue: try opened(":memory:") { try DatabaseQueue() })
        }

        private init(queue: DatabaseQueue) { self.queue = queue }

        private static func opened(
            _ path: String, _ open: () throws -> DatabaseQueue
        ) throws(SQLiteError) -> DatabaseQueue {
            do {
                return try open()
            } catch {
                throw .cannotOpen(path: path, message: SQLiteError.message(error))
            }
        }

        /// The names of the tables and views, in alphabetical order.
        ///
        /// - Throws: `SQLiteError.failed`.
        public func tableNames() throws(SQLiteError) -> [String] {
            let sql =
                "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by name"
            return try query(sql)[place: 0].strings.compactMap { $0 }
        }

        /// Runs statements that return nothing, such as `create index`; several are separated by semicolons.
        ///
        /// - Parameters:
        ///   - sql: the statements.
        ///   - arguments: a value for each `?`.
        /// - Throws: `SQLiteError.failed`; then none of the statements has had an effect.
        public func execute(_ sql: String, _ arguments: [Cell] = []) throws(SQLiteError) {
            do {
                try queue.write { try $0.execute(sql: sql, arguments: SQLiteDatabase.arguments(arguments)) }
            } catch {
                throw .failed(sql: sql, message: SQLiteError.message(error))
            }
        }

        static func arguments(_ cells: [Cell]) -> StatementArguments {
            StatementArguments(
                cells.map { cell -> (any DatabaseValueConvertible)? in
                    switch cell {
                    case .missing: nil
                    case .integer(let value): value
                    case .number(let value): value
                    case .boolean(let value): value
                    case .text(let value): value
                    case .timestamp(let value): value.description
                    }
                })
        }
    }

    extension DataFrame {
        fileprivate subscript(place place: Int) -> Column { columns[place] }

        /// The answer to a question in SQL about tables, by way of a database in memory.
        ///
        ///     let answer = try DataFrame.query(
        ///         "select city, avg(price) as price from sales join shops using (shop) group by city",
        ///         tables: ["sales": sales, "shops": shops])
        ///
        /// - Parameters:
        ///   - sql: one `select`, in SQLite's dialect.
        ///   - tables: the tables by the names that the question calls them.
        ///   - arguments: a value for each `?`.
        /// - Throws: `SQLiteError`, with the SQL and SQLite's message.
        /// - Complexity: every table is copied into the database first, O(cells).
        public static func query(
            _ sql: String, tables: [String: DataFrame], _ arguments: [Cell] = []
        ) throws(SQLiteError) -> DataFrame {
            let database = try SQLiteDatabase.inMemory()
            for (name, table) in tables { try database.write(table, table: name) }
            return try database.query(sql, arguments)
        }
    }

    /// What went wrong in a database.
    public enum SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
        /// The database cannot be opened.
        case cannotOpen(path: String, message: String)
        /// SQLite refused a statement.
        case failed(sql: String, message: String)
        /// The table is there already, and it was not to be replaced.
        case tableExists(String)

        /// The facts in one line.
        public var description: String {
            switch self {
            case .cannotOpen(let path, let message): "\(path): \(message)"
            case .failed(let sql, let message): "SQLite: \(message), in: \(sql)"
            case .tableExists(let name): "SQLite: there is a table \(name) already"
            }
        }

        static func message(_ error: any Error) -> String {
            guard let error = error as? DatabaseError else { return "\(error)" }
            // The library in between complains of several statements in words about its own functions.
            if error.resultCode == .SQLITE_MISUSE, error.message?.hasPrefix("Multiple statements") == true {
                return "more than one statement: `query` takes one, `execute` takes several without results"
            }
            return error.message ?? "error \(error.errorCode)"
        }
    }
#endif
