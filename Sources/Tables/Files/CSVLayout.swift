import LinearAlgebra

/// What must be known of a file before its rows are read: encoding, separator, names, and where the data begins.
struct CSVLayout: Sendable {
    var file: ByteFile
    var encoding: CSVOptions.Encoding
    var format: CSVFormat
    /// The names of all columns of the file, no two alike.
    var names: [String]
    /// Where the first row of data starts.
    var dataStart: Int

    init(_ source: ByteFile, _ options: CSVOptions) throws(CSVError) {
        CSVLayout.check(options)
        var (encoding, start) = try source.encoding(options.encoding)
        file = try source.rewritten(from: encoding, skipping: start)
        if case .automatic = encoding { encoding = .utf8 } else if encoding != .utf8 { start = 0 }
        self.encoding = encoding
        start = try file.start(ofLine: options.skippedLines, from: start)
        let quote = options.quote?.asciiValue
        format = CSVFormat(separator: 0, quote: 0, comment: options.comment?.asciiValue)
        switch options.separator {
        case .character(let character): format.separator = character.asciiValue ?? 44
        case .detected: format.separator = try CSVLayout.separator(file, start, quote, format)
        }
        format.quote = quote ?? format.separator
        (names, dataStart) = ([], start)
        try readHeader(options)
        let named =
            Array(options.types.keys) + Array(options.timestampPatterns.keys) + (options.columns ?? [])
        for name in named where !names.contains(name) {
            throw .noColumn(file: file.name, name: name, columns: names)
        }
    }

    private static func check(_ options: CSVOptions) {
        var special: [(String, Character)] = []
        if case .character(let separator) = options.separator { special.append(("separator", separator)) }
        if let quote = options.quote { special.append(("quote", quote)) }
        if let comment = options.comment { special.append(("comment", comment)) }
        special.append(("decimalMark", options.decimalMark))
        if let thousands = options.thousandsMark { special.append(("thousandsMark", thousands)) }
        for (name, character) in special {
            require(
                character.isASCII && !character.isNewline,
                "CSVOptions.\(name): \(String(reflecting: character)) is not one ASCII character")
        }
        for first in 0..<special.count {
            for second in 0..<first where special[first].1 == special[second].1 {
                let isAllowed = special[second].0 == "separator" && special[first].0.hasSuffix("Mark")
                require(
                    isAllowed,
                    "CSVOptions: \(special[second].0) and \(special[first].0) are both \(special[first].1)")
            }
        }
        require(options.skippedLines >= 0, "CSVOptions.skippedLines: \(options.skippedLines)")
        require(options.rowLimit ?? 0 >= 0, "CSVOptions.rowLimit: \(options.rowLimit ?? 0)")
    }

    /// Cuts rows from `start` on until one is found that is not empty: its fields, and where the next row starts.
    private func firstRow(_ start: Int) throws(CSVError) -> (fields: [String], end: Int)? {
        let scratch = CSVScratch()
        var place = start, length = 1 << 12
        while place < file.count {
            length = min(length, file.count - place)
            try scratch.load(file, place, length)
            scratch.tokenize(length, stop: 1, isLast: place + length == file.count, format, columns: 0)
            if scratch.tokens.is_complete == 0 {
                guard length < CSVIndex.longestRow else {
                    throw .rowTooLong(file: file.name, line: try file.line(at: place))
                }
                length *= 2
                continue
            }
            if scratch.tokens.is_quoted != 0 {
                throw .unclosedQuote(file: file.name, line: try file.line(at: place))
            }
            var columns = 0
            scratch.forEachRow(format) { columns = max(columns, $1) }
            if columns > 0 {
                let fields = scratch.table(format, columns: columns) { _, _ in true }
                return (fields.texts(row: 0), place + Int(scratch.tokens.end))
            }
            place += Int(scratch.tokens.end)
        }
        return nil
    }

