/// Everything that draws: a bit generator with the distributions of NumPy on top.
///
/// A conformer supplies three primitive draws (`standardNormal`, `standardExponential`, `integer(in:)`); every other
/// distribution is written once, on these and on `random()`. There are two conformers:
///
/// - `Generator` (in full `GeneratorOver<PCG64>`), NumPy's `default_rng`: ziggurats and Lemire's bounded integers;
/// - `RandomState`, NumPy's legacy generator: Mersenne Twister, polar normals, masked rejection.
///
/// Write library code against `some RandomStream` and it takes both:
///
///     func noisy(_ values: [Double], by scale: Double, from rng: inout some RandomStream) -> [Double] {
///         values.map { $0 + rng.normal(mean: 0, standardDeviation: scale) }
///     }
///
/// For the same seed, every draw equals NumPy's bit for bit: n single draws, one call with `count: n`, and one `fill`
/// of n places give the same n values and leave the stream in the same state. Draws that use the C library's
/// logarithm, exponential or power are bit-equal where that library is NumPy's own, glibc; see `Docs/Randomness.md`.
///
/// A stream is a value. Pass it `inout`; a copy repeats the original. A parameter out of range stops the program with a
/// message that names the method and the value, as NumPy's `ValueError` does.
public protocol RandomStream: RandomNumberGenerator, Sendable {
    /// The kind of bit generator underneath.
    associatedtype Bits: BitGenerator

    /// The bit generator underneath.
    var bits: Bits { get set }

    /// Whether draws follow the algorithms that NumPy froze in `RandomState`, where the two differ.
    static var usesLegacyAlgorithms: Bool { get }

    /// A draw from the normal distribution of mean 0 and variance 1.
    mutating func standardNormal() -> Double

    /// A draw from the exponential distribution of mean 1.
    mutating func standardExponential() -> Double

    /// A draw from the integers of a closed range, each equally likely.
    mutating func integer(in range: ClosedRange<Int>) -> Int

    /// `count` draws from the integers of a closed range.
    mutating func integers(in range: ClosedRange<Int>, count: Int) -> [Int]
}

extension RandomStream {
    /// The next 64 random bits, so that `Int.random(in:using:)` and `shuffled(using:)` of the standard library take a
    /// stream too (their draws are Swift's, not NumPy's).
    @inlinable
    @inline(__always)
    public mutating func next() -> UInt64 { bits.next64() }

    /// A number in [0, 1) with 53 random bits. NumPy: `random()`; legacy `random_sample()`, `rand()`.
    ///
    ///     var rng = Generator(seed: 42)
    ///     print(rng.random())                     // 0.7739560485559633
    @inlinable
    @inline(__always)
    public mutating func random() -> Double { bits.nextDouble() }

    /// `count` numbers in [0, 1). NumPy: `random(size=count)`.
    @inlinable
    public mutating func random(count: Int) -> [Double] {
        draws(count) { $0.random() }
    }

    /// `count` draws of any kind in an array, with the state kept in registers while the loop runs.
    ///
    ///     let noise = rng.draws(1000) { $0.normal(mean: 0, standardDeviation: 0.1) * $0.uniform(0.5, 1) }
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - draw: One draw.
    /// Complexity: O(`count`) draws, one allocation.
    @inlinable
    @inline(__always)
    public mutating func draws<Value>(_ count: Int, _ draw: (inout Self) -> Value) -> [Value] {
        require(count >= 0, "count must be ≥ 0, not \(count)")
        return [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            adviseHugePages(UnsafeRawBufferPointer(buffer))
            var stream = self
            for index in 0..<count { buffer.initializeElement(at: index, to: draw(&stream)) }
            self = stream
            filled = count
        }
    }

    /// Fills memory that the caller owns with draws of any kind; nothing is allocated.
    ///
    ///     storage.withUnsafeMutableBufferPointer { rng.fill($0) { $0.standardNormal() } }
    ///
    /// - Parameters:
    ///   - buffer: Initialised memory of a trivial type, overwritten.
    ///   - draw: One draw.
    @inlinable
    @inline(__always)
    public mutating func fill<Value: BitwiseCopyable>(
        _ buffer: UnsafeMutableBufferPointer<Value>, _ draw: (inout Self) -> Value
    ) {
        var stream = self
        for index in buffer.indices { buffer[index] = draw(&stream) }
        self = stream
    }
}
