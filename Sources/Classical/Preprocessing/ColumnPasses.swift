import LinearAlgebra

/// Passes over the columns of rows, shared by the scalers, imputers and encoders.
package enum ColumnPasses {
    /// The numbers of a column, NaN left out.
    package static func present(_ x: Matrix<Double>, _ column: Int) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(x.rows)
        var place = x.start + column * x.columnStride
        for _ in 0..<x.rows {
            if !place.pointee.isNaN { values.append(place.pointee) }
            place += x.rowStride
        }
        withExtendedLifetime(x) {}
        return values
    }

    /// A new matrix whose element in a row and column is `change` of the old one and its column. O(rows · columns).
    @inline(__always)
    package static func map(_ x: Matrix<Double>, _ change: (Double, Int) -> Double) -> Matrix<Double> {
        let x = x.contiguous(), result = Matrix<Double>(uninitialized: x.rows, x.columns)
        let source = x.start, target = result.start, columns = x.columns
        for row in 0..<x.rows {
            let base = row * columns
            for column in 0..<columns { target[base + column] = change(source[base + column], column) }
        }
        withExtendedLifetime(x) {}
        return result
    }

    /// `(x - shift)/scale`, column by column. NaN stays NaN.
    package static func standardized(_ x: Matrix<Double>, _ shift: Vector<Double>, _ scale: Vector<Double>)
        -> Matrix<Double>
    {
        let shift = shift.contiguous(), scale = scale.contiguous(), a = shift.start, b = scale.start
        defer { withExtendedLifetime((shift, scale)) {} }
        return map(x) { value, column in (value - a[column]) / b[column] }
    }

    /// `z · scale + shift`, column by column: the inverse of ``standardized(_:_:_:)``.
    package static func restored(_ z: Matrix<Double>, _ shift: Vector<Double>, _ scale: Vector<Double>)
        -> Matrix<Double>
    {
        let shift = shift.contiguous(), scale = scale.contiguous(), a = shift.start, b = scale.start
        defer { withExtendedLifetime((shift, scale)) {} }
        return map(z) { value, column in value * b[column] + a[column] }
    }

    /// A width by which one may divide: 1 where it is 0 or too small to be told from rounding.
    package static func divisor(_ width: Double) -> Double {
        width < 10 * Double.ulpOfOne ? 1 : width
    }

    /// The columns of rows as one matrix: `parts` side by side, all with `rows` rows.
    package static func sideBySide(_ parts: [Matrix<Double>], rows: Int) -> Matrix<Double> {
        let columns = parts.reduce(0) { $0 + $1.columns }
        let result = Matrix<Double>(uninitialized: rows, columns)
        var first = 0
        for part in parts {
            let part = part.contiguous(), width = part.columns
            for row in 0..<rows {
                (result.start + row * columns + first).update(from: part.start + row * width, count: width)
            }
            withExtendedLifetime(part) {}
            first += width
        }
        return result
    }
}
