import CDatasets
import LinearAlgebra

/// Reads the arrays of a bundled `.npz` file.
///
/// The files are compiled into the C target `CDatasets`: they are there from any working folder, in a program that was moved and
/// in one linked statically, and need no Foundation. Nothing is unpacked before it is asked for.
struct Resource {
    let name: String

    func matrix(_ array: String) -> Matrix<Double> {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try Matrix(archive.array(array)) }
    }

    func vector(_ array: String) -> Vector<Double> {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try Vector(archive.array(array)) }
    }

    func integers(_ array: String) -> [Int] {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try archive.array(array).elements() }
    }

    func bytes(_ array: String) -> [UInt8] {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try archive.array(array).elements() }
    }

    /// A bundled file that cannot be read is a broken build and not an error to handle.
    private func read<Value>(_ body: (NumPyArchive) throws(NumPyFileError) -> Value) -> Value {
        do throws(NumPyFileError) {
            return try body(NumPyArchive(npzBytes: BundledFiles.bytes(name + ".npz")))
        } catch {
            stop("Datasets: the bundled file \(name).npz is broken: \(error)")
        }
    }
}

/// The bundled files, by their names in `Resources`.
package enum BundledFiles {
    /// The names of all.
    package static var names: [String] {
        (0..<cairnDataFileCount()).map { String(cString: cairnDataFile($0).name) }
    }

    /// The bytes of one.
    package static func bytes(_ name: String) -> [UInt8] {
        guard let index = names.firstIndex(of: name) else {
            stop("Datasets: there is no bundled file \(name)")
        }
        let file = cairnDataFile(index)
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }
}
