#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Text to `Double`, correctly rounded: the nearest number, and the even one of two that are equally near.
///
/// Up to 15 digits with a small exponent are one exact multiplication or division (W. Clinger, "How to read floating point
/// numbers
/// accurately", 1990). Up to 19 digits are one multiplication of 64 by 128 bits (D. Lemire, 2021, after M. Eisel). The rest
/// goes to the C library where the first 19 digits do not decide.
struct DecimalParser {
    let powers: UnsafePointer<UInt64>
    let exactPowers: UnsafePointer<Double>
    /// The byte between the whole and the fraction.
    var mark: UInt8

    init(mark: UInt8 = UInt8(ascii: ".")) {
        powers = PowersOfFive.shared.words
        exactPowers = DecimalParser.tens.base
        self.mark = mark
    }

    private struct Tens: @unchecked Sendable {
        let base: UnsafePointer<Double>
        init() {
            let table = UnsafeMutablePointer<Double>.allocate(capacity: 23)
            var power = 1.0
            for index in 0...22 {
                table[index] = power
                power *= 10
            }
            base = UnsafePointer(table)
        }
    }
    private static let tens = Tens()

    /// The number that is all of `text`, or nil: sign, digits with at most one mark, exponent. No spaces, no words.
    @inline(__always)
    func parse(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        var index = 0
        let isNegative = count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative || (count > 0 && text[0] == UInt8(ascii: "+")) { index = 1 }
        var mantissa: UInt64 = 0
        let first = index
        while index < count {
            let digit = text[index] &- 48
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index &+= 1
        }
        var digits = index &- first, exponent = 0
        if index < count, text[index] == mark {
            index &+= 1
            let fraction = index
            while index &+ 8 <= count, let eight = DecimalParser.eightDigits(text + index) {
                mantissa = mantissa &* 100_000_000 &+ eight
                index &+= 8
            }
            while index < count {
                let digit = text[index] &- 48
                if digit > 9 { break }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                index &+= 1
            }
            exponent = fraction &- index
            digits &-= exponent
        }
        if digits == 0 { return nil }
        if index < count || digits > 19 { return parseLong(text, count, first, index, mantissa, exponent) }
        return combine(isNegative, mantissa, exponent)
    }

    /// The number of eight digits, in three multiplications of several of them at a time; nil where one is none.
    @inline(__always)
    private static func eightDigits(_ text: UnsafePointer<UInt8>) -> UInt64? {
        let loaded = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
        let digits = UInt64(littleEndian: loaded) &- 0x3030_3030_3030_3030
        if (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 { return nil }
        let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
    }

    @inline(__always)
    func combine(_ isNegative: Bool, _ mantissa: UInt64, _ exponent: Int) -> Double {
        if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let whole = Double(Int64(bitPattern: mantissa))
            let value = exponent < 0 ? whole / exactPowers[-exponent] : whole * exactPowers[exponent]
            return isNegative ? -value : value
        }
        let value = nearest(mantissa, exponent)
        return isNegative ? -value : value
    }

    /// What has an exponent or more than 19 digits.
    @inline(never)
    private func parseLong(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ first: Int, _ end: Int, _ mantissa: UInt64,
        _ exponent: Int
    ) -> Double? {
        var power = exponent, index = end
        if index < count {
            guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
            index += 1
            let isDown = index < count && text[index] == UInt8(ascii: "-")
            if isDown || (index < count && text[index] == UInt8(ascii: "+")) { index += 1 }
            guard index < count else { return nil }
            var shift = 0
            while index < count {
                let digit = text[index] &- 48
                if digit > 9 { return nil }
                if shift < 1_000_000 { shift = shift * 10 + Int(digit) }
                index += 1
            }
            power += isDown ? -shift : shift
        }
        let isNegative = text[0] == UInt8(ascii: "-")
        var mantissa = mantissa, kept = 0, dropped = 0, isCut = false
        // Leading zeros do not count among the 19 digits.
        var place = first
        while place < end, text[place] == UInt8(ascii: "0") || text[place] == mark { place += 1 }
        if end - place <= 19 { return combine(isNegative, mantissa, power) }
        mantissa = 0
        while place < end {
            let byte = text[place]
            place += 1
            if byte == mark { continue }
            if kept < 19 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                kept += 1
            } else {
                dropped += 1
                isCut = isCut || byte != UInt8(ascii: "0")
            }
        }
        power += dropped
        if !isCut { return combine(isNegative, mantissa, power) }
        let value = nearest(mantissa, power)
        if value == nearest(mantissa &+ 1, power) { return isNegative ? -value : value }
        return fromLibrary(text, count)
    }

    /// The C library's number: for what is too close to the middle between two.
    private func fromLibrary(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        var bytes = [CChar](repeating: 0, count: count + 1)
        for index in 0..<count {
            bytes[index] = CChar(bitPattern: text[index] == mark ? UInt8(ascii: ".") : text[index])
        }
        return strtod(bytes, nil)
    }

    /// The `Double` nearest to `mantissa · 10^exponent`.
    func nearest(_ mantissa: UInt64, _ exponent: Int) -> Double {
        if mantissa == 0 || exponent < -342 { return 0 }
        if exponent > 308 { return .infinity }
        let leading = mantissa.leadingZeroBitCount
        let word = mantissa << UInt64(leading), row = powers + 2 * (exponent + 342)
        var (high, low) = word.multipliedFullWidth(by: row[0])
        if high & 0x1FF == 0x1FF {
            let second = word.multipliedFullWidth(by: row[1]).high
            let (sum, overflow) = low.addingReportingOverflow(second)
            low = sum
            if overflow { high &+= 1 }
        }
        let upper = Int(high >> 63), shift = UInt64(upper + 9)
        var bits = high >> shift
        var binary = ((217_706 * exponent) >> 16) + 63 + upper - leading + 1023
        if binary <= 0 {
            if 1 - binary >= 64 { return 0 }
            bits >>= UInt64(1 - binary)
            bits = (bits + (bits & 1)) >> 1
            return Double(bitPattern: bits)
        }
        if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1, bits << shift == high { bits &= ~1 }
        bits = (bits + (bits & 1)) >> 1
        if bits >= 1 << 53 {
            bits = 1 << 52
            binary += 1
        }
        if binary >= 0x7FF { return .infinity }
        return Double(bitPattern: bits & ~(1 << 52) | UInt64(binary) << 52)
    }
}
