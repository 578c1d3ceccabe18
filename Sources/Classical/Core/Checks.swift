import LinearAlgebra

/// What every `fit` asks of its data before it begins, and every `predict` of its rows.
package enum Checks {
    /// Rows, columns and finite numbers. Returns the rows without gaps.
    ///
    /// - Parameters:
    ///   - allowsMissing: Whether NaN is allowed; infinities never are.
    ///   - allowsHuge: Whether numbers beyond 1e150 are allowed, whose squares and sums of squares have no room in 64 bits.
    ///     Nil: where missing ones are.
    @discardableResult
    package static func features(
        _ x: Matrix<Double>, allowsMissing: Bool = false, allowsHuge: Bool? = nil
    ) throws(FitError) -> Matrix<Double> {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        let x = x.contiguous()
        if let place = firstBad(UnsafeBufferPointer(start: x.start, count: x.count), allowsMissing) {
            throw .notFinite(
                row: place / x.columns, column: place % x.columns,
                value: x[place / x.columns, place % x.columns])
        }
        if !(allowsHuge ?? allowsMissing),
            let place = firstHuge(UnsafeBufferPointer(start: x.start, count: x.count))
        {
            throw .badFeature(
                row: place / x.columns, column: place % x.columns,
                value: x[place / x.columns, place % x.columns],
                expected: "a number within ±1e150, so that squares have room in 64 bits; scale the column")
        }
        return x
    }

    /// As many finite numbers as rows.
    package static func target(_ y: Vector<Double>, rows: Int, _ operation: String = "fit") throws(FitError) {
        require(y.count == rows, "\(operation): \(y.count) targets for \(rows) rows")
        let y = y.contiguous()
        if let row = firstBad(UnsafeBufferPointer(start: y.start, count: y.count), false) {
            throw .badTarget(row: row, value: y[row], expected: "a finite number")
        }
        if let row = firstHuge(UnsafeBufferPointer(start: y.start, count: y.count)) {
            throw .badTarget(
                row: row, value: y[row],
                expected: "a number within ±1e150, so that squares have room in 64 bits")
        }
    }

    /// As many labels as rows, of two classes or more; the classes that do not occur are dropped.
    package static func labels(_ y: Labels, rows: Int, _ operation: String = "fit") throws(FitError) -> Labels
    {
        require(y.count == rows, "\(operation): \(y.count) labels for \(rows) rows")
        let present = y.withoutEmptyClasses
        if present.classes.count == 1 { throw .oneClass(present.classes[0]) }
        return present
    }

    /// As many weights as rows, none negative, not all 0.
    package static func weights(_ weights: Vector<Double>?, rows: Int, _ operation: String = "fit")
        throws(FitError)
    {
        guard let weights else { return }
        require(weights.count == rows, "\(operation): \(weights.count) weights for \(rows) rows")
        var sum = 0.0
        for row in 0..<rows {
            let weight = weights[row]
            guard weight >= 0, weight.isFinite else { throw .badWeight(row: row, value: weight) }
            sum += weight
        }
        if sum == 0 { throw .badWeight(row: 0, value: 0) }
    }

    /// As many columns as were fitted.
    package static func columns(_ x: Matrix<Double>, _ expected: Int, _ operation: String) {
        require(
            x.columns == expected,
            "\(operation): \(x.rows) × \(x.columns) for a model of \(expected) columns")
    }

    /// The first number beyond ±1e150.
    private static func firstHuge(_ values: UnsafeBufferPointer<Double>) -> Int? {
        var largest = 0.0
        for value in values { largest = value.magnitude > largest ? value.magnitude : largest }
        return largest > 1e150 ? values.firstIndex { $0.magnitude > 1e150 } : nil
    }

    /// The first number that is infinite, or NaN where that is not allowed.
    private static func firstBad(_ values: UnsafeBufferPointer<Double>, _ allowsMissing: Bool) -> Int? {
        // x - x is 0 for finite numbers and NaN for others: a sum finds out without a branch.
        var sum = 0.0
        for value in values { sum += value - value }
        if sum == 0 { return nil }
        return values.firstIndex { !$0.isFinite && !(allowsMissing && $0.isNaN) }
    }
}
