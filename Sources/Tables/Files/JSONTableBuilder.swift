import LinearAlgebra

/// Collects records, each a list of names and values, into columns; a name that comes late is missing in the rows before.
struct JSONTableBuilder {
    private let options: JSONOptions
    private let file: String
    private var names: [String] = []
    private var places: [String: Int] = [:]
    private var columns: [[JSONValue]] = []
    private(set) var rows = 0
    /// The first name that one record held twice, flattened, and the record's number from 1.
    private var clash: (name: String, record: Int)?
    var columnCount: Int { names.count }

    init(_ options: JSONOptions, file: String) {
        self.options = options
        self.file = file
    }

    /// One more row.
    mutating func append(_ members: [JSONValue.Member]) {
        add(members, prefix: "")
        rows += 1
    }

    private mutating func add(_ members: [JSONValue.Member], prefix: String) {
        for member in members {
            let name = prefix.isEmpty ? member.name : prefix + "." + member.name
            if case .object(let inner) = member.value, options.nested == .flattened, !inner.isEmpty {
                add(inner, prefix: name)
            } else {
                set(member.value, name)
            }
        }
    }

    private mutating func set(_ value: JSONValue, _ name: String) {
        let place: Int
        if let known = places[name] {
            place = known
        } else {
            place = names.count
            names.append(name)
            places[name] = place
            columns.append([])
        }
        pad(place, to: rows)
        // `a.b` may come from `{"a.b": …}` and from `{"a": {"b": …}}` in one record; no value may be lost silently.
        if columns[place].count == rows {
            columns[place].append(value)
        } else if clash == nil {
            clash = (name, rows + 1)
        }
    }

    private mutating func pad(_ place: Int, to count: Int) {
        while columns[place].count < count { columns[place].append(.null) }
    }

    /// A whole column, where the text has it so.
    mutating func append(column: [JSONValue], _ name: String) {
        names.append(name)
        columns.append(column)
        rows = column.count
    }

    /// The table.
    mutating func finished() throws(JSONError) -> DataFrame {
        if let clash {
            throw .cannotRead(
                path: file,
                reason:
                    "record \(clash.record) holds \"\(clash.name)\" twice, as a name and nested; read with `nested` as text"
            )
        }
        var finished: [Column] = []
        for place in columns.indices {
            pad(place, to: rows)
            finished.append(try column(columns[place], names[place]))
            columns[place] = []
        }
        return DataFrame(names: names, columns: finished, rowCount: rows)
    }

    private func column(_ values: [JSONValue], _ name: String) throws(JSONError) -> Column {
        let type = options.types[name] ?? JSONTableBuilder.type(values, findsDates: options.findsDates)
        let validity = Bitmap(values.lazy.map { $0 != .null })
        let bits = validity.isFull ? nil : validity
        func read<Value>(_ missing: Value, _ value: (JSONValue) -> Value?) throws(JSONError) -> [Value] {
            var result: [Value] = []
            result.reserveCapacity(values.count)
            for (row, cell) in values.enumerated() {
                guard cell != .null else {
                    result.append(missing)
                    continue
                }
                guard let value = value(cell) else {
                    throw .notATable(
                        file: file, line: row + 1,
                        reason: "record \(row): column \(name): \(cell.text) is not of type \(type)")
                }
                result.append(value)
            }
            return result
        }
        switch type {
        case .integer:
            return Column(
                .integers(
                    try read(0) { if case .integer(let value) = $0 { value } else { nil } }), validity: bits)
        case .number: return Column(.numbers(Vector(try read(.nan, JSONTableBuilder.number))))
        case .boolean:
            return Column(
                .booleans(
                    try read(false) { if case .boolean(let value) = $0 { value } else { nil } }),
                validity: bits)
        case .timestamp:
            return Column(.timestamps(try read(0, JSONTableBuilder.timestamp)), validity: bits)
        case .text, .category:
            let texts = try read("") { if case .string(let text) = $0 { text } else { $0.text } }
            let column = Column(.texts(TextStorage(texts)), validity: bits)
            return type == .category ? column.encodedAsCategories() : column
        }
    }

    private static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    private static func timestamp(_ value: JSONValue) -> Int64? {
        guard case .string(var text) = value else { return nil }
        return text.withUTF8 { bytes in
            bytes.baseAddress.flatMap { TimestampParser.parse($0, bytes.count) }
        }
    }

    /// The narrowest type that holds all values; text where they are of different kinds.
    private static func type(_ values: [JSONValue], findsDates: Bool) -> ColumnType {
        var type: ColumnType?, hasDates = findsDates
        for value in values {
            let own: ColumnType
            switch value {
            case .null: continue
            case .boolean: own = .boolean
            case .integer: own = .integer
            case .number: own = .number
            case .array, .object: own = .text
            case .string:
                own = .text
                hasDates = hasDates && timestamp(value) != nil
            }
            hasDates = hasDates && own == .text
            switch (type, own) {
            case (nil, _): type = own
            case (.integer, .number), (.number, .integer): type = .number
            case let (old, new) where old == new: break
            default: return .text
            }
            if case .array = value { hasDates = false }
            if case .object = value { hasDates = false }
        }
        return type == .text && hasDates ? .timestamp : type ?? .number
    }
}
