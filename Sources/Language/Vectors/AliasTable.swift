import LinearAlgebra

/// Draws from any distribution over n places in O(1): each place has a share of its own and an alias for the rest.
///
/// A table of n columns, all of height 1/n, each filled by at most two places. A draw picks a column and then one of the two. O(n) to make.
///
/// Source: Walker (1977), in the form of Vose (1991).
package struct AliasTable: Sendable {
    /// Below it the column's own place is drawn, as a share of 2³².
    private let thresholds: [UInt32]
    private let aliases: [Int32]

    /// A table of weights that are ≥ 0, of which at least one is above 0.
    package init(_ weights: [Double]) {
        let count = weights.count, total = weights.reduce(0, +)
        require(
            count > 0 && total > 0 && total.isFinite, "AliasTable: \(count) weights that add up to \(total)")
        var shares = weights.map { $0 / total * Double(count) }
        var small = shares.indices.filter { shares[$0] < 1 },
            large = shares.indices.filter { shares[$0] >= 1 }
        var own = [Double](repeating: 1, count: count), aliases = (0..<count).map { Int32($0) }
        while let less = small.popLast(), let more = large.popLast() {
            own[less] = shares[less]
            aliases[less] = Int32(more)
            shares[more] -= 1 - shares[less]
            if shares[more] < 1 { small.append(more) } else { large.append(more) }
        }
        thresholds = own.map { $0 >= 1 ? .max : UInt32($0 * 4_294_967_296) }
        self.aliases = aliases
    }

    /// A place, by 64 random bits.
    @inline(__always) package func place(_ bits: UInt64) -> Int32 {
        let column = Int(((bits >> 32) * UInt64(thresholds.count)) >> 32)
        return UInt32(truncatingIfNeeded: bits) < thresholds[column] ? Int32(column) : aliases[column]
    }
}

/// A small generator for inner loops: the counter of Weyl, scrambled.
///
/// Source: Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
package struct ScrambledCounter {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    @inline(__always) package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0..<1.
    @inline(__always) package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in 0..<bound.
    @inline(__always) package mutating func below(_ bound: Int) -> Int {
        Int(((next() >> 32) * UInt64(bound)) >> 32)
    }
}
