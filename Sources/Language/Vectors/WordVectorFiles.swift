import Foundation
import LinearAlgebra

/// Why a file of word vectors cannot be read or written.
public enum WordVectorFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is not there, or cannot be read or written.
    case cannotOpen(path: String)
    /// What is in the file does not make sense at a line of text or a byte.
    case malformed(path: String, at: Int, reason: String)
    /// A word that no file can hold: an empty one, or one with white space in it.
    case unwritable(word: String)

    /// One line: the file, the place and the reason.
    public var description: String {
        switch self {
        case .cannotOpen(let path): "\(path): there is no such file, or it cannot be opened"
        case .malformed(let path, let place, let reason): "\(path), at \(place): \(reason)"
        case .unwritable(let word):
            "the word \"\(word)\" cannot be written: it is empty or has white space in it"
        }
    }
}

/// How word vectors lie in a file; both begin with a line of two numbers, words and dimension.
public enum WordVectorFormat: Sendable, Hashable {
    /// A line for each word: the word and its numbers in decimals. Of GloVe's files the first line is missing.
    case text
    /// A word, a space, and its numbers as 32-bit floating-point numbers, the lowest byte first.
    case binary
}

extension WordVectors {
    /// Reads the files of word2vec, gensim and GloVe.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: How the vectors lie in it.
    /// - Throws: Where the file cannot be read, or is not of the format.
    public init(path: String, format: WordVectorFormat = .text) throws(WordVectorFileError) {
        guard let data = FileManager.default.contents(atPath: path) else { throw .cannotOpen(path: path) }
        let bytes = [UInt8](data)
        switch format {
        case .text: try self.init(text: bytes, path)
        case .binary: try self.init(binary: bytes, path)
        }
    }

    private init(text bytes: [UInt8], _ path: String) throws(WordVectorFileError) {
        var words: [String] = [], numbers: [Float] = [], dimension: Int?, expected: Int?, number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let fields = line.split {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
            }
            if fields.isEmpty { continue }
            if number == 1, fields.count == 2, let count = Int(text: fields[0]),
                let width = Int(text: fields[1])
            {
                (expected, dimension) = (count, width)
                continue
            }
            let width = dimension ?? fields.count - 1
            dimension = width
            guard fields.count == width + 1, width >= 1 else {
                throw .malformed(
                    path: path, at: number, reason: "\(fields.count - 1) numbers, expected \(width)")
            }
            words.append(String(decoding: fields[0], as: UTF8.self))
            for field in fields.dropFirst() {
                guard let value = Float(String(decoding: field, as: UTF8.self)) else {
                    throw .malformed(
                        path: path, at: number,
                        reason: "\"\(String(decoding: field.prefix(40), as: UTF8.self))\" is no number")
                }
                numbers.append(value)
            }
        }
        if let expected, expected != words.count {
            throw .malformed(path: path, at: number, reason: "\(words.count) words, expected \(expected)")
        }
        self.init(
            words: words, vectors: Matrix(rows: words.count, columns: dimension ?? 0, elements: numbers))
    }

    private init(binary bytes: [UInt8], _ path: String) throws(WordVectorFileError) {
        let header = bytes.prefix(64).split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let fields = header.count == 2 ? header[0].split(separator: UInt8(ascii: " ")) : []
        guard fields.count == 2, let count = Int(text: fields[0]), let width = Int(text: fields[1]),
            count >= 0, width >= 1
        else { throw .malformed(path: path, at: 0, reason: "no line of two numbers, words and dimension") }
        var place = header[0].count + 1
        // A word takes two bytes at least, a space and its numbers.
        guard width <= bytes.count / 4, count <= (bytes.count - place) / (4 * width + 2) else {
            throw .malformed(
                path: path, at: place,
                reason: "\(bytes.count) bytes are too few for \(count) words of \(width) numbers")
        }
        var words: [String] = [], numbers: [Float] = []
        for _ in 0..<count {
            while place < bytes.count, bytes[place] == UInt8(ascii: "\n") { place += 1 }
            guard let space = bytes[place...].prefix(4096).firstIndex(of: UInt8(ascii: " ")) else {
                throw .malformed(path: path, at: place, reason: "a word that does not end")
            }
            words.append(String(decoding: bytes[place..<space], as: UTF8.self))
            place = space + 1
            guard place + 4 * width <= bytes.count else {
                throw .malformed(
                    path: path, at: place, reason: "the file ends in the vector of word \(words.count)")
            }
            bytes.withUnsafeBytes { raw in
                for index in 0..<width {
                    let bits = raw.loadUnaligned(fromByteOffset: place + 4 * index, as: UInt32.self)
                    numbers.append(Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
            place += 4 * width
        }
        self.init(words: words, vectors: Matrix(rows: count, columns: width, elements: numbers))
    }

    /// Writes a file that word2vec, gensim and ``init(path:format:)`` read.
    ///
    /// - Parameters:
    ///   - path: The file, there or not.
    ///   - format: How the vectors lie in it; text holds each number to the last bit too.
    public func write(to path: String, format: WordVectorFormat = .text) throws(WordVectorFileError) {
        var data = Data("\(count) \(dimension)\n".utf8)
        for (row, word) in words.enumerated() {
            if word.isEmpty || word.contains(where: \.isWhitespace) { throw .unwritable(word: word) }
            data.append(contentsOf: word.utf8)
            switch format {
            case .text:
                for number in vectors[row: row] { data.append(contentsOf: " \(number)".utf8) }
            case .binary:
                data.append(UInt8(ascii: " "))
                for number in vectors[row: row] {
                    withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
                }
            }
            if format == .text { data.append(UInt8(ascii: "\n")) }
        }
        do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw .cannotOpen(path: path)
        }
    }
}

extension Int {
    fileprivate init?(text: ArraySlice<UInt8>) { self.init(String(decoding: text, as: UTF8.self)) }
}
