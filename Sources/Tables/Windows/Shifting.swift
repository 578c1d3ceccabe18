import LinearAlgebra

extension Column {
    /// The values so many rows further down, or up where `rows` is negative; missing where none arrives. O(count).
    ///
    /// - Parameter rows: By how many rows.
    public func shifted(by rows: Int = 1) -> Column {
        taking(
            (0..<count).map { row in
                let source = row - rows
                return source >= 0 && source < count ? Int32(source) : -1
            }, hasGaps: true)
    }

    /// Each value less the one `rows` before; times in seconds. Requires numbers or times; throws where integers overflow. O(count).
    ///
    /// - Parameter rows: How many rows before; negative for behind.
    public func differences(_ rows: Int = 1) throws(TableError) -> Column {
        let table = DataFrame(names: ["now", "then"], columns: [self, shifted(by: rows)], rowCount: count)
        return try table.evaluate(column("now") - column("then"))
    }

    /// By what share each value is above the one `rows` before: x/y - 1. Requires a numeric type. O(count).
    ///
    /// - Parameter rows: How many rows before; negative for behind.
    public func relativeChanges(_ rows: Int = 1) -> Column {
        let now = doubles, then = shifted(by: rows).doubles
        return Column(now / then - 1)
    }

    /// The sum of the values up to each row; missing where the value is missing. Integers stay integers. O(count).
    ///
    /// Throws ``TableError`` where integers overflow or the type is not numeric.
    public func cumulativeSum() throws(TableError) -> Column {
        if case .integers(let values) = storage {
            var sum = 0, isBeyond = false
            let sums = values.map { value -> Int in
                let (next, overflow) = sum.addingReportingOverflow(value)
                isBeyond = isBeyond || overflow
                sum = next
                return sum
            }
            if isBeyond { throw .overflow(operation: "cumulativeSum") }
            return Column(.integers(sums), validity: validity)
        }
        var sum = CompensatedSum()
        return Column(
            try numbers("cumulativeSum").map { (value: Double) -> Double in
                if value.isNaN { return .nan }
                sum.add(value)
                return sum.total
            })
    }

    /// The product of the values up to each row, as numbers; missing where the value is missing. Throws where the type is not numeric. O(count).
    public func cumulativeProduct() throws(TableError) -> Column {
        try accumulated("cumulativeProduct", 1) { $0 * $1 }
    }

    /// The smallest value up to each row, as numbers; missing where the value is missing. Throws where the type is not numeric. O(count).
    public func cumulativeMin() throws(TableError) -> Column {
        try accumulated("cumulativeMin", .infinity) { Swift.min($0, $1) }
    }

    /// The largest value up to each row, as numbers; missing where the value is missing. Throws where the type is not numeric. O(count).
    public func cumulativeMax() throws(TableError) -> Column {
        try accumulated("cumulativeMax", -.infinity) { Swift.max($0, $1) }
    }

    private func accumulated(
        _ operation: String, _ start: Double, _ next: (Double, Double) -> Double
    ) throws(TableError) -> Column {
        var value = start
        return Column(
            try numbers(operation).map { (number: Double) -> Double in
                if number.isNaN { return .nan }
                value = next(value, number)
                return value
            })
    }

    private func numbers(_ operation: String) throws(TableError) -> Vector<Double> {
        guard let numbers = doublesIfNumeric else {
            throw .wrongType(operation: operation, found: "\(type)", expected: "numeric")
        }
        return numbers
    }
}
