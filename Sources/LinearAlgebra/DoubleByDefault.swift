// Where nothing says of which type the elements are, they are `Double`, as in a literal: `Vector.zeros(3)`.

extension Vector where Element == Double {
    /// `count` zeros. O(count).
    public static func zeros(_ count: Int) -> Vector {
        require(count >= 0, "Vector.zeros: a count of \(count)")
        return Vector(repeating: 0, count: count)
    }
    /// `count` ones. O(count).
    public static func ones(_ count: Int) -> Vector {
        require(count >= 0, "Vector.ones: a count of \(count)")
        return Vector(repeating: 1, count: count)
    }
}

extension Matrix where Element == Double {
    /// `rows` × `columns` zeros. O(rows · columns).
    public static func zeros(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(repeating: 0, rows: rows, columns: columns)
    }
    /// `rows` × `columns` ones. O(rows · columns).
    public static func ones(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(repeating: 1, rows: rows, columns: columns)
    }
    /// The identity matrix I of `size` rows and columns. O(size²).
    public static func identity(_ size: Int) -> Matrix { eye(size, size) }
}
