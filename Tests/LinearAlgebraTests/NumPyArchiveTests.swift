import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct NumPyArchiveTests {
    @Test func readsWhatSavezWrote() throws {
        let golden = try NumPyGolden.load()
        for name in ["stored.npz", "compressed.npz"] {
            let archive = try NumPyArchive(npz: NumPyGolden.path(name))
            #expect(archive.names.suffix(4) == ["weights", "labels", "mask", "größe"])
            let weights = try Matrix<Double>(archive.array("weights"))
            #expect(weights == Matrix(rows: 5, columns: 4, elements: golden.weights))
            #expect(try archive.array("labels").elements(as: Int.self) == Array(0..<7))
            #expect(try archive.array("mask").elements(as: Bool.self) == [true, false])
            #expect(try archive.array("größe").elements(as: UInt8.self) == [3])
            #expect(try archive.array("größe").shape == [])
        }
        let compressed = try NumPyArchive(npz: NumPyGolden.path("compressed.npz"))
        #expect(try Matrix<Float>(compressed.array("zeros")) == Matrix(repeating: 0, rows: 300, columns: 100))
        #expect(try compressed.array("ramp").elements(as: Int32.self) == Array(0..<3000))
        #expect(
            try compressed.array("text").elements(as: UInt8.self).prefix(19)
                == Array("the quick brown fox".utf8)[...])
        #expect(try NumPyArchive(npz: NumPyGolden.path("none.npz")).names == [])
    }

    @Test func writesTheBytesThatSavezWrites() throws {
        let theirs = try NumPyGolden.bytes("stored.npz")
        let ours = try NumPyArchive(npzBytes: theirs).npzBytes()
        let numpy = try NumPyGolden.load().numpy
        #expect(
            Parity.holds(
                "LinearAlgebra", "NumPyArchive", against: "NumPy \(numpy) savez",
                on: "4 arrays, a name outside ASCII", measure: "files that differ", tolerance: 0,
                error: ours == theirs ? 0 : 1))
        #expect(try NumPyArchive().npzBytes() == NumPyGolden.bytes("none.npz"))
    }

    @Test func anArchiveMayBeWrittenOverItself() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a.npz"
            let archive: NumPyArchive = [
                "b": NumPyArray([1.0, 2.0] as Vector), "a": NumPyArray([[1.0]] as Matrix),
            ]
            try archive.write(npz: path)
            var opened = try NumPyArchive(npz: path)
            #expect(opened.names == ["b", "a"])
            opened.append("c", NumPyArray([true], shape: [1]))
            try opened.write(npz: path)
            #expect(try NumPyArchive(npz: path).names == ["b", "a", "c"])
            #expect(try Vector<Double>(NumPyArchive(npz: path).array("b")) == [1, 2])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.npz"])
        }
    }

    @Test func moreArraysThan16BitsCountAreWrittenAndReadWith64BitRecords() throws {
        var archive = NumPyArchive()
        let one = NumPyArray([UInt8(7)], shape: [])
        for index in 0..<65_600 { archive.append("\(index)", one) }
        let back = try NumPyArchive(npzBytes: archive.npzBytes())
        #expect(back.names == archive.names)
        #expect(try back.array("65599") == one)
    }

    @Test func aPickledArrayIsRefusedAndTheOthersAreRead() throws {
        let archive = try NumPyArchive(npz: NumPyGolden.path("objects.npz"))
        #expect(try archive.array("good").count == 3)
        let error = #expect(throws: NumPyFileError.self) { _ = try archive.array("bad") }
        #expect(error?.reason == .pickled)
        #expect(error?.arrayName == "bad")
        #expect(error?.path == NumPyGolden.path("objects.npz"))
        #expect(reason { _ = try archive.array("none") } == .noSuchArray)
    }

    @Test func anArrayThatUnpacksBeyondTheLimitIsRefused() throws {
        let bytes = try NumPyGolden.bytes("compressed.npz")
        let archive = try NumPyArchive(npzBytes: bytes, maximumArrayBytes: 10_000)
        #expect(reason { _ = try archive.array("zeros") } == .tooLarge)
        #expect(try archive.array("labels").count == 7)
    }

    @Test func everyTruncationAndEveryOneByteChangeIsAnErrorOrHarmless() throws {
        let bytes = try NumPyGolden.bytes("stored.npz")
        for length in 0..<bytes.count {
            #expect(reason { _ = try NumPyArchive(npzBytes: Array(bytes[..<length])) } == .malformedArchive)
        }
        let original = try contents(bytes)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 0xFF
            guard let found = try? contents(changed) else { continue }
            // What the checksums cover cannot change; names in the directory are checked against the local ones.
            #expect(found == original || Set(found.keys) != Set(original.keys), "byte \(place)")
        }
    }

    private func contents(_ bytes: [UInt8]) throws -> [String: NumPyArray] {
        let archive = try NumPyArchive(npzBytes: bytes)
        return try Dictionary(uniqueKeysWithValues: archive.names.map { ($0, try archive.array($0)) })
    }

    /// An archive of one array with its directory's fields at `places`, counted from the directory's start, replaced.
    private func forged(_ name: String, _ places: [Int: [UInt8]], end: [Int: [UInt8]] = [:]) throws
        -> NumPyFileError.Reason?
    {
        var bytes = try NumPyGolden.bytes(name)
        let record = bytes.count - 22
        let directory = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[record + 16 + $1]) }
        for (place, values) in places {
            bytes.replaceSubrange(directory + place..<directory + place + values.count, with: values)
        }
        for (place, values) in end {
            bytes.replaceSubrange(record + place..<record + place + values.count, with: values)
        }
        return reason {
            let archive = try NumPyArchive(npzBytes: bytes)
            for name in archive.names { _ = try archive.array(name) }
        }
    }

    @Test func aDirectoryThatLiesIsRefused() throws {
        let huge: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF]
        #expect(try forged("stored.npz", [:]) == nil)
        #expect(try forged("stored.npz", [20: huge]) == .malformedArchive)  // packed size
        #expect(try forged("stored.npz", [24: huge]) == .malformedArchive)  // size
        #expect(try forged("stored.npz", [42: huge]) == .malformedArchive)  // offset
        #expect(try forged("stored.npz", [42: [1, 0, 0, 0]]) == .malformedArchive)
        #expect(try forged("stored.npz", [20: [255, 255, 255, 255]]) == .malformedArchive)  // no such field
        #expect(try forged("stored.npz", [16: [1, 2, 3, 4]]) == .wrongChecksum)
        #expect(try forged("stored.npz", [10: [8, 0]]) == .malformedArchive)  // the local header says stored
        #expect(try forged("stored.npz", [8: [1, 0]]) == .unsupportedArchive)  // encrypted
        #expect(try forged("stored.npz", [28: [255, 255]]) == .malformedArchive)  // length of the name
        #expect(try forged("compressed.npz", [24: huge]) == .malformedArchive)
        #expect(try forged("compressed.npz", [24: [0, 0, 1, 0]]) == .wrongSize)
        #expect(try forged("compressed.npz", [24: [1, 0, 0, 0]]) == .notNumPy)
        #expect(try forged("stored.npz", [:], end: [8: [9, 0, 9, 0]]) == .malformedArchive)
        #expect(try forged("stored.npz", [:], end: [8: [0xFE, 0xFF, 0xFE, 0xFF]]) == .malformedArchive)
        #expect(try forged("stored.npz", [:], end: [12: huge]) == .malformedArchive)
        #expect(try forged("stored.npz", [:], end: [16: huge]) == .malformedArchive)
        #expect(try forged("stored.npz", [:], end: [4: [1, 0]]) == .unsupportedArchive)
    }

    @Test func anArrayWhoseHeaderContradictsItsSizeIsRefusedBeforeItIsUnpacked() throws {
        // The end of the packed data is broken, which is not seen: the size in the directory is wrong already.
        var bytes = try NumPyGolden.bytes("compressed.npz")
        let directory = try #require(
            bytes.indices.dropLast(4).first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
        let name = Int(bytes[26]) | Int(bytes[27]) << 8, extra = Int(bytes[28]) | Int(bytes[29]) << 8
        let packed = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[directory + 20 + $1]) }
        let end = 30 + name + extra + packed
        bytes[end - 1] ^= 0xFF
        bytes[end - 2] ^= 0xFF
        bytes[end - 3] ^= 0xFF
        let first = try NumPyArchive(npzBytes: bytes).names[0]
        let broken: Set<NumPyFileError.Reason?> = [.malformedCompression, .wrongChecksum]
        #expect(broken.contains(reason { _ = try NumPyArchive(npzBytes: bytes).array(first) }))
        bytes[directory + 24] ^= 1
        let error = #expect(throws: NumPyFileError.self) {
            _ = try NumPyArchive(npzBytes: bytes).array(first)
        }
        #expect(error?.reason == .wrongSize)
        #expect(error?.arrayName == first)
    }

    @Test func twoArraysOfOneNameAreRefused() throws {
        var bytes = try
            (["a": NumPyArray([1], shape: [1]), "b": NumPyArray([1], shape: [1])] as NumPyArchive).npzBytes()
        for place in bytes.indices.dropLast(6) where bytes[place...].starts(with: Array("b.npy".utf8)) {
            bytes[place] = UInt8(ascii: "a")
        }
        #expect(reason { _ = try NumPyArchive(npzBytes: bytes) } == .malformedArchive)
    }

    @Test func otherFilesInTheArchiveArePassedOver() throws {
        var bytes = try NumPyGolden.bytes("stored.npz")
        for place in bytes.indices.dropLast(12) where bytes[place...].starts(with: Array("labels.npy".utf8)) {
            bytes[place + 9] = UInt8(ascii: "x")
        }
        #expect(try NumPyArchive(npzBytes: bytes).names == ["weights", "mask", "größe"])
    }
}

