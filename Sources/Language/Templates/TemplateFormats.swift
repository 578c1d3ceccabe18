import Foundation

/// The date that `strftime_now` tells.
public struct TemplateClock: Sendable {
    private let date: Date
    private let calendar: Calendar

    /// - Parameters:
    ///   - date: The moment that counts as now.
    ///   - timeZone: Where it is told.
    public init(_ date: Date = Date(), timeZone: TimeZone = .current) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        (self.date, self.calendar) = (date, calendar)
    }

    /// The date in C's `strftime` format: `%d %b %Y`. Names are English; directives that are not known stay as they are.
    func text(_ format: String) -> String {
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear], from: date)
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        let month = months[((parts.month ?? 1) - 1) % 12], day = days[((parts.weekday ?? 1) - 1) % 7]
        func padded(_ number: Int?, _ width: Int = 2) -> String {
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let hour = parts.hour ?? 0
        var result = ""
        var rest = Array(format)[...]
        while let character = rest.popFirst() {
            guard character == "%", var directive = rest.popFirst() else {
                result.append(character)
                continue
            }
            var isBare = false
            if directive == "-", let next = rest.popFirst() { (directive, isBare) = (next, true) }
            let text: String
            switch directive {
            case "d": text = padded(parts.day)
            case "e": text = (parts.day ?? 0) < 10 ? " \(parts.day ?? 0)" : "\(parts.day ?? 0)"
            case "m": text = padded(parts.month)
            case "Y": text = padded(parts.year, 4)
            case "y": text = padded((parts.year ?? 0) % 100)
            case "b", "h": text = String(month.prefix(3))
            case "B": text = month
            case "a": text = String(day.prefix(3))
            case "A": text = day
            case "H": text = padded(hour)
            case "I": text = padded((hour + 11) % 12 + 1)
            case "M": text = padded(parts.minute)
            case "S": text = padded(parts.second)
            case "p": text = hour < 12 ? "AM" : "PM"
            case "j": text = padded(parts.dayOfYear, 3)
            case "F": text = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
            case "T": text = "\(padded(hour)):\(padded(parts.minute)):\(padded(parts.second))"
            case "%": text = "%"
            default: text = "%\(directive)"
            }
            let bare = text.drop { $0 == "0" }
            result += isBare ? (bare.isEmpty ? "0" : String(bare)) : text
        }
        return result
    }
}

extension TemplateEvaluator {
    /// Python's `format % values`, with `%s`, `%r`, `%d`, `%f`, `%.3f` and `%%`.
    mutating func formatted(_ format: String, _ value: TemplateObject, _ line: Int) throws(TemplateError)
        -> String
    {
        var values: [TemplateObject]
        if case .tuple(let items) = value { values = items.values } else { values = [value] }
        values.reverse()
        var result = ""
        var rest = Array(format.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            var width = ""
            while let next = rest.first, next.isDigit || next == "." || next == "-" {
                width.unicodeScalars.append(next)
                rest.removeFirst()
            }
            guard let kind = rest.popFirst() else {
                throw .evaluation(line: line, message: "a format that ends in %")
            }
            if kind == "%" {
                result += "%"
                continue
            }
            guard let value = values.popLast() else {
                throw .evaluation(line: line, message: "too few values for a format")
            }
            result += try formatted(value, width, kind, line)
        }
        if !values.isEmpty { throw .evaluation(line: line, message: "too many values for a format") }
        return result
    }

    private mutating func formatted(
        _ value: TemplateObject, _ width: String, _ kind: Unicode.Scalar, _ line: Int
    ) throws(TemplateError) -> String {
        let isLeft = width.hasPrefix("-"),
            parts = width.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let least = parts.first.flatMap { Int($0) } ?? 0, places = parts.count > 1 ? Int(parts[1]) ?? 0 : nil
        guard (0...1000).contains(least), (0...100).contains(places ?? 0) else {
            throw .limit(line: line, what: "a format wider than 1000")
        }
        var text: String
        switch kind {
        case "s":
            text = value.text
            if let places { text = String(text.unicodeScalars.prefix(places)) }
        case "r": text = value.representation
        case "d", "i":
            guard let number = value.asNumber, abs(number) < 0x1p63 else {
                throw .evaluation(line: line, message: "%d of \(value.kind)")
            }
            text = value.asInteger.map { String($0) } ?? String(Int(number))
        case "f":
            guard let number = value.asNumber else {
                throw .evaluation(line: line, message: "%f of \(value.kind)")
            }
            text = String(format: "%.\(places ?? 6)f", number)
        default: throw .unsupported(line: line, what: "%\(String(kind)) in a format")
        }
        let zeros = !isLeft && width.hasPrefix("0") && kind != "s"
        let missing = max(0, least - text.unicodeScalars.count)
        if zeros, text.hasPrefix("-") {
            return "-" + String(repeating: "0", count: missing) + text.dropFirst()
        }
        let filling = String(repeating: zeros ? "0" : " ", count: missing)
        return isLeft ? text + filling : filling + text
    }

    /// Python's `text.format(…)`, with `{}`, `{0}`, `{name}` and doubled braces.
    mutating func braced(_ format: String, _ values: TemplateCallValues, _ line: Int) throws(TemplateError)
        -> String
    {
        var result = ""
        var rest = Array(format.unicodeScalars)[...]
        var position = 0
        while let scalar = rest.popFirst() {
            if scalar == "{" || scalar == "}", rest.first == scalar {
                result.unicodeScalars.append(scalar)
                rest.removeFirst()
                continue
            }
            guard scalar == "{" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            var name = ""
            while let next = rest.popFirst(), next != "}" { name.unicodeScalars.append(next) }
            let value: TemplateObject?
            if name.isEmpty {
                value = position < values.positional.count ? values.positional[position] : nil
                position += 1
            } else if let place = Int(name) {
                value = values.positional.indices.contains(place) ? values.positional[place] : nil
            } else {
                value = values.value(name)
            }
            guard let value else {
                throw .unsupported(line: line, what: "{\(name)} in a format without such a value")
            }
            try charge(value.text.utf8.count, line)
            result += value.text
        }
        return result
    }
}
