import LinearAlgebra

extension Column {
    /// The values as another type.
    ///
    /// Strings are read: `"12"`, `"1.5"`, `"true"`, `"2026-03-01"`; the empty string is missing except as text. Numbers become integers
    /// only where they are whole. Everything becomes text and category. Truth values are 1 and 0. Throws
    /// ``TableError/unreadable(text:type:row:)`` with the first value that does not read, and
    /// ``TableError/wrongType(operation:found:expected:)`` where the types have nothing in common, as times and numbers.
    ///
    /// - Parameter type: The type to convert to.
    /// Complexity: O(count).
    public func converted(to type: ColumnType) throws(TableError) -> Column {
        if type == self.type { return self }
        switch (storage, type) {
        case (_, .text): return asText()
        case (_, .category): return asCategories()
        case (.integers, .number), (.booleans, .number): return Column(doubles)
        case (.booleans(let values), .integer):
            return Column(.integers(values.map { $0 ? 1 : 0 }), validity: validity)
        case (.integers(let values), .boolean):
            return Column(.booleans(values.map { $0 != 0 }), validity: validity)
        case (.numbers(let values), .boolean):
            return Column(.booleans(values.map { (value: Double) -> Bool in value != 0 }), validity: validity)
        case (.numbers(let values), .integer): return try wholeNumbers(values)
        case (.texts, _), (.categories, _): return try read(as: type)
        default:
            throw .wrongType(
                operation: "converted(to: \(type))", found: "\(self.type)", expected: "convertible")
        }
    }

    private func wholeNumbers(_ values: Vector<Double>) throws(TableError) -> Column {
        var whole: [Int] = []
        whole.reserveCapacity(values.count)
        for (row, value) in values.enumerated() {
            if value.isNaN {
                whole.append(0)
                continue
            }
            guard let exact = Int(exactly: value) else {
                throw .unreadable(text: "\(value)", type: .integer, row: row)
            }
            whole.append(exact)
        }
        return Column(.integers(whole), validity: validity)
    }

    private func asText() -> Column {
        if case .categories(let codes, let names) = storage {
            return Column(names).taking(codes, hasGaps: true)
        }
        var texts = TextStorage()
        for row in 0..<count { texts.append(isMissing(at: row) ? "" : self[row].description) }
        return Column(.texts(texts), validity: validity)
    }

    private func asCategories() -> Column {
        let encoding = KeyEncoding(self, sorted: true)
        let names = encoding.firstRows.map { self[Int($0)].description }
        return Column(.categories(codes: encoding.codes, names: names), validity: validity)
    }

    private func read(as type: ColumnType) throws(TableError) -> Column {
        var cells: [Cell] = []
        cells.reserveCapacity(count)
        for (row, text) in strings.enumerated() {
            guard let text, !text.isEmpty else {
                cells.append(.missing)
                continue
            }
            guard let cell = Column.cell(text, type) else {
                throw .unreadable(text: text, type: type, row: row)
            }
            cells.append(cell)
        }
        switch type {
        case .integer: return Column(cells.map(\.integer))
        case .boolean: return Column(cells.map(\.boolean))
        case .timestamp: return Column(cells.map(\.timestamp))
        default: return Column(cells.map(\.double))
        }
    }

    private static func cell(_ text: String, _ type: ColumnType) -> Cell? {
        switch type {
        case .integer: return Int(text).map { .integer($0) }
        case .number: return Double(text).map { .number($0) }
        case .timestamp: return Timestamp(text).map { .timestamp($0) }
        case .boolean:
            switch text.lowercased() {
            case "true", "yes", "1": return .boolean(true)
            case "false", "no", "0": return .boolean(false)
            default: return nil
            }
        case .text, .category: return .text(text)
        }
    }

    /// Columns of one type, one after another. Categories of different names get the names of all.
    static func joined(_ columns: [Column]) -> Column {
        guard let first = columns.first, columns.count > 1 else { return columns.first ?? [] }
        var validity: Bitmap?
        if columns.contains(where: { $0.validity != nil }) {
            var bits = Bitmap(repeating: true, count: 0)
            for column in columns { for row in 0..<column.count { bits.append(!column.isMissing(at: row)) } }
            validity = bits
        }
        switch first.storage {
        case .integers:
            let values = columns.flatMap { column -> [Int] in
                if case .integers(let own) = column.storage { own } else { [] }
            }
            return Column(.integers(values), validity: validity)
        case .booleans:
            let values = columns.flatMap { column -> [Bool] in
                if case .booleans(let own) = column.storage { own } else { [] }
            }
            return Column(.booleans(values), validity: validity)
        case .timestamps:
            let values = columns.flatMap { column -> [Int64] in
                if case .timestamps(let own) = column.storage { own } else { [] }
            }
            return Column(.timestamps(values), validity: validity)
        case .numbers: return Column(joinedNumbers(columns))
        case .texts: return Column(.texts(joinedTexts(columns)), validity: validity)
        case .categories: return joinedCategories(columns)
        }
    }

    private static func joinedNumbers(_ columns: [Column]) -> Vector<Double> {
        let result = Vector<Double>(uninitialized: columns.reduce(0) { $0 + $1.count })
        var place = 0
        for column in columns {
            column.doubles.withUnsafeBufferPointer { values in
                guard let start = values.baseAddress else { return }
                (result.start + place).update(from: start, count: values.count)
                place += values.count
            }
        }
        return result
    }

    private static func joinedTexts(_ columns: [Column]) -> TextStorage {
        var result = TextStorage()
        result.offsets.reserveCapacity(columns.reduce(1) { $0 + $1.count })
        for case .texts(let texts) in columns.map(\.storage) {
            let shift = result.bytes.count
            result.bytes += texts.bytes
            result.offsets += texts.offsets.dropFirst().map { $0 + shift }
        }
        return result
    }

    private static func joinedCategories(_ columns: [Column]) -> Column {
        var names: [String] = [], places: [String: Int32] = [:], codes: [Int32] = []
        for case .categories(let own, let ownNames) in columns.map(\.storage) {
            let map = ownNames.map { name -> Int32 in
                if let place = places[name] { return place }
                places[name] = Int32(names.count)
                names.append(name)
                return Int32(names.count - 1)
            }
            codes += own.map { $0 < 0 ? -1 : map[Int($0)] }
        }
        return Column(.categories(codes: codes, names: names))
    }
}