@Suite struct InflateTests {
    @Test func agreesWithZlibOnSoundAndBrokenStreams() throws {
        let golden = try NumPyGolden.load()
        let blob = try NumPyGolden.bytes("deflate.bin")
        var start = 0, wrong = 0
        for (index, row) in golden.deflate.enumerated() {
            let stream = Array(blob[start..<start + row[0]])
            start += row[0]
            let isSound = row[1] >= 0
            // Of a broken stream the right length is not known: none may be accepted.
            let lengths = isSound ? [row[1]] : [0, 1, 400, 512, 1000]
            let results = lengths.compactMap { try? inflate(stream, count: $0) }
            let agrees = isSound ? results.map { Int(checksum($0)) } == [row[2]] : results.isEmpty
            wrong += agrees ? 0 : 1
            #expect(agrees, "stream \(index)")
            if isSound, let whole = try? inflate(stream, count: row[1]) {
                for count in [0, 1, 13, 1000, row[1], row[1] + 1] {
                    #expect(try inflate(stream, first: count) == Array(whole.prefix(count)))
                }
                #expect(throws: InflateError.self) { try inflate(stream, count: row[1] + 1) }
                #expect(throws: InflateError.self) { try inflate(stream + [0], count: row[1]) }
                #expect(throws: InflateError.self) { try inflate(Array(stream.dropLast()), count: row[1]) }
                if row[1] > 0 {
                    #expect(throws: InflateError.self) { try inflate(stream, count: row[1] - 1) }
                }
            }
        }
        #expect(
            Parity.holds(
                "LinearAlgebra", "inflate", against: "zlib through Python 3.11",
                on: "\(golden.deflate.count) deflate streams, 700 of them damaged",
                measure: "streams that differ",
                tolerance: 0, error: Double(wrong)))
    }
}
