extension DataFrame {
    /// Tables one below the other: pandas' `concat`. O(rows · columns).
    ///
    /// The columns are those of all tables, in the order in which they first occur; where a table does not have one, its rows are missing
    /// there. Integers beside numbers become numbers, categories beside texts texts. Throws
    /// ``TableError/wrongType(operation:found:expected:)`` where the types of a column have nothing in common.
    ///
    /// - Parameter frames: The tables, from the top.
    public static func concatenated(_ frames: [DataFrame]) throws(TableError) -> DataFrame {
        var names: [String] = [], seen: Set<String> = []
        for frame in frames {
            for name in frame.columnNames where seen.insert(name).inserted { names.append(name) }
        }
        var columns: [Column] = []
        for name in names { columns.append(try concatenated(name, frames)) }
        return DataFrame(names: names, columns: columns, rowCount: frames.reduce(0) { $0 + $1.rowCount })
    }

    /// The rows of another table below those of this one. Throws as ``concatenated(_:)`` does.
    ///
    /// - Parameter other: The table to append.
    public func appendingRows(of other: DataFrame) throws(TableError) -> DataFrame {
        try DataFrame.concatenated([self, other])
    }

    private static func concatenated(_ name: String, _ frames: [DataFrame]) throws(TableError) -> Column {
        let own = frames.compactMap { frame in frame.place(of: name).map { frame.columns[$0] } }
        let type = try commonType(own, name)
        var parts: [Column] = []
        for frame in frames {
            if let place = frame.place(of: name) {
                let column = frame.columns[place]
                parts.append(
                    column.isEntirelyMissing ? .missing(type, column.count) : try column.converted(to: type))
            } else {
                parts.append(.missing(type, frame.rowCount))
            }
        }
        return Column.joined(parts)
    }

    /// The type that holds the values of all columns; one without any values fits all.
    private static func commonType(_ columns: [Column], _ name: String) throws(TableError) -> ColumnType {
        var common: ColumnType?
        for column in columns where !column.isEntirelyMissing {
            switch (common, column.type) {
            case (nil, let type): common = type
            case (let old?, let type) where old == type: break
            case (.integer, .number), (.number, .integer): common = .number
            case (.text, .category), (.category, .text): common = .text
            default:
                throw .wrongType(
                    operation: "concatenated \"\(name)\"", found: "\(column.type)",
                    expected: "\(common ?? .number)")
            }
        }
        return common ?? columns.first?.type ?? .number
    }
}

extension Column {
    /// Whether no row has a value; true for no rows.
    var isEntirelyMissing: Bool { missingCount == count }

    /// A column of a type without any values.
    static func missing(_ type: ColumnType, _ count: Int) -> Column {
        let none = Bitmap(repeating: false, count: count)
        switch type {
        case .integer: return Column(.integers([Int](repeating: 0, count: count)), validity: none)
        case .number: return Column(repeating: .missing, count: count)
        case .boolean: return Column(.booleans([Bool](repeating: false, count: count)), validity: none)
        case .text:
            return Column(
                .texts(TextStorage(bytes: [], offsets: [Int](repeating: 0, count: count + 1))), validity: none
            )
        case .category: return Column(.categories(codes: [Int32](repeating: -1, count: count), names: []))
        case .timestamp: return Column(.timestamps([Int64](repeating: 0, count: count)), validity: none)
        }
    }
}
