import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// What `Tests/Golden/npy/make.py` wrote down about the files beside it.
struct NumPyGolden: Decodable {
    struct Stored: Decodable, Sendable {
        var file: String
        var shape: [Int]
        var type: String
        var values: [String]
        var byteExact: Bool
    }
    var numpy: String
    var arrays: [Stored]
    var weights: [Double]
    var halfChecksum: UInt32
    /// Length of the stream, length of what it unpacks to or −1, checksum of that.
    var deflate: [[Int]]

    static func load() throws -> NumPyGolden { try Golden.load("npy/expected") }
    static func path(_ name: String) -> String { Golden.folder.appendingPathComponent("npy/" + name).path }
    static func bytes(_ name: String) throws -> [UInt8] { try Golden.bytes("npy/" + name) }
}

/// Calls `body` with the path of a fresh folder and removes the folder afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

@Suite struct NumPyFileTests {
    @Test func readsEveryTypeOrderShapeAndVersion() throws {
        let golden = try NumPyGolden.load()
        var wrong = 0
        for stored in golden.arrays {
            let array = try NumPyArray(npy: NumPyGolden.path(stored.file))
            #expect(array.shape == stored.shape, "\(stored.file)")
            #expect(array.elementType.rawValue == stored.type, "\(stored.file)")
            wrong += differences(array, stored.values)
            #expect(differences(array, stored.values) == 0, "\(stored.file)")
        }
        #expect(
            Parity.holds(
                "LinearAlgebra", "NumPyArray", against: "NumPy \(golden.numpy) save",
                on: "\(golden.arrays.count) .npy files: 12 types, both byte orders, C and Fortran order",
                measure: "numbers that differ", tolerance: 0, error: Double(wrong)))
    }

    private func differences(_ array: NumPyArray, _ values: [String]) -> Int {
        guard array.count == values.count else { return max(1, values.count) }
        switch array.elementType {
        case .uint64:
            let found = (try? array.elements(as: UInt64.self)) ?? []
            return zip(found, values).count { String($0) != $1 }
        case .float16, .float32, .float64:
            let found = (try? array.elements(as: Double.self)) ?? []
            return zip(found, values).count { $0.bitPattern != Double($1)?.bitPattern }
        default:
            let found = (try? array.elements(as: Int.self)) ?? []
            return zip(found, values).count { String($0) != $1 }
        }
    }

    @Test func writesTheBytesThatNumPySaveWrites() throws {
        let golden = try NumPyGolden.load()
        var wrong = 0, files = 0
        for stored in golden.arrays where stored.byteExact {
            let theirs = try NumPyGolden.bytes(stored.file)
            let ours = try NumPyArray(npyBytes: theirs).npyBytes()
            wrong += ours == theirs ? 0 : 1
            files += 1
            #expect(ours == theirs, "\(stored.file)")
        }
        #expect(
            Parity.holds(
                "LinearAlgebra", "NumPyArray.write", against: "NumPy \(golden.numpy) save",
                on: "\(files) arrays of 12 types, 0 to 32 dimensions", measure: "files that differ",
                tolerance: 0, error: Double(wrong)))
    }

    @Test func writesAVectorAMatrixAndATransposeAsNumPySaveDoes() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/x.npy"
            let a: Matrix = [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
            try a.transposed.write(npy: path)
            #expect(
                try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
                    == NumPyGolden.bytes("transpose.npy"))
            #expect(try Matrix<Double>(npy: path) == a.transposed)
            try a.write(npy: path)
            #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == NumPyArray(a).npyBytes())
            #expect(try Matrix<Double>(npy: path) == a)
            try a.columnBlock().write(npy: path)
            #expect(try Matrix<Float>(npy: path) == [[1, 2], [4, 5]])
            try Vector<Float>([1, 2, 3]).write(npy: path)
            #expect(try Vector<Float>(npy: path) == [1, 2, 3])
            #expect(try Vector<Double>(npy: path) == [1, 2, 3])
            try Vector<Double>([]).write(npy: path)
            #expect(try Vector<Double>(npy: path).count == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.npy"])
        }
    }

    @Test func readsAMatrixOfAnyTypeAndOrder() throws {
        let golden = try NumPyGolden.load()
        for stored in golden.arrays where stored.shape.count == 2 {
            let matrix = try Matrix<Double>(npy: NumPyGolden.path(stored.file))
            let expected = stored.values.compactMap(Double.init)
            #expect(matrix == Matrix(rows: stored.shape[0], columns: stored.shape[1], elements: expected))
            let narrow = try Matrix<Float>(npy: NumPyGolden.path(stored.file))
            #expect(narrow.elements == expected.map { Float($0) }, "\(stored.file)")
            #expect(try Matrix<Double>(NumPyArray(npy: NumPyGolden.path(stored.file))) == matrix)
        }
        #expect(try Matrix<Float>(npy: NumPyGolden.path("empty-0x5.npy")).shape == (0, 5))
        #expect(try Vector<Double>(npy: NumPyGolden.path("vector.npy")).count == 7)
    }

    @Test func everyHalfPrecisionNumberIsWidenedExactly() throws {
        let halves = (0...UInt16.max).map { $0 }
        let header = NumPyArray(Array(repeating: Int16(0), count: 65536), shape: [65536]).npyBytes().prefix(
            128)
        let text = String(decoding: header.dropFirst(), as: UTF8.self).replacingOccurrences(
            of: "<i2", with: "<f2")
        let bytes = [UInt8(0x93)] + Array(text.utf8) + halves.withUnsafeBytes { Array($0) }
        let floats = try NumPyArray(npyBytes: bytes).elements(as: Float.self)
        let golden = try NumPyGolden.load()
        #expect(checksum(floats.withUnsafeBytes { Array($0) }) == golden.halfChecksum)
    }

    @Test func convertsExactlyOrThrows() throws {
        #expect(try NumPyArray([1.0, 2.0], shape: [2]).elements(as: UInt8.self) == [1, 2])
        #expect(try NumPyArray([1, 0], shape: [2]).elements(as: Bool.self) == [true, false])
        #expect(try NumPyArray([true, false], shape: [2]).elements(as: Float.self) == [1, 0])
        #expect(try NumPyArray([Int.max], shape: [1]).elements(as: Double.self) == [0x1p63])
        #expect(throws: NumPyFileError.self) {
            try NumPyArray([1, 300], shape: [2]).elements(as: UInt8.self)
        }
        #expect(throws: NumPyFileError.self) { try NumPyArray([1.5], shape: [1]).elements(as: Int.self) }
        #expect(throws: NumPyFileError.self) {
            try NumPyArray([Double.nan], shape: [1]).elements(as: Int.self)
        }
        #expect(throws: NumPyFileError.self) { try NumPyArray([2], shape: [1]).elements(as: Bool.self) }
        #expect(throws: NumPyFileError.self) {
            try NumPyArray([UInt64.max], shape: []).elements(as: Int.self)
        }
        let error = #expect(throws: NumPyFileError.self) {
            try NumPyArray([1, 300], shape: [2]).elements(as: UInt8.self)
        }
        #expect(
            error?.description
                == "bytes in memory: expected numbers that uint8 can hold, found 300.0 (int64) as element 1")
    }

    @Test func keepsEveryBitOfNaNsAndZeros() throws {
        let numbers = [
            Double.nan, -0.0, .infinity, Double(bitPattern: 0x7FF0_0000_0000_0001), .leastNonzeroMagnitude,
        ]
        let back = try NumPyArray(npyBytes: NumPyArray(numbers, shape: [5]).npyBytes()).elements(
            as: Double.self)
        #expect(back.map(\.bitPattern) == numbers.map(\.bitPattern))
    }

    @Test func anOverwrittenFileKeepsItsPermissionsAndALinkItsTarget() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a.npy", link = folder + "/link.npy"
            try Vector<Double>([1]).write(npy: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            try Vector<Double>([2]).write(npy: link)
            #expect(try Vector<Double>(npy: path) == [2])
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
        }
    }

    @Test func aPathThatCannotBeUsedSaysWhy() throws {
        try withTemporaryFolder { folder in
            let v: Vector = [1.0]
            #expect(reason { try v.write(npy: folder + "/none/a.npy") } == .cannotWrite)
            #expect(reason { try v.write(npy: folder) } == .cannotWrite)
            #expect(reason { try v.write(npy: "/dev/null") } == .cannotWrite)
            #expect(reason { try v.write(npy: "") } == .cannotWrite)
            #expect(reason { try v.write(npy: folder + "/a\0b") } == .cannotWrite)
            #expect(reason { _ = try Vector<Double>(npy: folder + "/none.npy") } == .cannotRead)
            #expect(reason { _ = try Vector<Double>(npy: folder) } == .cannotRead)
            #expect(reason { _ = try Vector<Double>(npy: "/dev/zero") } == .cannotRead)
            #expect(reason { _ = try Vector<Double>(npy: "a\0b") } == .cannotRead)
            let leftOver = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(leftOver.isEmpty)
            let error = #expect(throws: NumPyFileError.self) { try Vector<Double>(npy: folder + "/none.npy") }
            #expect(
                error?.description
                    == "\(folder)/none.npy: expected a file that can be opened, found No such file or directory"
            )
        }
    }

    /// Writes what `verify.py` reads with NumPy, where the environment names a folder for it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_NPY_OUT"] != nil))
    func writesFilesForNumPyToVerify() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CAIRN_NPY_OUT"])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for stored in try NumPyGolden.load().arrays {
            let path = NumPyGolden.path(stored.file)
            try NumPyArray(npy: path).write(npy: "\(folder)/\(stored.file)")
            if stored.shape.count == 2, stored.type == "float64" {
                try Matrix<Double>(npy: path).write(npy: "\(folder)/\(stored.file)")
            }
        }
        for name in ["stored.npz", "compressed.npz", "none.npz"] {
            try NumPyArchive(npz: NumPyGolden.path(name)).write(npz: "\(folder)/\(name)")
        }
    }
}

extension Matrix {
    /// Columns 1 and 2, a window with gaps.
    fileprivate func columnBlock() -> Matrix {
        Matrix(
            buffer: buffer, offset: offset + columnStride, rows: rows, columns: 2, rowStride: rowStride,
            columnStride: columnStride)
    }
}

/// The reason of the `NumPyFileError` that `body` throws; nil where it throws none.
func reason(_ body: () throws -> Void) -> NumPyFileError.Reason? {
    do {
        try body()
        return nil
    } catch let error as NumPyFileError {
        return error.reason
    } catch {
        return nil
    }
}

/// The ZIP checksum, bit by bit: the definition, to hold the fast one against.
func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}
