import Foundation
import Neural
import Randomness
import TestSupport
import Testing

/// Files that lie: whatever they say, the answer is an error with the facts, or numbers.
@Suite struct SafetensorsHostileTests {
    private static func file(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
        file(Array(header.utf8), data: data, length: length)
    }

    private static func file(_ header: [UInt8], data: Int = 0, length: UInt64? = nil) -> [UInt8] {
        let length = length ?? UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
            + [UInt8](repeating: 1, count: data)
    }

    private static func tensor(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    private static func refusal(_ bytes: [UInt8]) -> SafetensorsError? {
        do throws(SafetensorsError) {
            _ = try SafetensorsFile(bytes: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func lengthsThatDoNotFitAreRefused() {
        for bytes in [
            [], [1, 2, 3], Self.file(""), Self.file("{"), Self.file("{}", length: .max),
            Self.file("{}", length: 3), Self.file("{}", length: 1 << 63),
            Self.file("{}", data: 6, length: 100_000_001),
        ] {
            #expect(Self.refusal(bytes)?.reason == .wrongHeaderLength, "\(bytes)")
        }
    }

    /// A header that would fit the file, but is longer than any that the format allows, is not even read.
    @Test func headersBeyondTheLimitAreRefused() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(Self.file("{", length: 100_000_001)).write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: 200_000_000)
        try handle.close()
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(url) }
        #expect(error?.reason == .wrongHeaderLength && error?.path == url.path)
        #expect(error?.description.hasSuffix("found a length of 100000001") == true)
    }

    @Test func offsetsThatDoNotFitAreRefusedWithTheirTensor() {
        let cases: [(header: String, data: Int, tensor: String?)] = [
            (Self.tensor("w", "F32", "[2]", "[0,8]"), 7, "w"),
            (Self.tensor("w", "F32", "[2]", "[0,8]"), 9, nil),
            (Self.tensor("w", "F32", "[2]", "[0,7]"), 8, "w"),
            (Self.tensor("w", "F32", "[2]", "[8,0]"), 8, "w"),
            (Self.tensor("w", "F32", "[2]", "[8,16]"), 16, "w"),
            (Self.tensor("w", "F32", "[2]", "[9223372036854775800,9223372036854775807]"), 8, "w"),
            (Self.tensor("a", "U8", "[4]", "[0,4]") + "," + Self.tensor("b", "U8", "[4]", "[2,6]"), 6, "b"),
            (Self.tensor("a", "U8", "[4]", "[0,4]") + "," + Self.tensor("b", "U8", "[4]", "[0,4]"), 4, "b"),
            (Self.tensor("a", "U8", "[4]", "[0,4]") + "," + Self.tensor("b", "U8", "[4]", "[5,9]"), 9, "b"),
            (Self.tensor("a", "U8", "[4]", "[0,4]") + "," + Self.tensor("b", "U8", "[0]", "[2,2]"), 4, "b"),
            (Self.tensor("a", "U8", "[0]", "[0,4]"), 4, "a"), (Self.tensor("a", "U8", "[]", "[0,0]"), 0, "a"),
        ]
        for (header, data, tensor) in cases {
            let error = Self.refusal(Self.file("{\(header)}", data: data))
            #expect(error?.reason == .wrongOffsets && error?.tensor == tensor, "\(header): \(error as Any)")
        }
        let error = Self.refusal(Self.file("{\(cases[6].header)}", data: 6))
        #expect(
            error?.description == "bytes in memory, tensor \"b\", byte 115: expected data from offset 4 on, "
                + "where tensor \"a\" ends, found an overlap: offset 2")
    }

    @Test func shapesBeyondAllMemoryAreRefused() {
        for shape in [
            "[4611686018427387904,4611686018427387904]", "[9223372036854775807]", "[0,9223372036854775807,3]",
            "[4294967296,4294967296,0]",
        ] {
            let error = Self.refusal(Self.file("{\(Self.tensor("w", "F64", shape, "[0,0]"))}"))
            #expect(error?.reason == .tooLarge && error?.tensor == "w", "\(shape)")
        }
    }

