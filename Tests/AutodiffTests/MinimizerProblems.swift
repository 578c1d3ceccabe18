import Foundation
import LinearAlgebra
import TestSupport

/// What `Tests/Golden/autodiff/minimizers.json` holds.
struct MinimizerGolden: Decodable {
    struct Found: Decodable {
        var point: [Double]
        var value: Double
        var evaluations: Int
        var iterations: Int
        var converged: Bool
    }
    struct Problem: Decodable {
        var start: [Double]
        var methods: [String: Found]
    }
    struct OnLine: Decodable {
        var low: Double
        var high: Double
        var point: Double
        var value: Double
        var evaluations: Int
    }
    struct Fit: Decodable {
        var x: [Double]
        var y: [Double]
        var starts: [[Double]]
        var certified: [Double]
        var squares: Double
        var evaluations: [Int]
    }
    var minima: [String: Problem]
    struct Penalised: Decodable {
        var design: [[Double]]
        var response: [Double]
        var lasso: [Double]
        var elasticNet: [Double]
        var box: [Double]
    }
    var lines: [String: OnLine]
    var roots: [String: OnLine]
    var penalised: Penalised
    var nist: [String: Fit]

    static func load() throws -> Self { try Golden.load("autodiff/minimizers") }
}

typealias ValueAndGradient = (value: Double, gradient: Vector<Double>)

/// The functions of `minimizers.py`, by name.
enum TestFunction: String, CaseIterable {
    case rosenbrock2 = "Rosenbrock 2"
    case rosenbrock10 = "Rosenbrock 10"
    case rosenbrock100 = "Rosenbrock 100"
    case beale = "Beale"
    case booth = "Booth"
    case himmelblau = "Himmelblau"
    case quadratic = "quadratic of condition 1e6"

    func callAsFunction(_ x: Vector<Double>) -> ValueAndGradient {
        switch self {
        case .rosenbrock2, .rosenbrock10, .rosenbrock100: rosenbrock(x)
        case .beale: bealeFunction(x[0], x[1])
        case .booth: boothFunction(x[0], x[1])
        case .himmelblau: himmelblauFunction(x[0], x[1])
        case .quadratic: scaledQuadratic(x)
        }
    }

    var hasTwoVariables: Bool { ![.rosenbrock10, .rosenbrock100, .quadratic].contains(self) }

    /// `max |xᵢ - minimumᵢ|` of the nearest minimum.
    func error(_ x: Vector<Double>) -> Double {
        let minima: [[Double]]
        switch self {
        case .beale: minima = [[3, 0.5]]
        case .booth: minima = [[1, 3]]
        case .himmelblau:
            minima = [
                [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.283185991286170],
                [3.584428340330492, -1.848126526964404],
            ]
        default: minima = [[Double](repeating: 1, count: x.count)]
        }
        return minima.map { (x - Vector($0)).norm(.infinity) }.min() ?? .infinity
    }
}

func rosenbrock(_ x: Vector<Double>) -> ValueAndGradient {
    var value = 0.0, gradient = Vector<Double>(repeating: 0, count: x.count)
    for i in 0..<(x.count - 1) {
        let bend = x[i + 1] - x[i] * x[i], off = 1 - x[i]
        value += 100 * bend * bend + off * off
        gradient[i] += -400 * bend * x[i] - 2 * off
        gradient[i + 1] += 200 * bend
    }
    return (value, gradient)
}

private func bealeFunction(_ x: Double, _ y: Double) -> ValueAndGradient {
    let a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y
    let first = a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)
    let second = a * x + b * 2 * x * y + c * 3 * x * y * y
    return (a * a + b * b + c * c, [2 * first, 2 * second])
}

private func boothFunction(_ x: Double, _ y: Double) -> ValueAndGradient {
    let a = x + 2 * y - 7, b = 2 * x + y - 5
    return (a * a + b * b, [2 * a + 4 * b, 4 * a + 2 * b])
}

private func himmelblauFunction(_ x: Double, _ y: Double) -> ValueAndGradient {
    let a = x * x + y - 11, b = x + y * y - 7
    return (a * a + b * b, [4 * a * x + 2 * b, 2 * a + 4 * b * y])
}

private func scaledQuadratic(_ x: Vector<Double>) -> ValueAndGradient {
    var value = 0.0, gradient = Vector<Double>(repeating: 0, count: x.count)
    for i in 0..<x.count {
        let scale = pow(10, 6 * Double(i) / 9), off = x[i] - 1
        value += 0.5 * scale * off * off
        gradient[i] = scale * off
    }
    return (value, gradient)
}
