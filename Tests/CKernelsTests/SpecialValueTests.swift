import CKernels
import Foundation
import Testing

/// NaN, infinities and signed zeros, as IEEE 754 and C's Annex F say.
struct SpecialValueTests {
    let special: [Double] = [.nan, .infinity, -.infinity, 0.0, -0.0]

    @Test(arguments: functions.map(\.name))
    func specialValuesAreThoseOfC(name: String) throws {
        let function = try #require(functions.first { $0.name == name })
        // A zero that ours and libm's compositions reach by different roundings keeps only its size.
        let y64 = apply(function.f64, special), y32 = apply(function.f32, special.map(Float.init))
        for (i, x) in special.enumerated() {
            let want = function.exact(x)
            #expect(same(y64[i], want), "\(name)(\(x)) = \(y64[i]), not \(want)")
            #expect(same(y32[i], Float(want)), "\(name)(\(x)) = \(y32[i]), not \(want)")
        }
    }

    @Test func powersFollowAnnexF() {
        let values: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 4, 1e300, -1e300,
            .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
            2.5, -2.5, 9_007_199_254_740_991, 9_007_199_254_740_992, 1e-300,
        ]
        for a in values {
            for b in values {
                let x = [a], z = [b]
                var y = [0.0]
                cairn_pow_f64(x, z, &y, 1)
                #expect(
                    distance(y[0], pow(a, b)) <= 4 && (y[0].isNaN || y[0].sign == pow(a, b).sign),
                    "\(a)^\(b) = \(y[0])")
                cairn_pow_vs_f64(x, b, &y, 1)
                #expect(distance(y[0], pow(a, b)) <= 4, "\(a)^\(b) = \(y[0]) by a scalar")
                cairn_pow_sv_f64(a, z, &y, 1)
                #expect(distance(y[0], pow(a, b)) <= 4, "\(a)^\(b) = \(y[0]) of a scalar")
            }
        }
    }

    @Test func extremesOfTwoKeepNaN() {
        let x: [Float] = [1, .nan, 2, .nan], z: [Float] = [2, 1, .nan, .nan]
        var y = [Float](repeating: 0, count: 4)
        cairn_minimum_f32(x, z, &y, 4)
        #expect(y[0] == 1 && y[1...].allSatisfy(\.isNaN))
        cairn_maximum_f32(x, z, &y, 4)
        #expect(y[0] == 2 && y[1...].allSatisfy(\.isNaN))
        cairn_maximum_vs_f32(x, 0, &y, 4)
        #expect(y[0] == 1 && y[1].isNaN && y[2] == 2 && y[3].isNaN)
    }

    @Test func roundsHalvesToEven() {
        let x = [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6, .infinity, 1e300]
        #expect(apply(cairn_round_f64, x) == [0, 2, 2, -0.0, -2, 2, -3, .infinity, 1e300])
        #expect(apply(cairn_trunc_f64, [1.7, -1.7]) == [1, -1])
        #expect(apply(cairn_floor_f64, [1.7, -1.7]) == [1, -2])
        #expect(apply(cairn_ceil_f64, [1.2, -1.7]) == [2, -1])
    }

    @Test func simpleFunctionsKeepSignsAndNaN() {
        let x: [Double] = [-2, -0.0, 0, 3, .nan, -.infinity]
        #expect(apply(cairn_sign_f64, x)[..<4] == [-1, 0, 0, 1] && apply(cairn_sign_f64, x)[4].isNaN)
        #expect(apply(cairn_relu_f64, x)[..<4] == [0, 0, 0, 3] && apply(cairn_relu_f64, x)[4].isNaN)
        #expect(zip(apply(cairn_abs_f64, x), x).allSatisfy { same($0, abs($1)) })
        #expect(zip(apply(cairn_neg_f64, x), x).allSatisfy { $1.isNaN || same($0, -$1) })
        #expect(apply(cairn_square_f64, [3, -4]) == [9, 16])
        #expect(apply(cairn_reciprocal_f64, [4, -.infinity]) == [0.25, -0.0])
    }

    @Test func logaddexpStandsInfinities() {
        let x: [Double] = [-.infinity, -.infinity, .infinity, 0, 1000, .nan]
        let z: [Double] = [-.infinity, 3, -.infinity, 0, 1000, 1]
        var y = [Double](repeating: 0, count: 6)
        cairn_logaddexp_f64(x, z, &y, 6)
        #expect(y[0] == -.infinity && y[1] == 3 && y[2] == .infinity && y[5].isNaN)
        #expect(abs(y[3] - log(2)) < 1e-15 && abs(y[4] - 1000 - log(2)) < 1e-12)
    }
}
