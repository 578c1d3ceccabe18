/// What is wrong with a formula, or with the data that it is read against.
///
///     do {
///         _ = try Formula("y ~ x + + log(z")
///     } catch {
///         print(error)
///         // Formula: unexpected "+" where a term is expected at character 9
///         //     y ~ x + + log(z
///         //             ^
///     }
public enum FormulaError: Error, Equatable, Sendable {
    /// The text is no formula: `reason`, at the character `position`, counted from 0.
    case syntax(formula: String, position: Int, reason: String)
    /// The data has no column of this name; `nearest` is the most similar name that it has.
    case unknownColumn(name: String, nearest: String?)
    /// A function that formulas do not know; `nearest` is the most similar one that they do.
    case unknownFunction(name: String, nearest: String?)
    /// A factor with levels stands where a number is needed.
    case notNumeric(factor: String)
    /// A level that the factor does not have.
    case unknownLevel(factor: String, level: String, known: [String])
    /// A call whose arguments mean nothing: `reason` says what was expected.
    case badCall(call: String, reason: String)
    /// A column whose length differs from the number of rows.
    case lengthMismatch(column: String, count: Int, rows: Int)
    /// The left side cannot be a response: `reason`.
    case badResponse(response: String, reason: String)
    /// No row is left; so many had a missing value.
    case noRows(dropped: Int)
}

extension FormulaError: CustomStringConvertible {
    /// The facts in a sentence; for a syntax error also the formula with a caret under the place.
    public var description: String {
        switch self {
        case .syntax(let formula, let position, let reason):
            "Formula: \(reason) at character \(position + 1)\n    \(formula)\n    "
                + String(repeating: " ", count: position) + "^"
        case .unknownColumn(let name, let nearest):
            "Formula: no column is named \"\(name)\"" + Self.hint(nearest)
        case .unknownFunction(let name, let nearest):
            "Formula: there is no function \(name)" + Self.hint(nearest)
        case .notNumeric(let factor):
            "Formula: \(factor) is a factor with levels where a number is needed"
        case .unknownLevel(let factor, let level, let known):
            "Formula: \(factor) has no level \"\(level)\"; it has \(known.prefix(12).joined(separator: ", "))"
        case .badCall(let call, let reason):
            "Formula: \(call): \(reason)"
        case .lengthMismatch(let column, let count, let rows):
            "Formula: column \"\(column)\" has \(count) rows where \(rows) are expected"
        case .badResponse(let response, let reason):
            "Formula: the left side \(response.isEmpty ? "is missing" : response): \(reason)"
        case .noRows(let dropped):
            "Formula: no row is left; \(dropped) had a missing value"
        }
    }

    private static func hint(_ nearest: String?) -> String {
        nearest.map { "; the nearest is \"\($0)\"" } ?? ""
    }
}

/// The candidate with the fewest edits to `name`, if they are a third of its letters, or one, or two that
/// changed places; ties go to the first.
func nearestName(to name: String, among candidates: [String]) -> String? {
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
        if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best else { return nil }
    let isTransposed = best.distance <= 2 && name.lowercased().sorted() == best.name.lowercased().sorted()
    guard isTransposed || best.distance <= max(1, name.count / 3) else { return nil }
    return best.name
}

/// Levenshtein's distance: insertions, deletions and replacements, by one row of the table at a time. O(mn).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in b.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