    @Test func namesThatComeTwiceAreRefused() {
        let tensor = Self.tensor("a", "U8", "[0]", "[0,0]")
        for header in [
            "{\(tensor),\(tensor)}", "{\(tensor),\(tensor.replacing("\"a\"", with: "\"\\u0061\""))}",
            "{\"__metadata__\":{},\"__metadata__\":{}}", "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}",
            "{\"__metadata__\":{\"\u{E9}\":\"\",\"e\u{301}\":\"\"}}",
            "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        ] {
            #expect(Self.refusal(Self.file(header))?.reason == .duplicateName, "\(header)")
        }
    }

    @Test func typesThatAreNotReadAreNamed() {
        for type in ["F8_E4M3", "C64", "f32", "", "F32 ", String(repeating: "F", count: 10_000)] {
            let error = Self.refusal(Self.file("{\(Self.tensor("w", type, "[0]", "[0,0]"))}"))
            #expect(error?.reason == .unsupportedType && error?.tensor == "w")
            #expect(error.map { $0.description.utf8.count < 400 } == true)
        }
    }

    @Test func bytesThatAreNoUTF8AreRefused() {
        for wrong: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        ] {
            let bytes = Self.file(Array("{\"".utf8) + wrong + Array("\":1}".utf8))
            let error = Self.refusal(bytes)
            #expect(error?.reason == .notUTF8 && error?.offset == 10, "\(wrong): \(error as Any)")
        }
    }

    @Test func nestingAsDeepAsTheFileEndsAtItsFirstBracket() {
        for open in ["[", "{\"a\":", "{\"dtype\":", "\"__metadata__\":{"] {
            let deep = "{\"a\":" + String(repeating: open, count: 100_000)
            #expect(Self.refusal(Self.file(deep))?.reason == .malformedHeader)
        }
    }

    @Test func whatIsNotTheFormatIsRefused() {
        let fine = Self.tensor("a", "U8", "[0]", "[0,0]")
        for header in [
            "[]", " {}", "{}x", "{},", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1}", "{\"a\":null}",
            "{\(fine),}",
            "{\(fine)", "{\(fine)]", "{a:1}", "{'a':1}", "{\"a\":{}}", "{\"__metadata__\":[]}",
            "{\"__metadata__\":{\"a\":1}}",
            "{\"__metadata__\":{\"a\":{}}}", "{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"more\":1}}",
            "{\(Self.tensor("a", "U8", "[-1]", "[0,0]"))}", "{\(Self.tensor("a", "U8", "[1.0]", "[0,0]"))}",
            "{\(Self.tensor("a", "U8", "[1e2]", "[0,0]"))}", "{\(Self.tensor("a", "U8", "[00]", "[0,0]"))}",
            "{\(Self.tensor("a", "U8", "[+0]", "[0,0]"))}", "{\(Self.tensor("a", "U8", "[0,]", "[0,0]"))}",
            "{\(Self.tensor("a", "U8", "[99999999999999999999]", "[0,0]"))}",
            "{\(Self.tensor("a", "U8", "[9223372036854775808]", "[0,0]"))}",
            "{\(Self.tensor("a", "U8", "[0]", "[0]"))}", "{\(Self.tensor("a", "U8", "[0]", "[0,0,0]"))}",
            "{\(Self.tensor("a", "U8", "\"0\"", "[0,0]"))}", "{\(Self.tensor("a\n", "U8", "[0]", "[0,0]"))}",
            "{\"\\x\":1}", "{\"\\u12\":1}", "{\"\\ud800\":1}", "{\"\\udc00\":1}", "{\"\\ud800\\u0041\":1}",
            "{\"", "{\"\\",
            "{\"\\u", "{\u{FEFF}}", "{}\0",
        ] {
            let error = Self.refusal(Self.file(header))
            #expect(error?.reason == .malformedHeader, "\(header): \(error as Any)")
        }
    }

    @Test func spacesAndEscapesOfJSONAreRead() throws {
        let header =
            "{ \"\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\\\"\" : {\"shape\" : [ ] ,\r\n\t\"data_offsets\":[ 0 , 1 ],\"dtype\":\"BOOL\"} } \n"
        let file = try SafetensorsFile(bytes: Self.file(header, data: 1))
        #expect(file.names == ["\u{1F600}/\u{8}\u{C}\n\r\t\\\""])
        #expect(try file.values(of: file.names[0], as: Bool.self).values == [true])
    }

    /// Files one, two, many steps from a good one. What is accepted must keep its word; nothing may end the program.
    @Test(arguments: ["every", "shapes", "metadata", "none"])
    func noDamageEndsTheProgram(name: String) throws {
        let good = try Golden.bytes("neural/safetensors/\(name).safetensors")
        var generator = Generator(seed: 4)
        var accepted = 0, refused: [SafetensorsError.Reason: Int] = [:]
        for _ in 0..<2000 {
            let bytes = Self.damaged(good, using: &generator)
            do throws(SafetensorsError) {
                let file = try SafetensorsFile(bytes: bytes)
                var end = 0
                for entry in file.entries {
                    let (shape, values) = try file.values(of: entry.name, as: Float.self)
                    #expect(shape.reduce(1, *) == values.count && entry.bytes.lowerBound == end)
                    end = entry.bytes.upperBound
                    _ = try? file.values(of: entry.name, as: Int8.self)
                }
                accepted += 1
            } catch {
                refused[error.reason, default: 0] += 1
                #expect(error.description.utf8.count < 3000)
            }
        }
        #expect(accepted > 0 && refused.values.reduce(0, +) > 300, "\(accepted) \(refused)")
        #expect(refused[.malformedHeader, default: 0] > 0 && refused[.wrongHeaderLength, default: 0] > 0)
    }

    private static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "0", "-1", "9223372036854775807",
        "18446744073709551616", "1e9",
        "null", "\"dtype\"", "\"shape\":[]", "\"__metadata__\":", "F32", "BF16", "U8", "[0,0]", "\u{0}", "é",
        "\u{FEFF}",
    ]

    private static func damaged(_ good: [UInt8], using generator: inout Generator) -> [UInt8] {
        func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(bound, 1))) }
        var bytes = good
        for _ in 0...below(3) {
            let header = 8 + good.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            let place = below(min(bytes.count, header))
            guard place < bytes.count else { continue }
            switch below(8) {
            case 0: bytes[place] ^= 1 << UInt8(below(8))
            case 1: bytes[place] = UInt8(below(256))
            case 2: bytes.removeLast(below(bytes.count))
            case 3: bytes.append(contentsOf: [UInt8](repeating: 0, count: below(20)))
            case 4: bytes.replaceSubrange(place..<place, with: Array(words[below(words.count)].utf8))
            case 5: bytes.removeSubrange(place..<min(place + 1 + below(6), bytes.count))
            case 6: bytes[below(min(8, bytes.count))] = UInt8(below(256))
            default:
                // Digits for digits: shapes and offsets that are JSON, but wrong.
                let digits = bytes.indices.prefix(header).filter { 48..<58 ~= bytes[$0] }
                if !digits.isEmpty { bytes[digits[below(digits.count)]] = UInt8(48 + below(10)) }
            }
        }
        // Half of them get a length that fits again, so that the damage reaches the parser.
        if below(2) == 0, bytes.count > 8, bytes.count != good.count {
            let header = bytes.count - good.count + Int(good[0]) + Int(good[1]) << 8
            for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: header >> (8 * index)) }
        }
        return bytes
    }
}
