import CKernels
import Foundation
import TestSupport
import Testing

/// The functions of one argument, and `pow`, over all exponents.
struct FunctionTests {
    /// Bits as hexadecimal strings, 16 digits a number; see Tests/Golden/kernels.py.
    static let golden = Result { try Golden.load("kernels", as: [String: [String: String]].self) }

    static func numbers(_ digits: String?) -> [Double] {
        let digits = Array((digits ?? "").utf8)
        return stride(from: 0, to: digits.count, by: 16).map { start in
            Double(
                bitPattern: digits[start..<start + 16].reduce(0) {
                    $0 << 4 | UInt64($1 < 58 ? $1 - 48 : $1 - 87)
                })
        }
    }

    @Test(arguments: functions.map(\.name))
    func doublesAreWithinFourUlpOfTheExactValue(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        let entry = try #require(try Self.golden.get()[name])
        let x = Self.numbers(entry["x"]), want = Self.numbers(entry["y"])
        try #require(x.count == want.count && x.count >= 60)
        let worst = zip(apply(function.f64, x), want).map(distance).max() ?? 0
        #expect(
            Parity.holds(
                "CKernels", "\(name) f64", against: "mpmath 1.3.0, correctly rounded",
                on: "\(x.count) arguments over all exponents", measure: "ulp", tolerance: 4, error: worst))
    }

    /// Every 4 099th of the 2³² bit patterns: all exponents, both signs, NaN and infinity among them.
    @Test(arguments: functions.map(\.name))
    func floatsAreWithinFourUlpOfTheExactValue(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        let x = stride(from: UInt64(0), to: 1 << 32, by: 4099).map { Float(bitPattern: UInt32($0)) }
        var worst = 0.0
        for (argument, y) in zip(x, apply(function.f32, x)) {
            worst = max(worst, ulps(y, function.exact(Double(argument))))
        }
        #expect(
            Parity.holds(
                "CKernels", "\(name) f32", against: "libm in double", on: "\(x.count) bit patterns of 2³²",
                measure: "ulp", tolerance: 4, error: worst))
    }

    @Test func powersOfDoublesAreWithinFourUlp() throws {
        let entry = try #require(try Self.golden.get()["pow"])
        let x = Self.numbers(entry["x"]), z = Self.numbers(entry["z"]), want = Self.numbers(entry["y"])
        var y = [Double](repeating: 0, count: x.count)
        cairn_pow_f64(x, z, &y, x.count)
        let worst = zip(y, want).map(distance).max() ?? .infinity
        #expect(
            Parity.holds(
                "CKernels", "pow f64", against: "mpmath 1.3.0, correctly rounded", on: "\(x.count) pairs",
                measure: "ulp", tolerance: 4, error: worst))
    }

    @Test func powersOfFloatsAreWithinFourUlp() {
        var x: [Float] = [], z: [Float] = []
        for i in 1..<200 {
            for j in -60...60 {
                x.append(Float(bitPattern: UInt32(i) * 10_653_533))
                z.append(Float(j) * 0.37 + (j % 3 == 0 ? 0 : 0.01))
            }
        }
        var y = [Float](repeating: 0, count: x.count), worst = 0.0
        cairn_pow_f32(x, z, &y, x.count)
        for i in x.indices { worst = max(worst, ulps(y[i], pow(Double(x[i]), Double(z[i])))) }
        #expect(
            Parity.holds(
                "CKernels", "pow f32", against: "libm in double", on: "\(x.count) pairs", measure: "ulp",
                tolerance: 4, error: worst))
    }

    @Test(arguments: functions.map(\.name))
    func resultsMayOverwriteTheirArguments(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        for count in [0, 1, 7, 64, 65, 1000] {
            let x = (0..<count).map { Double($0) * 0.037 - 3 }
            let want = apply(function.f64, x)
            var y = x
            y.withUnsafeMutableBufferPointer {
                function.f64(UnsafePointer($0.baseAddress), $0.baseAddress, count)
            }
            #expect(zip(y, want).allSatisfy { same($0, $1) })
        }
    }

    /// A block that holds one hard argument takes the long formula, or libm, for all its elements: these are as exact
    /// as the short ones. Every golden argument stands among neighbours of each kind.
    @Test(arguments: functions.map(\.name))
    func neighboursDoNotMatter(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        let entry = try #require(try Self.golden.get()[name])
        let x = Self.numbers(entry["x"]), want = Self.numbers(entry["y"])
        for neighbour in [
            .nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, -0.0, -800, 0.5,
        ] as [Double] {
            let among = apply(function.f64, x.flatMap { [$0, neighbour] })
            for i in x.indices where distance(among[2 * i], want[i]) > 4 {
                Issue.record("\(name)(\(x[i])) = \(among[2 * i]) beside \(neighbour), not \(want[i])")
            }
        }
        for i in x.indices { #expect(distance(apply(function.f64, [x[i]])[0], want[i]) <= 4) }
    }

    /// The same of the `Float` kernels, over every 65 537th bit pattern.
    @Test(arguments: functions.map(\.name))
    func neighboursOfFloatsDoNotMatter(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        let x = stride(from: UInt64(0), to: 1 << 32, by: 65_537).map { Float(bitPattern: UInt32($0)) }
        let want = x.map { function.exact(Double($0)) }
        for neighbour in [.nan, .infinity, -.infinity, 3e38, .leastNonzeroMagnitude, -0.0, -100, 0.5]
            as [Float]
        {
            let among = apply(function.f32, x.flatMap { [$0, neighbour] })
            for i in x.indices where ulps(among[2 * i], want[i]) > 4 {
                Issue.record("\(name)(\(x[i])) = \(among[2 * i]) beside \(neighbour), not \(want[i])")
            }
        }
    }

    @Test func distancesAreCountedExactly() {
        #expect(distance(1, 1.0.nextUp) == 1 && distance(-1, -1) == 0 && distance(0, -0.0) == 0)
        #expect(distance(.leastNonzeroMagnitude, -.leastNonzeroMagnitude) == 2)
        #expect(distance(.infinity, .greatestFiniteMagnitude) == 1 && distance(.nan, 1) == .infinity)
        #expect(distance(1e-300, 1e-300 + 3 * 1e-300.ulp) == 3 && distance(.infinity, -.infinity) >= 0x1p63)
    }
}
