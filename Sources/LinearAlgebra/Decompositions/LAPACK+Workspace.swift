/// A size as LAPACK takes it. OpenBLAS is built with 32-bit integers, so larger sizes are refused.
@inline(__always)
func int32(_ size: Int) -> Int32 {
    require(size <= Int(Int32.max), "LAPACK: a size of \(size) is beyond its 32-bit integers")
    return Int32(truncatingIfNeeded: size)
}

extension LAPACKScalar where Self: Scalar {
    /// Calls `routine(work, length)` twice: with a length of -1, which asks how much it wants, and with that much.
    static func withWorkspace(_ routine: (UnsafeMutablePointer<Self>, inout Int32) -> Void) {
        var wanted: Self = 0, query: Int32 = -1
        routine(&wanted, &query)
        let work = Buffer<Self>(uninitialized: workspaceSize(wanted))
        var length = int32(work.count)
        routine(work.base, &length)
    }

    /// Calls `routine(work, length, integers, integerLength)` twice, as `withWorkspace` does.
    static func withWorkspaces(
        _ routine: (UnsafeMutablePointer<Self>, inout Int32, UnsafeMutablePointer<Int32>, inout Int32) -> Void
    ) {
        var wanted: Self = 0, query: Int32 = -1, wantedIntegers: Int32 = 0, integerQuery: Int32 = -1
        routine(&wanted, &query, &wantedIntegers, &integerQuery)
        let work = Buffer<Self>(uninitialized: workspaceSize(wanted))
        let integers = Buffer<Int32>(uninitialized: max(1, Int(wantedIntegers)))
        var length = int32(work.count), integerLength = int32(integers.count)
        routine(work.base, &length, integers.base, &integerLength)
    }

    /// LAPACK returns a length as a floating-point number; in `Float` it may have been rounded down.
    private static func workspaceSize(_ wanted: Self) -> Int { max(1, Int(wanted.nextUp.rounded(.up))) }

    /// The routine's `info`; a negative one is a mistake of this library's.
    static func checked(_ info: Int32, _ routine: StaticString) -> Int {
        require(info >= 0, "LAPACK \(routine): argument \(-info) is illegal")
        return Int(info)
    }
}
