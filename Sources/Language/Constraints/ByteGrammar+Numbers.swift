import Foundation

extension ByteGrammar {
    private static let digits: ClosedRange<UInt8> = UInt8(ascii: "0")...UInt8(ascii: "9")

    private func code(_ digit: Int) -> UInt8 { UInt8(ascii: "0") + UInt8(digit) }

    // MARK: Whole numbers

    /// Whole numbers of a range, without leading zeros; without a bound they have up to 15 digits.
    mutating func emitInteger(_ minimum: Int?, _ maximum: Int?, from: Int, to: Int) {
        let limit = 999_999_999_999_999
        let least = minimum ?? min(-limit, maximum ?? 0)
        let most = maximum ?? max(limit, minimum ?? 0)
        if most >= 0 { emitMagnitudes(max(0, least), most, from: from, to: to) }
        if least < 0 {
            let minus = byte(UInt8(ascii: "-")...UInt8(ascii: "-"), from: from)
            emitMagnitudes(most >= 0 ? 1 : -most, -least, from: minus, to: to)
        }
    }

    /// Numbers from 0 on, length by length.
    private mutating func emitMagnitudes(_ least: Int, _ most: Int, from: Int, to: Int) {
        let low = Self.digits(of: least), high = Self.digits(of: most)
        for count in low.count...high.count {
            let first = count == low.count ? low : [1] + Array(repeating: 0, count: count - 1)
            let last = count == high.count ? high : Array(repeating: 9, count: count)
            emitDigits(first[...], last[...], from: from, to: to)
        }
    }

    private static func digits(of number: Int) -> [Int] { String(number).utf8.map { Int($0) - 48 } }

    /// All numbers of one length between two of that length.
    private mutating func emitDigits(_ low: ArraySlice<Int>, _ high: ArraySlice<Int>, from: Int, to: Int) {
        guard let first = low.first, let last = high.first else { return jump(from, to: to) }
        let lows = low.dropFirst(), highs = high.dropFirst()
        if lows.allSatisfy({ $0 == 0 }), highs.allSatisfy({ $0 == 9 }) {
            var state = byte(code(first)...code(last), from: from)
            for _ in lows { state = byte(Self.digits, from: state) }
            return jump(state, to: to)
        }
        if first == last {
            return emitDigits(lows, highs, from: byte(code(first)...code(first), from: from), to: to)
        }
        let nines = ArraySlice(repeating: 9, count: lows.count),
            zeros = ArraySlice(repeating: 0, count: lows.count)
        emitDigits(lows, nines, from: byte(code(first)...code(first), from: from), to: to)
        if last - first > 1 {
            emitDigits(zeros, nines, from: byte(code(first + 1)...code(last - 1), from: from), to: to)
        }
        emitDigits(zeros, highs, from: byte(code(last)...code(last), from: from), to: to)
    }

    // MARK: Numbers with a point

    /// Numbers of a range. Unbounded ones have up to 15 digits before and after the point and an exponent of up to two digits; bounded
    /// ones have no exponent.
    mutating func emitNumber(_ bounds: NumberBounds, from: Int) -> Int {
        let end = makeState()
        guard bounds.minimum != nil || bounds.maximum != nil else {
            emitFreeNumber(from: from, to: end)
            return end
        }
        let least = bounds.minimum ?? -1e12, most = bounds.maximum ?? 1e12
        let low = min(least, most), high = max(least, most)
        if high > 0 || (high == 0 && !bounds.excludesMaximum) {
            let excludesLow = bounds.excludesMinimum && low >= 0
            emitDecimals(
                Decimals(max(0, low)), excludesLow, Decimals(high), bounds.excludesMaximum, from: from,
                to: end)
        }
        if low < 0 {
            let minus = byte(UInt8(ascii: "-")...UInt8(ascii: "-"), from: from)
            let excludesHigh = bounds.excludesMaximum && high <= 0
            emitDecimals(
                Decimals(max(0, -high)), excludesHigh, Decimals(-low), bounds.excludesMinimum, from: minus,
                to: end)
        }
        return end
    }

    private mutating func emitFreeNumber(from: Int, to: Int) {
        let start = byte(UInt8(ascii: "-")...UInt8(ascii: "-"), from: from)
        jump(from, to: start)
        let whole = makeState()
        byte(code(0)...code(0), from: start, to: whole)
        var state = byte(code(1)...code(9), from: start)
        jump(state, to: whole)
        for _ in 1..<15 {
            state = byte(Self.digits, from: state)
            jump(state, to: whole)
        }
        jump(whole, to: to)
        let fraction = makeState()
        state = byte(UInt8(ascii: ".")...UInt8(ascii: "."), from: whole)
        for _ in 0..<15 {
            state = byte(Self.digits, from: state)
            jump(state, to: fraction)
        }
        jump(fraction, to: to)
        jump(whole, to: fraction)
        let mark = makeState()
        for letter in "eE".utf8 { byte(letter...letter, from: fraction, to: mark) }
        let exponent = makeState()
        for sign in "+-".utf8 { byte(sign...sign, from: mark, to: exponent) }
        jump(mark, to: exponent)
        let first = byte(Self.digits, from: exponent)
        jump(first, to: to)
        byte(Self.digits, from: first, to: to)
    }

