/// An array of bytes in the IDX format of the MNIST files: two zeros, the type, the number of axes, each length in four bytes with
/// the highest first, and the elements.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits" (1998), file formats.
package struct IDXArray: Hashable {
    /// The length of each axis.
    package let shape: [Int]
    /// The elements, the last axis fastest.
    package let elements: [UInt8]

    /// Reads a whole file; `name` is what it is called in an error.
    package init(_ bytes: [UInt8], name: String) throws(DatasetError) {
        func broken(_ problem: String) -> DatasetError { .malformed(file: name, problem: problem) }
        guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
            throw broken("no IDX file: it begins with \(Array(bytes.prefix(4))), not with two zeros")
        }
        guard bytes[2] == 8 else { throw broken("elements of type \(bytes[2]), not 8 (bytes)") }
        let axes = Int(bytes[3])
        let header = 4 + 4 * axes
        guard axes > 0, bytes.count >= header else {
            throw broken("\(bytes.count) bytes cannot hold the header of \(axes) axes")
        }
        shape = (0..<axes).map { axis in
            (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
        }
        var count = 1
        for length in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            guard !overflows else { throw broken("axes of \(shape) are more than fit in memory") }
            count = product
        }
        guard bytes.count - header == count else {
            throw broken(
                "axes of \(shape) need \(count) bytes, and \(bytes.count - header) follow the header")
        }
        elements = Array(bytes[header...])
    }
}
