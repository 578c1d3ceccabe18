import LinearAlgebra

extension Column {
    /// The value of a row, or that it is missing. O(1); copies a string.
    public subscript(row: Int) -> Cell {
        require(row >= 0 && row < count, "Column: no row \(row) in \(count)")
        if isMissing(at: row) { return .missing }
        switch storage {
        case .integers(let values): return .integer(values[row])
        case .numbers(let values): return .number(values[row])
        case .booleans(let values): return .boolean(values[row])
        case .texts(let values): return .text(values[row])
        case .categories(let codes, let names): return .text(names[Int(codes[row])])
        case .timestamps(let values): return .timestamp(Timestamp(microseconds: values[row]))
        }
    }

    /// All values. O(count).
    public var cells: [Cell] { (0..<count).map { self[$0] } }

    /// The values as floating-point numbers, NaN where missing: integers, numbers, and truth values as 1 and 0.
    ///
    /// A column of numbers gives its own storage, without a copy. Requires a numeric type. O(1) for numbers, else O(count).
    public var doubles: Vector<Double> {
        guard let vector = doublesIfNumeric else {
            require(false, "Column.doubles: a column of type \(type) holds no numbers")
            return Vector(repeating: .nan, count: count)
        }
        return vector
    }

    /// `doubles`, or nothing where the type is not numeric.
    package var doublesIfNumeric: Vector<Double>? {
        switch storage {
        case .numbers(let values): return values
        case .integers(let values): return vector(validity) { Double(values[$0]) }
        case .booleans(let values): return vector(validity) { values[$0] ? 1 : 0 }
        default: return nil
        }
    }

    @inline(__always)
    private func vector(_ validity: Bitmap?, _ value: (Int) -> Double) -> Vector<Double> {
        let count = count, result = Vector<Double>(uninitialized: count), start = result.start
        for row in 0..<count { start[row] = value(row) }
        if let validity {
            for row in 0..<count where !validity[row] { start[row] = .nan }
        }
        return result
    }

    /// The values of a column of integers, `nil` where missing. Requires the type integer. O(count).
    public var integers: [Int?] {
        guard case .integers(let values) = storage else { return wrong("integers") }
        return optionals(values)
    }

    /// The strings of a column of texts or categories, `nil` where missing. Requires one of these types. O(bytes).
    public var strings: [String?] {
        switch storage {
        case .texts(let values): return (0..<count).map { isMissing(at: $0) ? nil : values[$0] }
        case .categories(let codes, let names): return codes.map { $0 < 0 ? nil : names[Int($0)] }
        default: return wrong("strings")
        }
    }

    /// The values of a column of booleans, `nil` where missing. Requires the type boolean. O(count).
    public var booleans: [Bool?] {
        guard case .booleans(let values) = storage else { return wrong("booleans") }
        return optionals(values)
    }

    /// The values of a column of timestamps, `nil` where missing. Requires the type timestamp. O(count).
    public var timestamps: [Timestamp?] {
        guard case .timestamps(let values) = storage else { return wrong("timestamps") }
        return optionals(values).map { $0.map { Timestamp(microseconds: $0) } }
    }

    /// For each row whether its value is missing. O(count).
    public var isMissing: [Bool] {
        guard let validity else { return [Bool](repeating: false, count: count) }
        return (0..<count).map { !validity[$0] }
    }

    /// The names of the categories, in their order, of a column of type category; empty for other types. O(1).
    public var categoryNames: [String] {
        if case .categories(_, let names) = storage { names } else { [] }
    }

    private func optionals<Value>(_ values: [Value]) -> [Value?] {
        guard let validity else { return values.map(Optional.some) }
        return values.indices.map { validity[$0] ? values[$0] : nil }
    }

    private func wrong<Value>(_ operation: String) -> [Value] {
        require(false, "Column.\(operation): the column is of type \(type)")
        return []
    }
}

extension Column: Equatable {
    /// Same type, same rows, missing where the other is missing. Categories are equal by name. O(count).
    public static func == (left: Column, right: Column) -> Bool {
        guard left.count == right.count, left.validity == right.validity else { return false }
        switch (left.storage, right.storage) {
        case (.integers(let a), .integers(let b)): return left.hasEqual(a, b)
        case (.numbers(let a), .numbers(let b)):
            return zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
        case (.booleans(let a), .booleans(let b)): return left.hasEqual(a, b)
        case (.texts(let a), .texts(let b)):
            return a == b || (0..<left.count).allSatisfy { left.isMissing(at: $0) || a[$0] == b[$0] }
        case (.categories(let a, let names), .categories(let b, let others)):
            return names == others ? a == b : left.strings == right.strings
        case (.timestamps(let a), .timestamps(let b)): return left.hasEqual(a, b)
        default: return false
        }
    }

    /// Whether two lists agree wherever a value of this column is there.
    private func hasEqual<Value: Equatable>(_ left: [Value], _ right: [Value]) -> Bool {
        left == right || left.indices.allSatisfy { isMissing(at: $0) || left[$0] == right[$0] }
    }
}

extension Column: CustomStringConvertible {
    /// The first values and the type: `[1, <missing>, 3] (integer)`.
    public var description: String {
        let shown = (0..<Swift.min(count, 10)).map { self[$0].description }.joined(separator: ", ")
        return "[\(shown)\(count > 10 ? ", … \(counted(count, "row"))" : "")] (\(type))"
    }
}
