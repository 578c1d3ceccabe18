/// One of the two directions of a matrix, in the order of NumPy: `.rows` is `axis=0`, `.columns` is `axis=1`.
///
/// A reduction names what it runs over, and that is what disappears:
///
///     let a: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]     // 2 rows, 3 columns
///     print(a.sum(over: .rows))        // [5.0, 7.0, 9.0]
///     print(a.sum(over: .columns))     // [6.0, 15.0]
///
/// First the rows are added up, and one sum for each column remains; then the columns, and one for each row remains.
///
/// A join or a cut names what there will be more or fewer of:
///
///     print(concatenate([a, a], along: .rows).shape)          // (rows: 4, columns: 3)
public enum Axis: String, CaseIterable, Sendable, Codable {
    /// From row to row, down the matrix: NumPy's `axis=0`.
    case rows
    /// From column to column, across the matrix: NumPy's `axis=1`.
    case columns
}
