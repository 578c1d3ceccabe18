import Autodiff
import LinearAlgebra
import TestSupport
import Testing

/// A number that may be NaN or infinite, as JSON holds it.
private struct Number: Decodable {
    var value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            value = number
        } else {
            value = Double(try container.decode(String.self)) ?? .nan
        }
    }
}

/// One case of `Tests/Golden/autodiff/operations.json`.
private struct OperationCase: Decodable {
    struct Input: Decodable {
        var shape: [Int]
        var values: [Number]
    }
    var name: String
    var inputs: [Input]
    var shape: [Int]
    var value: [Number]
    var gradients: [[Number]]

    /// The operation, without what follows the colon.
    var operation: String { String(name.prefix { $0 != ":" }) }

    /// The error of value and gradients, in units of the largest element of each; infinite where the shape is wrong.
    func error<T: Scalar>(in _: T.Type) -> Double {
        let point = inputs.map { input in
            Tensor<T>(shape: input.shape, elements: input.values.map { T($0.value) })
        }
        let count = value.count
        let weights = Tensor<T>(
            shape: shape, elements: (0..<count).map { T(Double($0 * 7 % 11) / 4 - 9 / 8.0) })
        let y = TensorOperation.apply(name, point)
        guard y.shape == shape else { return .infinity }
        let (_, pullback) = vjp(at: point) { TensorOperation.apply(name, $0) }
        let slopes = pullback(weights)
        var worst = Self.error(y, value)
        for (slope, expected) in zip(slopes, gradients) { worst = max(worst, Self.error(slope, expected)) }
        return worst
    }

    private static func error<T: Scalar>(_ ours: Tensor<T>, _ theirs: [Number]) -> Double {
        guard ours.count == theirs.count else { return .infinity }
        let expected = theirs.map { Double(T($0.value)) }
        let scale = expected.filter(\.isFinite).map { Swift.abs($0) }.max() ?? 0
        var worst = 0.0
        for (found, wanted) in zip(ours.elements.map({ Double($0) }), expected) where found != wanted {
            if found.isNaN && wanted.isNaN { continue }
            guard found.isFinite && wanted.isFinite else { return .infinity }
            worst = max(worst, Swift.abs(found - wanted) / (scale == 0 ? 1 : scale))
        }
        return worst
    }
}

@Suite struct OperationGoldenTests {
    private static let cases: [OperationCase] = (try? Golden.load("autodiff/operations")) ?? []
    private static let operations = Set(cases.map(\.operation)).sorted()

    @Test(arguments: operations)
    func valuesAndGradientsAreThoseOfPyTorch(_ operation: String) {
        let cases = Self.cases.filter { $0.operation == operation }
        var worst = 0.0
        for current in cases {
            let error = current.error(in: Double.self), single = current.error(in: Float.self)
            worst = max(worst, error)
            #expect(error <= 1e-10, "\(current.name): \(error)")
            #expect(single <= 1e-5, "\(current.name) in Float: \(single)")
        }
        #expect(
            Parity.holds(
                "Autodiff", operation == "einsum" ? operation : "Tensor.\(operation)",
                against: "PyTorch 2.15.0, values and gradients",
                on: cases.count == 1 ? "1 case" : "\(cases.count) cases", tolerance: 1e-10, error: worst))
    }

    @Test func inFloatTooValuesAndGradientsAreThoseOfPyTorch() {
        let worst = Self.cases.map { $0.error(in: Float.self) }.max() ?? .infinity
        #expect(
            Parity.holds(
                "Autodiff", "Tensor<Float>", against: "PyTorch 2.15.0, values and gradients in double",
                on: "all \(Self.cases.count) cases of all operations", tolerance: 1e-5, error: worst))
    }

    @Test func everyOperationOfTheDerivativeTableHasARow() {
        let table = UnaryOperation.allCases.map(\.rawValue) + BinaryOperation.allCases.map(\.rawValue)
        for name in table {
            #expect(Self.operations.contains(name), "\(name) has no case in operations.py, so no row")
        }
        #expect(Self.operations.count >= table.count + 30)
    }
}
