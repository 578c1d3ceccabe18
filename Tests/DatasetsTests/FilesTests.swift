import Datasets
import LinearAlgebra
import Randomness
import Testing

/// A gzip file whose data is stored as it is: what a test can write without a packer.
func gzipped(_ bytes: [UInt8], flags: UInt8 = 0, extra: [UInt8] = []) -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3] + extra
    var place = 0
    repeat {
        let count = min(65_535, bytes.count - place)
        let length = UInt16(count)
        packed += [place + count == bytes.count ? 1 : 0]
        packed += [UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
        packed += bytes[place..<place + count]
        place += count
    } while place < bytes.count
    for word in [CRC32.of(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
        packed += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return packed
}

/// A tar archive of some files.
func tarred(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    for (name, bytes) in files {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { header[place + offset] = byte }
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, at: 0)
        put(octal(0o644, digits: 7), at: 100)
        put(octal(bytes.count, digits: 11), at: 124)
        put("        ", at: 148)
        put("0ustar", at: 156)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
        archive += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
    return archive + [UInt8](repeating: 0, count: 1024)
}

/// An IDX file of bytes.
func idx(_ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
    let lengths = shape.flatMap { length in (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
    }
    return [0, 0, 8, UInt8(shape.count)] + lengths + elements
}

@Suite struct ChecksumTests {
    @Test func sha256AgreesWithTheStandardsExamples() {
        #expect(SHA256.of([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.of(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            SHA256.of(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            SHA256.of([UInt8](repeating: 97, count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func md5AgreesWithTheExamplesOfRFC1321() {
        let digits = String(repeating: "1234567890", count: 8)
        let examples = [
            "": "d41d8cd98f00b204e9800998ecf8427e", "a": "0cc175b9c0f1b6a831c399e269772661",
            "abc": "900150983cd24fb0d6963f7d28e17f72", "message digest": "f96b697d7cb7938d525a2f31aaf161d0",
            digits: "57edf4a22be3c955ac49da2e2107b67a",
        ]
        for (text, checksum) in examples { #expect(MD5.of(Array(text.utf8)) == checksum, "\(text)") }
    }

    @Test func partsSumUpToTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for size in [1, 3, 55, 56, 63, 64, 65, 200] {
            var sha = SHA256(), md5 = MD5()
            for start in stride(from: 0, to: bytes.count, by: size) {
                Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes {
                    sha.feed($0)
                    md5.feed($0)
                }
            }
            #expect(sha.hexadecimal() == SHA256.of(bytes) && md5.hexadecimal() == MD5.of(bytes))
        }
    }
}

@Suite struct FileFormatTests {
    @Test func gzipGivesBackWhatWentIn() throws {
        for count in [0, 1, 65_535, 65_536, 200_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try gunzip(gzipped(bytes), name: "x") == bytes)
        }
        let named = gzipped([1, 2, 3], flags: 8 + 16 + 4 + 2, extra: [2, 0, 9, 9, 65, 0, 66, 67, 0, 1, 2])
        #expect(try gunzip(named, name: "x") == [1, 2, 3])
    }

    @Test func gzipSaysWhatIsWrong() {
        func problem(_ bytes: [UInt8]) -> String {
            do {
                _ = try gunzip(bytes, name: "file.gz")
                return ""
            } catch { return "\(error)" }
        }
        let good = gzipped(Array("hello".utf8))
        #expect(problem([]) == "file.gz: no gzip file: it does not begin with 1F 8B")
        #expect(problem([0x1F, 0x8B]).contains("end inside the gzip header"))
        #expect(problem(Array(good.prefix(14))).contains("end inside the gzip header or before the checksum"))
        #expect(problem(Array(good.dropLast(3))).contains("packed byte"))
        var wrong = good
        wrong[16] ^= 1
        #expect(problem(wrong).contains("the checksum of 5 unpacked bytes"))
        var method = good
        method[2] = 7
        #expect(problem(method).contains("packing method 7"))
        #expect(
            problem(gzipped([1], flags: 8)).contains("packed byte")
                || !problem(gzipped([1], flags: 8)).isEmpty)
    }

    @Test func idxGivesShapeAndElements() throws {
        let array = try IDXArray(idx([2, 3], [1, 2, 3, 4, 5, 6]), name: "x")
        #expect(array.shape == [2, 3] && array.elements == [1, 2, 3, 4, 5, 6])
        #expect(try IDXArray(idx([0, 28, 28], []), name: "x").elements.isEmpty)
    }

    @Test func idxSaysWhatIsWrong() {
        func problem(_ bytes: [UInt8]) -> String {
            do {
                _ = try IDXArray(bytes, name: "file")
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem([]).contains("no IDX file"))
        #expect(problem([0, 0, 13, 1, 0, 0, 0, 0]) == "file: elements of type 13, not 8 (bytes)")
        #expect(problem([0, 0, 8, 255]).contains("4 bytes cannot hold the header of 255 axes"))
        #expect(problem([0, 0, 8, 0]).contains("header of 0 axes"))
        #expect(problem(idx([2, 3], [1])) == "file: axes of [2, 3] need 6 bytes, and 1 follow the header")
        #expect(problem(idx([2], [1, 2, 3])).contains("need 2 bytes, and 3 follow"))
        let huge = Array(repeating: 0xFFFF_FFFF, count: 3)
        #expect(problem(idx(huge, [])).contains("more than fit in memory"))
    }

    @Test func tarFindsFilesByName() throws {
        let archive = try TarArchive(
            tarred([
                ("folder/a.bin", [1, 2, 3]), ("folder/empty", []), ("b.bin", Array(repeating: 7, count: 513)),
            ]),
            name: "x")
        #expect(archive.entries.map(\.name) == ["folder/a.bin", "folder/empty", "b.bin"])
        #expect(archive.file(endingIn: "a.bin").map(Array.init) == [1, 2, 3])
        #expect(archive.file(endingIn: "b.bin")?.count == 513)
        #expect(archive.file(endingIn: "bin") == nil)
    }

    @Test func tarSaysWhatIsWrong() {
        func problem(_ bytes: [UInt8]) -> String {
            do {
                _ = try TarArchive(bytes, name: "file.tar")
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem([]).contains("no tar archive, or an empty one"))
        #expect(problem([UInt8](repeating: 1, count: 600)).contains("no tar header at byte 0"))
        let good = tarred([("a", Array(repeating: 1, count: 1000))])
        #expect(problem(Array(good.prefix(900))).contains("has 1000 bytes, and 388 follow"))
    }

    /// Thousands of damaged files: each must be read or refused, and nothing may crash or take memory that a file only claims.
    @Test func damagedFilesAreReadOrRefused() {
        var generator = Generator(seed: 20)
        let seeds: [[UInt8]] = [
            gzipped((0..<300).map { UInt8(truncatingIfNeeded: $0) }), BundledFiles.bytes("titanic.csv.gz"),
            idx([3, 2, 2], Array(0..<12)),
            tarred([("a", [1, 2, 3]), ("b/c", Array(repeating: 9, count: 600))]),
        ]
        var (read, refused) = (0, 0)
        for seed in seeds {
            for _ in 0..<500 {
                var bytes = seed
                for _ in 0..<generator.integer(in: 1...4) {
                    switch generator.integer(in: 0..<3) {
                    case 0: bytes = Array(bytes.prefix(generator.integer(in: 0...bytes.count)))
                    case 1: bytes += [UInt8(generator.integer(in: 0...255))]
                    default:
                        if bytes.isEmpty { continue }
                        // Mostly in the header, where the lengths stand.
                        let reach = generator.random() < 0.7 ? min(bytes.count, 160) : bytes.count
                        bytes[generator.integer(in: 0..<reach)] =
                            [0, 255, 0x7F, 0x80][
                                generator.integer(in: 0..<4)]
                    }
                }
                do throws(DatasetError) {
                    _ = try gunzip(bytes, name: "x")
                    read += 1
                } catch { refused += 1 }
                do throws(DatasetError) {
                    _ = try IDXArray(bytes, name: "x")
                    read += 1
                } catch { refused += 1 }
                do throws(DatasetError) {
                    _ = try TarArchive(bytes, name: "x")
                    read += 1
                } catch { refused += 1 }
            }
        }
        #expect(read > 50 && refused > 3000)
    }
}
