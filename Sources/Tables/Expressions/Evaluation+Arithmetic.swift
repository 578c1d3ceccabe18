import LinearAlgebra

/// Numbers, one for each row or one for all.
enum Numbers {
    case vector(Vector<Double>)
    case scalar(Double)
}

/// Whole numbers, one for each row or one for all.
enum Integers {
    case array([Int])
    case scalar(Int)

    @inline(__always)
    func withReader<Result>(_ body: (@escaping (Int) -> Int) -> Result) -> Result {
        switch self {
        case .scalar(let value): return body { _ in value }
        case .array(let values): return values.withUnsafeBufferPointer { buffer in body { buffer[$0] } }
        }
    }
}

extension Operand {
    /// The values as numbers, NaN where missing; nothing where the type is not numeric.
    var numbers: Numbers? {
        switch self {
        case .scalar(let cell):
            if cell.isMissing { return .scalar(.nan) }
            return cell.double.map { .scalar($0) }
        case .column(let column): return column.doublesIfNumeric.map { .vector($0) }
        }
    }

    /// The values of integers and truth values; nothing for other types.
    var integers: Integers? {
        switch self {
        case .scalar(.integer(let value)): return .scalar(value)
        case .scalar(.boolean(let value)): return .scalar(value ? 1 : 0)
        case .column(let column):
            switch column.storage {
            case .integers(let values): return .array(values)
            case .booleans(let values): return .array(values.map { $0 ? 1 : 0 })
            default: return nil
            }
        default: return nil
        }
    }

    /// The points in time; nothing for other types. A string that reads as a time counts as one where `readingText` says so.
    func timestamps(readingText: Bool) -> Integers? {
        switch self {
        case .scalar(.timestamp(let value)): return .scalar(Int(value.microseconds))
        case .scalar(.text(let text)) where readingText:
            return Timestamp(text).map { .scalar(Int($0.microseconds)) }
        case .column(let column):
            if case .timestamps(let values) = column.storage { return .array(values.map { Int($0) }) }
            return nil
        default: return nil
        }
    }
}

extension Evaluator {
    func arithmetic(_ operation: Arithmetic, _ left: Operand, _ right: Operand) throws(TableError) -> Operand
    {
        if left.isMissingScalar || right.isMissingScalar {
            return .column(Column(repeating: .missing, count: count))
        }
        if let times = try timeArithmetic(operation, left, right) { return times }
        if operation == .add, let joined = joinedTexts(left, right) { return joined }
        if operation != .divide, operation != .power, let a = left.integers, let b = right.integers {
            return try integerArithmetic(operation, a, b, .both(left.validity, right.validity))
        }
        guard let a = left.numbers, let b = right.numbers else {
            let wrong = left.numbers == nil ? left : right
            throw .wrongType(operation: operation.rawValue, found: wrong.typeName, expected: "numeric")
        }
        return numberArithmetic(operation, a, b)
    }

    private func numberArithmetic(_ operation: Arithmetic, _ left: Numbers, _ right: Numbers) -> Operand {
        let kernel: BinaryOperation
        switch operation {
        case .add: kernel = .add
        case .subtract: kernel = .subtract
        case .multiply: kernel = .multiply
        case .divide: kernel = .divide
        case .power: kernel = .pow
        case .remainder: return remainder(left, right)
        }
        switch (left, right) {
        case (.vector(let a), .vector(let b)): return .column(Column(a.applying(kernel, b)))
        case (.vector(let a), .scalar(let b)): return .column(Column(a.applying(kernel, b)))
        case (.scalar(let a), .vector(let b)): return .column(Column(b.applying(kernel, toLeft: a)))
        case (.scalar(let a), .scalar(let b)):
            return .column(Column(Vector(repeating: a, count: count).applying(kernel, b)))
        }
    }

    private func remainder(_ left: Numbers, _ right: Numbers) -> Operand {
        let value = { (numbers: Numbers, row: Int) -> Double in
            switch numbers {
            case .vector(let vector): vector[row]
            case .scalar(let number): number
            }
        }
        return .column(
            Column(
                Vector(parallel: count) { row in
                    let a = value(left, row), b = value(right, row),
                        rest = a.truncatingRemainder(dividingBy: b)
                    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
                }))
    }

    private func integerArithmetic(
        _ operation: Arithmetic, _ left: Integers, _ right: Integers, _ validity: Bitmap?
    ) throws(TableError) -> Operand {
        if operation == .remainder { return integerRemainder(left, right, validity) }
        var overflows = [Bool](repeating: false, count: max(1, count >> 6 + 1))
        let values: [Int] = left.withReader { a in
            right.withReader { b in
                overflows.withUnsafeMutableBufferPointer { flags in
                    switch operation {
                    case .add: checked(flags) { a($0).addingReportingOverflow(b($0)) }
                    case .subtract: checked(flags) { a($0).subtractingReportingOverflow(b($0)) }
                    default: checked(flags) { a($0).multipliedReportingOverflow(by: b($0)) }
                    }
                }
            }
        }
        if overflows.contains(true) { throw .overflow(operation: operation.rawValue) }
        return .column(Column(.integers(values), validity: validity))
    }

