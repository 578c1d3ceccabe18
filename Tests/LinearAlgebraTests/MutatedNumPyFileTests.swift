import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// Damaged copies of sound files: none may crash or run away, whatever the damage. `Tests/Fuzz` does the same with libFuzzer and
/// without end; a choice of the inputs by which it reached new code is in `Tests/Golden/npy/found`, and so is any that ever crashed.
@Suite struct MutatedNumPyFileTests {
    @Test func twentyThousandDamagedFilesAreReadOrRefused() throws {
        let names = [
            "float64.npy", "int16-big-endian.npy", "float32-fortran.npy", "version2.npy", "empty-5x0x3.npy",
            "bad-object.npy", "float64-3d-fortran.npy", "stored.npz", "compressed.npz", "objects.npz",
        ]
        let files = try names.map { try NumPyGolden.bytes($0) }
        var random = SplitMix(state: 20_240_607)
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = files[round % files.count]
            random.damage(&bytes)
            if names[round % files.count].hasSuffix(".npz") {
                accepted += readArchive(bytes) ? 1 : 0
            } else {
                accepted += readArray(bytes) ? 1 : 0
            }
        }
        // Damage to the numbers of an .npy file cannot be seen; a test that never accepts or always does tests nothing.
        #expect((200..<19_800).contains(accepted), "\(accepted) accepted")
    }

    @Test func whatTheFuzzersFoundIsReadOrRefused() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: NumPyGolden.path("found"))
        #expect(names.count > 50)
        for name in names {
            let bytes = try NumPyGolden.bytes("found/" + name)
            if name.hasSuffix(".npy") {
                _ = readArray(bytes)
            } else if name.hasSuffix(".npz") {
                _ = readArchive(bytes)
            } else {
                // Two bytes with the claimed size, then the stream, as in `InflateFuzzer`.
                let claimed = Int(bytes[0]) << 8 | Int(bytes[1])
                let unpacked = try? inflate(Array(bytes[2...]), count: claimed)
                #expect(unpacked == nil || unpacked?.count == claimed)
            }
        }
    }

    private func readArray(_ bytes: [UInt8]) -> Bool {
        guard let array = try? NumPyArray(npyBytes: bytes) else { return false }
        #expect(array.bytes.count <= bytes.count)
        #expect(array.shape.contains(0) ? array.count == 0 : array.shape.reduce(1, *) == array.count)
        #expect((try? NumPyArray(npyBytes: array.npyBytes())) == array)
        _ = try? Matrix<Double>(array)
        return true
    }

    private func readArchive(_ bytes: [UInt8]) -> Bool {
        guard let archive = try? NumPyArchive(npzBytes: bytes, maximumArrayBytes: 1 << 24) else {
            return false
        }
        return archive.names.reduce(true) { all, name in (try? archive.array(name)) != nil && all }
    }
}

/// SplitMix64 (Steele, Lea, Flood, 2014): enough to choose damage, the same on each run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// One to four changes: a bit, a byte, an extreme number, a cut, a piece twice or gone.
    mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            guard !bytes.isEmpty else { return }
            // Half of the damage goes to the first 128 bytes, where the header of an array is, and to the last 300, where the
            // directory of an archive is.
            let region = [
                bytes.indices, 0..<min(128, bytes.count), max(0, bytes.count - 300)..<bytes.count,
                bytes.indices,
            ]
            let place = Int.random(in: region.randomElement(using: &self) ?? bytes.indices, using: &self)
            let length = min(Int.random(in: 1...8, using: &self), bytes.count - place)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 2:
                let value = ([0, 0xFF, 0x7F, 0x80, 0x39] as [UInt8]).randomElement(using: &self) ?? 0
                for index in place..<place + length { bytes[index] = value }
            case 3: bytes.removeSubrange(place..<place + length)
            case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
            default: if Bool.random(using: &self) { bytes.removeLast(bytes.count - place) }
            }
        }
    }
}