    /// A number from 0 on as digits before and after the point.
    struct Decimals {
        var whole: Int
        var fraction: [Int]

        init(_ value: Double) {
            var text = String(format: "%.15f", value)
            if value >= 1 {
                // Only as many places as a double has digits for: 0.1 + 10 is 10.1 and not 10.099999999999999.
                let places = max(0, 15 - String(Int(value)).count)
                text = String(format: "%.\(places)f", value)
            }
            let parts = text.split(separator: ".")
            whole = Int(parts[0]) ?? 0
            fraction = parts.count > 1 ? parts[1].utf8.map { Int($0) - 48 } : []
            while fraction.last == 0 { fraction.removeLast() }
        }
    }

    private mutating func emitDecimals(
        _ low: Decimals, _ excludesLow: Bool, _ high: Decimals, _ excludesHigh: Bool, from: Int, to: Int
    ) {
        let places = max(6, low.fraction.count, high.fraction.count) + (excludesLow || excludesHigh ? 2 : 0)
        func fraction(
            _ state: Int, _ low: (digits: [Int], excludes: Bool)?, _ high: (digits: [Int], excludes: Bool)?
        ) {
            var builder = FractionBuilder(low: low, high: high, places: places)
            builder.build(&self, from: state, to: to)
        }
        let lowest = (low.fraction, excludesLow), highest = (high.fraction, excludesHigh)
        guard low.whole < high.whole else {
            if low.whole == high.whole { fraction(literal(String(low.whole), from: from), lowest, highest) }
            return
        }
        fraction(literal(String(low.whole), from: from), lowest, nil)
        fraction(literal(String(high.whole), from: from), nil, highest)
        if high.whole - low.whole > 1 {
            let between = makeState()
            emitInteger(low.whole + 1, high.whole - 1, from: from, to: between)
            fraction(between, nil, nil)
        }
    }
}

/// The digits after a point, none above and none below given ones: a state for each place and for whether the digits so far are those of a bound.
private struct FractionBuilder {
    let low: (digits: [Int], excludes: Bool)?
    let high: (digits: [Int], excludes: Bool)?
    let places: Int
    private var states: [Int: Int] = [:]

    init(low: (digits: [Int], excludes: Bool)?, high: (digits: [Int], excludes: Bool)?, places: Int) {
        (self.low, self.high, self.places) = (low, high, places)
    }

    mutating func build(_ grammar: inout ByteGrammar, from: Int, to: Int) {
        let isTight = (low != nil, high != nil)
        if mayEnd(0, isTight.0, isTight.1) { grammar.jump(from, to: to) }
        let point = grammar.literal(".", from: from)
        grammar.jump(point, to: state(0, isTight.0, isTight.1, &grammar, to))
    }

    private func mayEnd(_ place: Int, _ isLow: Bool, _ isHigh: Bool) -> Bool {
        if isLow, let low, place < low.digits.count || low.excludes { return false }
        if isHigh, let high, place >= high.digits.count, high.excludes { return false }
        return true
    }

    private mutating func state(
        _ place: Int, _ isLow: Bool, _ isHigh: Bool, _ grammar: inout ByteGrammar, _ to: Int
    ) -> Int {
        let key = place * 4 + (isLow ? 2 : 0) + (isHigh ? 1 : 0)
        if let known = states[key] { return known }
        let state = grammar.makeState()
        states[key] = state
        guard place < places else { return state }
        let least = isLow ? digit(low?.digits, place) : 0, most = isHigh ? digit(high?.digits, place) : 9
        guard least <= most else { return state }
        for value in least...most {
            let (staysLow, staysHigh) = (isLow && value == least, isHigh && value == most)
            let code = UInt8(48 + value)
            let next = self.state(place + 1, staysLow, staysHigh, &grammar, to)
            grammar.byte(code...code, from: state, to: next)
            if mayEnd(place + 1, staysLow, staysHigh) { grammar.byte(code...code, from: state, to: to) }
        }
        return state
    }

    private func digit(_ digits: [Int]?, _ place: Int) -> Int {
        guard let digits, place < digits.count else { return 0 }
        return digits[place]
    }
}
