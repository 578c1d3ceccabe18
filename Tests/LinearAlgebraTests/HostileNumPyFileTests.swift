import LinearAlgebra
import TestSupport
import Testing

@Suite struct HostileNumPyFileTests {
    /// An `.npy` file with the given header text and so many bytes of data.
    private func file(_ text: String, data: Int = 0, version: UInt8 = 1) -> [UInt8] {
        let length = text.utf8.count
        let lengthBytes = version == 1 ? [length & 255, length >> 8] : [length & 255, length >> 8, 0, 0]
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes.map { UInt8($0) } + Array(text.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    private func refusal(_ bytes: [UInt8]) -> NumPyFileError? {
        do throws(NumPyFileError) {
            _ = try NumPyArray(npyBytes: bytes)
            return nil
        } catch {
            return error
        }
    }

    private func shape(_ shape: String, type: String = "<f8", data: Int = 0) -> NumPyFileError.Reason? {
        refusal(file("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n", data: data))?
            .reason
    }

    @Test func everyTruncationIsRefused() throws {
        for name in ["float64.npy", "version2.npy", "empty-0x5.npy", "bool.npy"] {
            let whole = try NumPyGolden.bytes(name)
            for length in 0..<whole.count {
                #expect(refusal(Array(whole[..<length])) != nil, "\(name) \(length)")
            }
            #expect(refusal(whole + [0])?.reason == .wrongSize)
        }
        let cut = NumPyArray(Matrix<Double>(repeating: 1, rows: 3, columns: 4)).npyBytes().dropLast(6)
        #expect(
            refusal(Array(cut))?.description
                == "bytes in memory, byte 128: expected 96 bytes of data for shape (3, 4) of float64, found 90 bytes"
        )
    }

    @Test func impossibleShapesAreRefusedBeforeMemoryIsTaken() {
        #expect(shape("(1000000000000,)") == .wrongSize)
        #expect(shape("(9223372036854775807,)") == .wrongSize)
        #expect(shape("(9223372036854775808,)") == .malformedHeader)
        #expect(shape("(4294967296, 4294967296)") == .wrongSize)
        #expect(shape("(3037000500, 3037000500, 2)") == .wrongSize)
        #expect(shape("(1152921504606846976,)") == .wrongSize)  // 2⁶⁰ · 8 bytes = 2⁶³
        #expect(shape("(2305843009213693952, 8)", type: "|i1") == .wrongSize)  // 2⁶⁴ wraps to 0
        #expect(shape("(-1,)") == .malformedHeader)
        #expect(shape("(1.5,)") == .malformedHeader)
        #expect(shape("(3)", data: 24) == .malformedHeader)
        #expect(shape("3", data: 24) == .malformedHeader)
        #expect(shape("[3]", data: 24) == .malformedHeader)
        #expect(shape("(3,,)", data: 24) == .malformedHeader)
        #expect(shape("(,)", data: 8) == .malformedHeader)
        #expect(shape("(" + String(repeating: "1, ", count: 65) + ")", data: 8) == .malformedHeader)
        #expect(shape("(" + String(repeating: "1, ", count: 64) + ")", data: 8) == nil)
    }

    @Test func theOtherLengthsOfAnEmptyArrayMustFitToo() throws {
        #expect(shape("(0, 9223372036854775807, 9223372036854775807)") == .wrongSize)
        #expect(shape("(9223372036854775807, 0)") == .wrongSize)
        #expect(shape("(9223372036854775807, 0)", type: "|i1") == nil)
        #expect(shape("(0, 1152921504606846975)") == nil)
        let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4611686018427387904), }\n"
        #expect(
            refusal(file(text))?.description
                == "bytes in memory, byte 88: expected an array whose lengths, but for those of 0, can be multiplied, "
                + "found shape (0, 4611686018427387904) of float64")
        let long = NumPyArray([Double](), shape: [0, 1 << 40])
        #expect(long.count == 0)
        #expect(reason { _ = try Matrix<Double>(long) } == .wrongShape)
        #expect(try Matrix<Double>(NumPyArray([Double](), shape: [0, 1 << 32])).columns == 1 << 32)
    }

    @Test func headersThatCannotBeUnderstoodNameTheirPlace() {
        let sound = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
        #expect(refusal(file(sound, data: 8)) == nil)
        #expect(
            refusal(file("  { \"shape\":(1L,),'descr' :\"=f8\",'fortran_order':False}\t\n", data: 8)) == nil)
        for text in [
            "", "{", "}", "{}", "{'descr'", "{'descr': ", "{'descr': '<f8", "[]", "None", sound + "x",
            "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", "{'descr': '<f8', 'shape': (1,)}",
            "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
            "{'descr': '<f\\x38', 'fortran_order': False, 'shape': (1,)}", "{'descr' '<f8'}", "{,}",
            "{'descr': '<f8', 'fortran_order': Falsehood, 'shape': (1,)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\0", "{'descr': '<f8é'}",
            "{'" + String(repeating: "a", count: 5000) + "'}",
        ] {
            #expect(refusal(file(text, data: 8))?.reason == .malformedHeader, "\(text.prefix(80))")
        }
        let error = refusal(file("{'descr': '<f8', 'shape': (1; 2)}"))
        #expect(error?.description == "bytes in memory, byte 38: expected ',', found ';'")
    }

    @Test func headerLengthsThatLieAreRefused() throws {
        var bytes = try NumPyGolden.bytes("version2.npy")
        bytes[11] = 255
        #expect(refusal(bytes)?.reason == .malformedHeader)
        bytes[11] = 0
        bytes[8] -= 1
        #expect(refusal(bytes)?.reason == .wrongSize)
        bytes[8] = 20
        #expect(refusal(bytes)?.reason == .malformedHeader)
        bytes[6] = 4
        #expect(refusal(bytes)?.reason == .unsupportedVersion)
        bytes[0] = 0x92
        #expect(refusal(bytes)?.reason == .notNumPy)
        #expect(refusal([])?.reason == .notNumPy)
        #expect(refusal(file(String(repeating: " ", count: 65535)))?.reason == .malformedHeader)
    }

    @Test func pickledObjectsRecordsAndOtherTypesAreRefusedByName() throws {
        let expected: [(String, NumPyFileError.Reason)] = [
            ("bad-object.npy", .pickled), ("bad-records.npy", .unsupportedType),
            ("bad-complex.npy", .unsupportedType),
            ("bad-text.npy", .unsupportedType), ("bad-dates.npy", .unsupportedType),
            ("bad-records-utf8.npy", .malformedHeader),
        ]
        for (name, reason) in expected {
            #expect(refusal(try NumPyGolden.bytes(name))?.reason == reason, "\(name)")
        }
        #expect(refusal(try NumPyGolden.bytes("bad-complex.npy"))?.found == "the dtype '<c16'")
        for type in ["", "f8", "<f3", "<f16", "<i1x", "|f8", "<b2", ">>f8", "<O8", "O", "|V8", "?", "<F8"] {
            let reason = shape("(1,)", type: type, data: 8)
            #expect(reason == (type.contains("O") ? .pickled : .unsupportedType), "\(type)")
        }
    }

    @Test func aMatrixWantsTwoDimensionsAndAVectorOne() throws {
        #expect(reason { _ = try Matrix<Double>(npy: NumPyGolden.path("vector.npy")) } == .wrongShape)
        #expect(reason { _ = try Vector<Double>(npy: NumPyGolden.path("float64.npy")) } == .wrongShape)
        #expect(reason { _ = try Vector<Double>(npy: NumPyGolden.path("number.npy")) } == .wrongShape)
        #expect(reason { _ = try Matrix<Double>(NumPyArray([1.0], shape: [1, 1, 1])) } == .wrongShape)
    }
}
