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
            Double(bitPattern: digits[start..<start + 16].reduce(0) { $0 << 4 | UInt64($1 < 58 ? $1 - 48 : $1 - 87) })
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
            y.withUnsafeMutableBufferPointer { function.f64(UnsafePointer($0.baseAddress), $0.baseAddress, count) }
            #expect(zip(y, want).allSatisfy { same($0, $1) })
        }
    }

    /// The value of an element depends on nothing but the element: not on where it stands, nor on its neighbours'
    /// being out of the range of a fast path by so much as would change it by more than the tolerance.
    @Test(arguments: functions.map(\.name))
    func neighboursDoNotMatter(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        let x = (0..<200).map { Double($0) * 0.11 - 11 }
        let alone = apply(function.f64, x)
        var mixed = [Double](repeating: 0, count: 400)
        for i in 0..<200 { mixed[2 * i] = x[i]; mixed[2 * i + 1] = [.nan, .infinity, 1e300, -0.0][i % 4] }
        let among = apply(function.f64, mixed)
        for i in 0..<200 { #expect(distance(alone[i], among[2 * i]) <= 4) }
    }
}
