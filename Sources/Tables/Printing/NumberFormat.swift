#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How the numbers of one column are printed: all with the same number of decimals, so that the points stand in one line.
struct NumberFormat {
    private var decimals = 1
    private var isScientific = false

    /// The format for these numbers: as many decimals as they need, up to 6, and fewer where the numbers are large; powers of
    /// ten where they are huge or tiny.
    init(_ values: [Double]) {
        let finite = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
        guard let largest = finite.max(), let smallest = finite.min() else { return }
        if largest >= 1e12 || largest < 1e-4 || (smallest < 1e-5 && largest < 1) {
            isScientific = true
            return
        }
        let digits = max(1, Int(log10(largest)) + 1), most = min(6, max(1, 10 - digits))
        for value in finite {
            let text = printed("%.\(most)f", value)
            let needed = most - text.reversed().prefix { $0 == "0" }.count
            decimals = max(decimals, needed)
        }
    }

    /// A number as text.
    func text(_ value: Double) -> String {
        if !value.isFinite { return value.isNaN ? Cell.missingMarker : (value < 0 ? "-inf" : "inf") }
        return printed(isScientific ? "%.5e" : "%.\(decimals)f", value)
    }
}

/// C's `printf` of one number.
func printed(_ format: String, _ value: Double) -> String {
    var bytes = [CChar](repeating: 0, count: 400)
    let length = withVaList([value]) { vsnprintf(&bytes, bytes.count, format, $0) }
    return String(
        decoding: bytes.prefix(max(0, min(Int(length), 399))).map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The width of the terminal that the program prints to; 100 where the output is no terminal.
func terminalWidth() -> Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else {
        return 100
    }
    return max(20, Int(size.ws_col))
}