    private mutating func readHeader(_ options: CSVOptions) throws(CSVError) {
        let first = try firstRow(dataStart)
        var given: [String]?
        switch options.header {
        case .firstRow, .numbered: break
        case .names(let names), .replaced(let names): given = names
        }
        guard let first else {
            guard let given else { throw .empty(file: file.name) }
            names = CSVLayout.unique(given)
            dataStart = file.count
            return
        }
        if let given, given.count != first.fields.count {
            throw .wrongNumberOfNames(file: file.name, names: given.count, columns: first.fields.count)
        }
        switch options.header {
        case .firstRow:
            names = first.fields.enumerated().map { $1.isEmpty ? "Unnamed: \($0)" : $1 }
            dataStart = first.end
        case .numbered: names = first.fields.indices.map(String.init)
        case .names: names = given ?? []
        case .replaced:
            names = given ?? []
            dataStart = first.end
        }
        names = CSVLayout.unique(names)
    }

    /// The second `a` becomes `a.1`, as in pandas.
    static func unique(_ names: [String]) -> [String] {
        var taken = Set(names), seen: Set<String> = [], suffixes: [String: Int] = [:]
        return names.map { name in
            if seen.insert(name).inserted { return name }
            var suffix = suffixes[name, default: 0] + 1
            while taken.contains("\(name).\(suffix)") { suffix += 1 }
            suffixes[name] = suffix
            let renamed = "\(name).\(suffix)"
            taken.insert(renamed)
            seen.insert(renamed)
            return renamed
        }
    }

    /// The candidate that cuts the first rows into the most fields of the same number.
    private static func separator(
        _ file: ByteFile, _ start: Int, _ quote: UInt8?, _ format: CSVFormat
    ) throws(CSVError) -> UInt8 {
        let scratch = CSVScratch(), length = min(1 << 16, file.count - start)
        var best = (score: 0, byte: UInt8(ascii: ","))
        guard length > 0 else { return best.byte }
        for byte in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")] {
            var format = format
            format.separator = byte
            format.quote = quote ?? byte
            try scratch.load(file, start, length)
            scratch.tokenize(length, stop: length, isLast: start + length == file.count, format, columns: 0)
            var counts: [Int: Int] = [:], rows = 0
            scratch.forEachRow(format) { _, fields in
                rows += 1
                if rows <= 100 { counts[fields, default: 0] += 1 }
            }
            // Rows that agree count more than fields: text with many commas is not a table.
            let agreeing = counts.filter { $0.key > 1 }.max { ($0.value, $0.key) < ($1.value, $1.key) }
            guard let agreeing else { continue }
            let score = 1000 * agreeing.value / min(rows, 100) * 10_000 + min(agreeing.key, 9999)
            if score > best.score { best = (score, byte) }
        }
        return best.byte
    }
}

extension CSVFields {
    /// The fields of a row as strings, quotation marks taken off.
    func texts(row: Int) -> [String] {
        (0..<columns).map { column in
            let (start, end) = range(row, column)
            return string(start, end)
        }
    }

    /// The text of a field, quotation marks taken off.
    func string(_ start: Int, _ end: Int) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: end - start) { target, length in
            guard end > start, let base = target.baseAddress else { return }
            if text[start] == quote {
                length = CSVValueParser.unquote(text + start, end - start, quote, into: base)
            } else {
                base.update(from: text + start, count: end - start)
                length = end - start
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ByteFile {
    /// Where a line starts, `lines` lines after `offset`, or the end.
    func start(ofLine lines: Int, from offset: Int) throws(CSVError) -> Int {
        var place = offset, left = lines
        while left > 0, place < count {
            let part = try bytes(place, 1 << 16)
            var index = 0
            while index < part.count, left > 0 {
                let isPair = part[index] == 13 && index + 1 < part.count && part[index + 1] == 10
                // A CR at the end of the part is looked at again with what follows it.
                if part[index] == 13, index + 1 == part.count, place + part.count < count, index > 0 { break }
                if part[index] == 10 || part[index] == 13 { left -= 1 }
                index += isPair ? 2 : 1
            }
            place += index
        }
        return place
    }
}