    /// One flag for each 64 rows, so that threads do not write to the same one.
    @inline(__always)
    private func checked(
        _ flags: UnsafeMutableBufferPointer<Bool>, _ value: (Int) -> (partialValue: Int, overflow: Bool)
    ) -> [Int] {
        mappedArray(count) { row in
            let (result, overflow) = value(row)
            if overflow { flags[row >> 6] = true }
            return result
        }
    }

    private func integerRemainder(_ left: Integers, _ right: Integers, _ validity: Bitmap?) -> Operand {
        left.withReader { a in
            right.withReader { b in
                let values: [Int] = mappedArray(count) { row in
                    let divisor = b(row)
                    if divisor == 0 || divisor == -1 { return 0 }
                    let rest = a(row) % divisor
                    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
                }
                let isDefined = Bitmap(count: count) { b($0) != 0 }
                return .column(Column(.integers(values), validity: .both(validity, isDefined)))
            }
        }
    }

    /// Times: the difference of two in seconds, or a time moved by seconds.
    private func timeArithmetic(
        _ operation: Arithmetic, _ left: Operand, _ right: Operand
    ) throws(TableError) -> Operand? {
        guard left.type == .timestamp || right.type == .timestamp else { return nil }
        let validity = Bitmap?.both(left.validity, right.validity)
        if operation == .subtract, let a = left.timestamps(readingText: true),
            let b = right.timestamps(readingText: true)
        {
            let seconds = a.withReader { a in
                b.withReader { b in
                    Vector(parallel: count) { row in
                        let known = validity.map { $0[row] } ?? true
                        return known ? (Double(a(row)) - Double(b(row))) / 1e6 : .nan
                    }
                }
            }
            return .column(Column(seconds))
        }
        guard operation == .add || operation == .subtract, let times = left.timestamps(readingText: false),
            let seconds = right.numbers
        else {
            throw .wrongType(
                operation: operation.rawValue, found: "\(left.typeName) beside \(right.typeName)",
                expected: "time - time, or time ± seconds")
        }
        return try moved(times, seconds, operation == .add ? 1 : -1, validity)
    }

    private func moved(
        _ times: Integers, _ seconds: Numbers, _ sign: Double, _ validity: Bitmap?
    ) throws(TableError) -> Operand {
        var isBeyond = false
        let moved: [Int64] = times.withReader { times in
            (0..<count).map { row in
                let span: Double
                switch seconds {
                case .scalar(let value): span = value
                case .vector(let values): span = values[row]
                }
                guard !span.isNaN else { return 0 }
                let distance = (sign * span * 1e6).rounded()
                guard abs(distance) < 9e18 else {
                    isBeyond = true
                    return 0
                }
                let (sum, overflow) = Int64(times(row)).addingReportingOverflow(Int64(distance))
                if overflow { isBeyond = true }
                return sum
            }
        }
        if isBeyond { throw .overflow(operation: sign > 0 ? "time +" : "time -") }
        return .column(Column(.timestamps(moved), validity: validity))
    }

    private func joinedTexts(_ left: Operand, _ right: Operand) -> Operand? {
        guard let a = left.textReader, let b = right.textReader else { return nil }
        let validity = Bitmap?.both(left.validity, right.validity)
        var result = TextStorage()
        for row in 0..<count {
            if validity.map({ $0[row] }) ?? true {
                result.bytes.append(contentsOf: a(row).utf8)
                result.bytes.append(contentsOf: b(row).utf8)
            }
            result.offsets.append(result.bytes.count)
        }
        return .column(Column(.texts(result), validity: validity))
    }

    func apply(_ function: UnaryOperation, _ operand: Operand) throws(TableError) -> Operand {
        if function == .abs, case .column(let column) = operand, case .integers(let values) = column.storage {
            if values.contains(.min) { throw .overflow(operation: "absolute") }
            return .column(Column(.integers(values.map { Swift.abs($0) }), validity: column.validity))
        }
        guard let numbers = operand.numbers else {
            throw .wrongType(operation: "\(function)", found: operand.typeName, expected: "numeric")
        }
        switch numbers {
        case .vector(let vector): return .column(Column(vector.applying(function)))
        case .scalar(let value):
            return .column(Column(Vector(repeating: value, count: count).applying(function)))
        }
    }
}

extension Operand {
    /// Reads the string of a row; nothing where the operand holds no strings.
    var textReader: ((Int) -> String)? {
        switch self {
        case .scalar(.text(let text)): return { _ in text }
        case .column(let column):
            switch column.storage {
            case .texts(let texts): return { texts[$0] }
            case .categories(let codes, let names): return { codes[$0] < 0 ? "" : names[Int(codes[$0])] }
            default: return nil
            }
        default: return nil
        }
    }
}
