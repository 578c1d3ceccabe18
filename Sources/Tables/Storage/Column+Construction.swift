import LinearAlgebra

extension Column {
    /// A column of whole numbers, none missing. O(1).
    public init(_ values: [Int]) { self.init(.integers(values)) }

    /// A column of floating-point numbers; NaN is missing. O(count).
    public init(_ values: [Double]) { self.init(.numbers(Vector(values))) }

    /// A column of floating-point numbers that shares the storage of the vector; NaN is missing. O(count), for the bitmap.
    public init(_ values: Vector<Double>) { self.init(.numbers(values.contiguous())) }

    /// A column of strings, none missing. O(bytes).
    public init(_ values: [String]) { self.init(.texts(TextStorage(values))) }

    /// A column of truth values, none missing. O(1).
    public init(_ values: [Bool]) { self.init(.booleans(values)) }

    /// A column of points in time, none missing. O(count).
    public init(_ values: [Timestamp]) { self.init(.timestamps(values.map(\.microseconds))) }

    /// A column of whole numbers of which some may be missing. O(count).
    public init(_ values: [Int?]) {
        self.init(.integers(values.map { $0 ?? 0 }), validity: Column.presence(of: values))
    }

    /// A column of floating-point numbers of which some may be missing. O(count).
    public init(_ values: [Double?]) { self.init(.numbers(Vector(values.map { $0 ?? .nan }))) }

    /// A column of strings of which some may be missing. O(bytes).
    public init(_ values: [String?]) {
        self.init(.texts(TextStorage(values.lazy.map { $0 ?? "" })), validity: Column.presence(of: values))
    }

    /// A column of truth values of which some may be missing. O(count).
    public init(_ values: [Bool?]) {
        self.init(.booleans(values.map { $0 ?? false }), validity: Column.presence(of: values))
    }

    /// A column of points in time of which some may be missing. O(count).
    public init(_ values: [Timestamp?]) {
        self.init(.timestamps(values.map { $0?.microseconds ?? 0 }), validity: Column.presence(of: values))
    }

    /// A column of categories: strings of which few are different, kept as codes.
    ///
    ///     let size = Column(categories: ["S", "L", nil, "M"], order: ["S", "M", "L"])
    ///
    /// - Parameters:
    ///   - values: The strings, `nil` where missing.
    ///   - order: The names of all categories, in the order in which they sort and group; without it, those that occur in the
    ///     order of their code points. Requires different names, and every value among them.
    /// Complexity: O(count).
    public init(categories values: [String?], order: [String]? = nil) {
        let names =
            order ?? Set(values.compactMap { $0 }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(
            names.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        require(places.count == names.count, "Column(categories:order:): two categories have the same name")
        let codes = values.map { value -> Int32 in
            guard let value else { return -1 }
            let code = places[value]
            require(
                code != nil, "Column(categories:order:): \"\(value)\" is not among the categories \(names)")
            return code ?? -1
        }
        self.init(.categories(codes: codes, names: names))
    }

    /// `count` rows with one value: `Column(repeating: nil, count: 3)` is a column of numbers without any.
    ///
    /// - Parameters:
    ///   - value: The value of each row.
    ///   - count: The number of rows, 0 or more.
    /// Complexity: O(count).
    public init(repeating value: Cell, count: Int) {
        require(count >= 0, "Column(repeating:count:): a count of \(count)")
        switch value {
        case .missing: self.init(.numbers(Vector(repeating: .nan, count: count)))
        case .integer(let value): self.init([Int](repeating: value, count: count))
        case .number(let value): self.init(.numbers(Vector(repeating: value, count: count)))
        case .boolean(let value): self.init([Bool](repeating: value, count: count))
        case .text(let value): self.init([String](repeating: value, count: count))
        case .timestamp(let value): self.init([Timestamp](repeating: value, count: count))
        }
    }

    /// A column of cells, of the type that holds them all: integers beside numbers become numbers; all missing is a column of
    /// numbers. O(count).
    ///
    /// Throws ``TableError/wrongType(operation:found:expected:)`` where no type holds them all.
    ///
    /// - Parameter cells: The values.
    public init(cells: [Cell]) throws(TableError) {
        var type: ColumnType?
        for cell in cells {
            guard let own = cell.type, own != type else { continue }
            switch (type, own) {
            case (nil, _), (.integer, .number): type = own
            case (.number, .integer): break
            default:
                throw .wrongType(
                    operation: "Column(cells:)", found: "\(cell)", expected: "\(type ?? own), as those before"
                )
            }
        }
        switch type {
        case .integer: self.init(cells.map(\.integer))
        case .boolean: self.init(cells.map(\.boolean))
        case .text: self.init(cells.map(\.string))
        case .timestamp: self.init(cells.map(\.timestamp))
        case nil, .number, .category: self.init(cells.map(\.double))
        }
    }

    private static func presence<Value>(of values: [Value?]) -> Bitmap? {
        Bitmap(count: values.count) { values[$0] != nil }
    }
}

extension Column: ExpressibleByArrayLiteral {
    /// `[1, nil, 3]`, `["a", "b"]`, `[1.5, 2]`: values of one type; integers beside numbers become numbers.
    public init(arrayLiteral cells: Cell...) {
        do {
            try self.init(cells: cells)
        } catch {
            require(false, "Column: \(error)")
            self.init([Double]())
        }
    }
}
