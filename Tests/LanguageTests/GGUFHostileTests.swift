import Language
import Randomness
import Testing

/// Bytes of a GGUF file, written by hand so that they can lie.
private struct Forged {
    var bytes = Array("GGUF".utf8)

    init(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) {
        add(version)
        add(tensors)
        add(keys)
    }

    mutating func add<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        bytes += Array(text.utf8)
    }

    mutating func tensor(_ name: String, _ lengths: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) {
        add(name)
        add(UInt32(lengths.count))
        for length in lengths { add(length) }
        add(type)
        add(offset)
    }

    mutating func pad() { while bytes.count % 32 != 0 { bytes.append(0) } }

    var error: GGUFError? {
        do {
            _ = try GGUFFile(bytes: bytes)
            return nil
        } catch {
            return error
        }
    }
}

@Suite struct GGUFHostileTests {
    @Test func aFileThatEndsAnywhereIsRefused() throws {
        let bytes = sampleGGUF().bytes()
        let file = try GGUFFile(bytes: bytes)
        let lastByte = file.tensors.map(\.bytes.upperBound).max() ?? 0
        for count in 0..<min(lastByte, 2000) {
            #expect(throws: GGUFError.self) { try GGUFFile(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: GGUFError.self) { try GGUFFile(bytes: Array(bytes.prefix(lastByte - 1))) }
    }

    @Test func thisIsNoGGUF() {
        #expect(Forged(version: 1).error?.reason == .unsupportedVersion)
        #expect(Forged(version: 4).error?.reason == .unsupportedVersion)
        let swapped = Forged(version: UInt32(3).byteSwapped).error
        #expect(swapped?.reason == .unsupportedVersion)
        #expect(swapped?.found == "version 3, highest byte first")
        var other = Forged()
        other.bytes[0] = 0x67
        #expect(other.error?.reason == .notGGUF && other.error?.offset == 0)
        #expect(Forged().error == nil)
        #expect(Forged(version: 2).error == nil)
    }

    @Test func countsThatLieTakeNoMemory() {
        #expect(Forged(tensors: .max).error?.reason == .tooLarge)
        #expect(Forged(keys: .max).error?.reason == .tooLarge)
        #expect(Forged(tensors: 1).error?.reason == .tooLarge)
        var name = Forged(keys: 1)
        name.add(UInt64.max)
        name.bytes += [UInt8](repeating: 0, count: 40)
        #expect(name.error?.reason == .tooLarge && name.error?.offset == 24)
        for count in [UInt64.max, 1 << 62, 1 << 61, 6] {
            var array = Forged(keys: 1)
            array.add("key")
            array.add(UInt32(9))
            array.add(UInt32(8))
            array.add(count)
            array.bytes += [UInt8](repeating: 0, count: 47)
            #expect(array.error?.reason == .tooLarge, "\(count)")
            #expect(array.error?.name == "key")
        }
    }

    @Test func valuesOfUnheardTypesAreRefused() {
        var value = Forged(keys: 1)
        value.add("key")
        value.add(UInt32(13))
        value.add(UInt64(0))
        #expect(value.error?.reason == .unsupportedType)
        var nested = Forged(keys: 1)
        nested.add("key")
        for number in [9, 9] as [UInt32] { nested.add(number) }
        nested.add(UInt64(1))
        #expect(nested.error?.reason == .unsupportedType)
        var twice = Forged(keys: 2)
        for _ in 0..<2 {
            twice.add("key")
            twice.add(UInt32(7))
            twice.bytes.append(1)
        }
        #expect(twice.error?.reason == .duplicateName && twice.error?.offset == 40)
        var letters = Forged(keys: 1)
        letters.add(UInt64(2))
        letters.bytes += [0xC3, 0x28, 7, 0, 0, 0, 1]
        #expect(letters.error?.reason == .malformedName)
        var long = Forged(keys: 1)
        long.add(String(repeating: "k", count: 65_536))
        long.add(UInt32(7))
        long.bytes.append(1)
        #expect(long.error?.reason == .malformedName)
    }

    @Test func alignmentsAreHeldAgainstTheirMeaning() {
        for alignment in [0, 3, 48, 1 << 21] as [UInt32] {
            var file = Forged(keys: 1)
            file.add("general.alignment")
            file.add(UInt32(4))
            file.add(alignment)
            #expect(file.error?.reason == .wrongAlignment, "\(alignment)")
        }
        var text = Forged(keys: 1)
        text.add("general.alignment")
        text.add(UInt32(8))
        text.add("32")
        #expect(text.error?.reason == .wrongAlignment)
    }

    private func tensorError(
        _ lengths: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, data: Int = 64
    ) -> GGUFError.Reason? {
        var file = Forged(tensors: 1)
        file.tensor("t", lengths, type: type, offset: offset)
        file.pad()
        file.bytes += [UInt8](repeating: 0, count: data)
        return file.error?.reason
    }

    @Test func shapesAndPlacesMustFitTheFile() {
        #expect(tensorError([16]) == nil)
        #expect(tensorError([17]) == .wrongOffset)
        #expect(tensorError([8], offset: 32) == nil)
        #expect(tensorError([8], offset: 31) == .wrongOffset)
        #expect(tensorError([8], offset: 64) == .wrongOffset)
        #expect(tensorError([1], offset: .max & ~31) == .wrongOffset)
        #expect(tensorError([0], offset: 64) == nil)
        #expect(tensorError([1 << 32, 1 << 32]) == .tooLarge)
        #expect(tensorError([.max]) == .tooLarge)
        #expect(tensorError([0, .max, .max]) == .tooLarge)
        #expect(tensorError([1, 1, 1, 1, 1]) == .wrongShape)
        #expect(tensorError([31], type: 8) == .wrongShape)
        #expect(tensorError([32], type: 8) == nil)
        #expect(tensorError([32], type: 12) == .wrongShape)
        #expect(tensorError([], type: 8) == .wrongShape)
    }

    @Test func tensorsOfUnheardTypesAreListedButNotRead() throws {
        var file = Forged(tensors: 1)
        file.tensor("t", [256], type: 10)
        file.pad()
        let opened = try GGUFFile(bytes: file.bytes)
        #expect(opened.tensors[0].type == nil && opened.tensors[0].typeNumber == 10)
        #expect(throws: GGUFError.self) { try opened.values(of: "t") }
        var twice = Forged(tensors: 2)
        for _ in 0..<2 { twice.tensor("t", [0]) }
        twice.pad()
        #expect(twice.error?.reason == .duplicateName)
    }

    /// Flipped bytes: whatever comes out is a value or a `GGUFError`.
    @Test func mutatedFilesNeverCrash() throws {
        let original = sampleGGUF().bytes()
        let header = (try GGUFFile(bytes: original)).tensors.map(\.bytes.lowerBound).min() ?? 0
        var generator = Generator(seed: 66)
        var opened = 0
        for _ in 0..<4000 {
            var bytes = original
            for _ in 0...generator.integer(in: 0..<3) {
                let place = generator.integer(in: 0..<header)
                bytes[place] =
                    [0, 1, 255, UInt8(generator.integer(in: 0..<256))][generator.integer(in: 0..<4)]
            }
            guard let file = try? GGUFFile(bytes: bytes) else { continue }
            opened += 1
            for key in file.keys { _ = file.metadata[key]?.array?.values }
            for entry in file.tensors { _ = try? file.values(of: entry.name) }
        }
        #expect(opened > 100)
    }
}
