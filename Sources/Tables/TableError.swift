/// What goes wrong with a table because of its names, types or values.
public enum TableError: Error, Sendable, Hashable {
    /// There is no column of that name.
    case noColumn(String, columns: [String])
    /// Two columns have one name.
    case duplicateColumn(String)
    /// An operation met a type that it does not take: `mean`, `"text"`, `"a number"`.
    case wrongType(operation: String, found: String, expected: String)
    /// A value does not read as the type that was asked for.
    case unreadable(text: String, type: ColumnType, row: Int)
    /// Whole numbers grew beyond 64 bits.
    case overflow(operation: String)
    /// Keys that should differ occur more than once.
    case repeatedKeys(operation: String, key: String)
}

extension TableError: CustomStringConvertible {
    /// One sentence with the facts.
    public var description: String {
        switch self {
        case .noColumn(let name, let columns): TableError.noColumnMessage(name, columns)
        case .duplicateColumn(let name): "two columns are named \"\(name)\""
        case .wrongType(let operation, let found, let expected): "\(operation): \(found) is not \(expected)"
        case .unreadable(let text, let type, let row): "row \(row): \"\(text)\" does not read as \(type)"
        case .overflow(let operation): "\(operation): the result does not fit into 64 bits"
        case .repeatedKeys(let operation, let key): "\(operation): the key \(key) occurs more than once"
        }
    }

    /// No column of a name, the nearest that there is, and all of them.
    static func noColumnMessage(_ name: String, _ columns: [String]) -> String {
        let shown = columns.prefix(30).map { "\"\($0)\"" }.joined(separator: ", ")
        let rest = columns.count > 30 ? " and \(columns.count - 30) more" : ""
        let list = columns.isEmpty ? "the table has no columns" : "the columns are \(shown)\(rest)"
        guard let nearest = nearest(to: name, among: columns) else { return "no column \"\(name)\"; \(list)" }
        return "no column \"\(name)\"; did you mean \"\(nearest)\"? \(list)"
    }

    /// The name with the fewest edits from `name`, unless that is over half of its letters.
    static func nearest(to name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased().prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in names.prefix(1000) {
            let distance = editDistance(wanted, Array(candidate.lowercased().prefix(64)))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, max(wanted.count, best.name.count) / 2) else { return nil }
        return best.name
    }

    /// How many letters to add, drop or replace (Levenshtein 1966).
    private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var distances = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var diagonal = distances[0]
            distances[0] = row + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = distances[column + 1]
                distances[column + 1] = min(replaced, diagonal + 1, distances[column] + 1)
            }
        }
        return distances[right.count]
    }
}
