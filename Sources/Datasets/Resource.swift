import LinearAlgebra

/// Reads the arrays of a bundled `.npz` file.
///
/// The files are compiled into the module (`.embedInCode`): they are there from any working folder, in a program that was moved
/// and in one linked statically, and need no Foundation. Nothing is unpacked before it is asked for.
struct Resource {
    let name: String
    let bytes: [UInt8]

    func matrix(_ array: String) -> Matrix<Double> {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try Matrix(archive.array(array)) }
    }

    func vector(_ array: String) -> Vector<Double> {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try Vector(archive.array(array)) }
    }

    func integers(_ array: String) -> [Int] {
        read { (archive: NumPyArchive) throws(NumPyFileError) in try archive.array(array).elements() }
    }

    /// A bundled file that cannot be read is a broken build and not an error to handle.
    private func read<Value>(_ body: (NumPyArchive) throws(NumPyFileError) -> Value) -> Value {
        do throws(NumPyFileError) {
            return try body(NumPyArchive(npzBytes: bytes))
        } catch {
            stop("Datasets: the bundled file \(name).npz is broken: \(error)")
        }
    }
}

/// The bytes of the bundled files, for the tests.
package enum BundledFiles {
    package static var diabetes: [UInt8] { PackageResources.diabetes_npz }
    package static var digits: [UInt8] { PackageResources.digits_npz }
}
