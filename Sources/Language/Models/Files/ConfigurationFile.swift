import Foundation

/// The fields of a `config.json`, each read with its type; what does not fit is an error that names the field.
///
///     let file = try ConfigurationFile(json: #"{"model_type": "gpt2", "n_embd": 768}"#)
///     print(try file.integer("n_embd", in: 1...65_536))  // 768
///
/// Fields of inner objects are named with points: `rope_parameters.factor`.
public struct ConfigurationFile: Sendable {
    /// A value of JSON.
    indirect enum Value: Decodable, Equatable {
        case null, flag(Bool), number(Double), text(String), list([Value]), object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        /// As a message shows it.
        var shown: String {
            switch self {
            case .null: "null"
            case .flag(let flag): "\(flag)"
            case .number(let number):
                number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
            case .text(let text): "\"\(text.prefix(40))\""
            case .list(let list): "a list of \(list.count)"
            case .object(let fields): "an object of \(fields.count) fields"
            }
        }
    }

    /// The file, for messages.
    public let path: String
    private let fields: [String: Value]

    /// Reads a file.
    ///
    /// - Parameter path: The path of a `config.json`.
    public init(path: String) throws(ModelFolderError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .cannotRead(path: path, reason: "there is no such file, or it cannot be read")
        }
        try self.init(data, path)
    }

    /// Reads text that is in memory.
    ///
    /// - Parameter json: An object of JSON.
    public init(json: String) throws(ModelFolderError) { try self.init(Data(json.utf8), "JSON in memory") }

    private init(_ data: Data, _ path: String) throws(ModelFolderError) {
        do {
            fields = try JSONDecoder().decode([String: Value].self, from: data)
        } catch {
            throw .malformed(path: path, reason: "no object of JSON")
        }
        self.path = path
    }

    /// The value of a field; nil where it is missing or null.
    func value(_ field: String) -> Value? {
        var value: Value? = .object(fields)
        for name in field.split(separator: ".") {
            guard case .object(let inner)? = value else { return nil }
            value = inner[String(name)]
        }
        return value == .null ? nil : value
    }

    /// Whether there is such a field, and it is not null.
    public func has(_ field: String) -> Bool { value(field) != nil }

    /// A whole number.
    ///
    /// - Parameters:
    ///   - field: Its name.
    ///   - range: Where it must lie.
    ///   - preset: What a missing field stands for; where nil, it is an error.
    public func integer(
        _ field: String, in range: ClosedRange<Int>, else preset: Int? = nil
    ) throws(ModelFolderError) -> Int {
        guard let value = value(field) else {
            if let preset { return preset }
            throw wrong(field, "a whole number in \(range)")
        }
        guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole)
        else { throw wrong(field, "a whole number in \(range)") }
        return whole
    }

    /// A number.
    ///
    /// - Parameters:
    ///   - field: Its name.
    ///   - range: Where it must lie.
    ///   - preset: What a missing field stands for; where nil, it is an error.
    public func number(
        _ field: String, in range: ClosedRange<Double>, else preset: Double? = nil
    ) throws(ModelFolderError) -> Double {
        guard let value = value(field) else {
            if let preset { return preset }
            throw wrong(field, "a number in \(range)")
        }
        guard case .number(let number) = value, range.contains(number) else {
            throw wrong(field, "a number in \(range)")
        }
        return number
    }

    /// True or false.
    ///
    /// - Parameters:
    ///   - field: Its name.
    ///   - preset: What a missing field stands for.
    public func flag(_ field: String, else preset: Bool) throws(ModelFolderError) -> Bool {
        guard let value = value(field) else { return preset }
        guard case .flag(let flag) = value else { throw wrong(field, "true or false") }
        return flag
    }

    /// A text.
    ///
    /// - Parameters:
    ///   - field: Its name.
    ///   - choices: What it may be; anything where empty.
    ///   - preset: What a missing field stands for; where nil, it is an error.
    public func text(
        _ field: String, among choices: [String] = [], else preset: String? = nil
    ) throws(ModelFolderError) -> String {
        let wanted = choices.isEmpty ? "a text" : choices.map { "\"\($0)\"" }.joined(separator: " or ")
        guard let value = value(field) else {
            if let preset { return preset }
            throw wrong(field, wanted)
        }
        guard case .text(let text) = value, choices.isEmpty || choices.contains(text) else {
            throw wrong(field, wanted)
        }
        return text
    }

    /// The number of entries of an object or a list; nil where there is none.
    ///
    /// - Parameter field: Its name.
    public func count(_ field: String) -> Int? {
        switch value(field) {
        case .list(let list)?: list.count
        case .object(let fields)?: fields.count
        default: nil
        }
    }

    /// The error that a field does not fit.
    ///
    /// - Parameters:
    ///   - field: Its name.
    ///   - expected: What should have been there.
    public func wrong(_ field: String, _ expected: String) -> ModelFolderError {
        .configuration(
            path: path, field: field, expected: expected, found: value(field)?.shown ?? "nothing")
    }
}
