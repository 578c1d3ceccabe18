import LinearAlgebra

/// Why data cannot be tested or resampled. All tests of the module throw this one type, with the facts in it.
public enum SampleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An element is NaN. `sample` names the argument (`"x"`, `"group 2"`), `position` counts from 0.
    case notANumber(test: String, sample: String, position: Int)
    /// An element is infinite, and the test needs moments.
    case infinite(test: String, sample: String, position: Int)
    /// There are fewer observations than the test needs.
    case tooFew(test: String, sample: String, count: Int, minimum: Int)
    /// The data have no spread, so that the statistic is 0/0 or infinite.
    case constant(test: String, sample: String)
    /// The data break a condition of their own test, told in words: counts that are negative, a margin of
    /// zeros.
    case unsuitable(test: String, reason: String)

    /// The facts in one line: `"TTest: x has 1 observation, at least 2 are needed"`.
    public var description: String {
        switch self {
        case .notANumber(let test, let sample, let position):
            "\(test): \(sample)[\(position)] is NaN; drop missing values first, of pairs both values"
        case .infinite(let test, let sample, let position): "\(test): \(sample)[\(position)] is infinite"
        case .tooFew(let test, let sample, let count, let minimum):
            "\(test): \(sample) has \(count) observation\(count == 1 ? "" : "s"), at least \(minimum) are needed"
        case .constant(let test, let sample): "\(test): all values of \(sample) are equal"
        case .unsuitable(let test, let reason): "\(test): \(reason)"
        }
    }
}

/// The checks of one test, under its name.
package struct SampleChecks: Sendable {
    let test: String

    package init(_ test: String) { self.test = test }

    /// No NaN, enough elements; no infinity unless `infinities` are allowed (ranks order them).
    package func check(
        _ x: Vector<Double>, _ name: String, atLeast minimum: Int, infinities: Bool = false
    ) throws(SampleError) {
        if x.count < minimum { throw .tooFew(test: test, sample: name, count: x.count, minimum: minimum) }
        let isClean = x.withUnsafeBufferPointer { values in
            values.allSatisfy { infinities ? !$0.isNaN : $0.isFinite }
        }
        if isClean { return infinities ? () : try checkRange(x, name) }
        for (position, value) in x.enumerated() {
            if value.isNaN { throw .notANumber(test: test, sample: name, position: position) }
            if value.isInfinite && !infinities {
                throw .infinite(test: test, sample: name, position: position)
            }
        }
    }

    /// Squares must neither overflow nor vanish: with a spread from 1e-140 on and magnitudes to 1e140 they do
    /// not.
    private func checkRange(_ x: Vector<Double>, _ name: String) throws(SampleError) {
        if x.count == 0 { return }
        let low = x.min(), high = x.max()
        if max(-low, high) <= 1e140 && (low == high || high - low >= 1e-140) { return }
        throw unsuitable(
            "\(name) goes from \(low) to \(high), too wide or too narrow for squares: rescale it")
    }

    /// As `check`, for each group; names them `group 1`, `group 2`, ….
    package func check(
        groups: [Vector<Double>], atLeast minimum: Int, infinities: Bool = false
    ) throws(SampleError) {
        require(groups.count >= 2, "\(test): \(groups.count) groups, at least 2 are needed")
        for (index, group) in groups.enumerated() {
            try check(group, "group \(index + 1)", atLeast: minimum, infinities: infinities)
        }
    }

    /// Pairs have equal numbers on both sides.
    package func requirePairs(_ x: Vector<Double>, _ y: Vector<Double>) {
        require(x.count == y.count, "\(test): \(x.count) values of x, \(y.count) of y: pairs need as many")
    }

    /// A probability strictly between 0 and 1.
    package func requireLevel(_ level: Double) {
        require(level > 0 && level < 1, "\(test): confidence level \(level), must lie between 0 and 1")
    }

    /// Counts: finite, not negative.
    package func check(counts: Matrix<Double>) throws(SampleError) {
        for row in 0..<counts.rows {
            for column in 0..<counts.columns {
                let value = counts[row, column]
                if value.isNaN || value.isInfinite || value < 0 {
                    let reason = "the count in row \(row), column \(column) is \(value)"
                    throw .unsuitable(test: test, reason: reason)
                }
            }
        }
    }

    /// As `check(counts:)`, and whole numbers.
    package func check(wholeCounts counts: Matrix<Double>) throws(SampleError) {
        try check(counts: counts)
        for value in counts.elements where value != value.rounded() || value > 0x1p53 {
            throw .unsuitable(test: test, reason: "the count \(value) is not a whole number")
        }
    }

    func constant(_ sample: String) -> SampleError { .constant(test: test, sample: sample) }
    func unsuitable(_ reason: String) -> SampleError { .unsuitable(test: test, reason: reason) }
}
