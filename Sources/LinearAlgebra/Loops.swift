// Loops over elements in Swift, made once for `Float` and once for `Double`: code that is generic over `Scalar` and not
// specialised costs some 10 ns an element.

/// Whether two runs of elements are equal, each with its counterpart.
@specialized(where T == Float)
@specialized(where T == Double)
func areEqual<T: Scalar>(
    _ count: Int, _ x: UnsafePointer<T>, _ xStride: Int, _ y: UnsafePointer<T>, _ yStride: Int
) -> Bool {
    for index in 0..<count where x[index * xStride] != y[index * yStride] { return false }
    return true
}
