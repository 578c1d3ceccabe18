/// The SHA-256 of `bytes` in hexadecimal (NIST FIPS 180-4, 2015). Tests check bundled files with it; it is not for secrets.
public func sha256(_ bytes: [UInt8]) -> String {
    var message = bytes + [0x80]
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: (bytes.count * 8) >> shift))
    }
    var hash = firstFractionBits(of: primes.prefix(8), root: { $0.squareRoot() })
    let constants = firstFractionBits(of: primes[...], root: cubeRoot)
    for start in stride(from: 0, to: message.count, by: 64) {
        absorb(message[start..<start + 64], into: &hash, constants)
    }
    return hash.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
}

private func absorb(_ block: ArraySlice<UInt8>, into hash: inout [UInt32], _ constants: [UInt32]) {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { place in
        block[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
        let early = words[index - 15], late = words[index - 2]
        let first = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
        let second = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
        words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var state = hash
    for index in 0..<64 {
        let a = state[0], e = state[4]
        let choice = (e & state[5]) ^ (~e & state[6])
        let majority = (a & state[1]) ^ (a & state[2]) ^ (state[1] & state[2])
        let high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let change = state[7] &+ high &+ choice &+ constants[index] &+ words[index]
        state = [change &+ low &+ majority, a, state[1], state[2], state[3] &+ change, e, state[5], state[6]]
    }
    for index in 0..<8 { hash[index] &+= state[index] }
}

private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

/// The constants of the standard are the first 32 bits after the point of square and cube roots of the first primes.
private func firstFractionBits(of numbers: ArraySlice<Int>, root: (Double) -> Double) -> [UInt32] {
    numbers.map { number in
        let value = root(Double(number))
        return UInt32((value - value.rounded(.down)) * 0x1p32)
    }
}

/// By Newton's steps; the 32 bits needed are far from the last of a `Double`.
private func cubeRoot(_ number: Double) -> Double {
    var root = number.squareRoot()
    for _ in 0..<60 { root -= (root * root * root - number) / (3 * root * root) }
    return root
}

private let primes = (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } }
