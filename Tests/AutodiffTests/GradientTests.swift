import Autodiff
import LinearAlgebra
import Testing

private typealias T = Tensor<Double>

@Suite struct GradientTests {
    @Test func aSharedNodeSumsWhatComesBack() {
        let slope = gradient(at: T(3)) { a in
            let b = a + a
            return b + b
        }
        #expect(slope.item == 4)
    }

    @Test func aChainOf100000OperationsDifferentiatesAndIsReleased() {
        let (value, slope) = valueAndGradient(at: T(1)) { x in
            var y = x
            for _ in 0..<100_000 { y = y + 1e-5 }
            return y * y
        }
        #expect(Swift.abs(value.item - 4) < 1e-9)
        #expect(Swift.abs(slope.item - 4) < 1e-9)
        let (_, pullback) = vjp(at: T(1)) { x in (0..<100_000).reduce(x) { y, _ in y * 1.0000001 } }
        #expect(pullback(T(1)).item > 1)
    }

    @Test func theGradientOfAStructOfStructsOfArraysHasItsType() {
        struct Inner: Parameterized {
            var weights = [T([1, 2]), T([3])]
            mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
                visit("weights", &weights)
            }
        }
        struct Outer: Parameterized {
            var inner = [Inner(), Inner()]
            var scale: T? = T(2)
            var absent: T?
            mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
                visit("inner", &inner)
                visit("scale", &scale)
                visit("absent", &absent)
            }
        }
        let slope: Outer = gradient(at: Outer()) { m in
            let a = m.inner[0].weights[0].sum() * m.inner[1].weights[1].sum()
            return m.scale.map { a * $0 } ?? a
        }
        #expect(slope.inner[0].weights[0].elements == [6, 6])
        #expect(slope.inner[1].weights[1].elements == [6])
        #expect(slope.inner[0].weights[1].elements == [0])
        #expect(slope.scale?.item == 9)
        #expect(Outer().namedParameters.map(\.name).prefix(2) == ["inner.0.weights.0", "inner.0.weights.1"])
    }

    /// Where a function is defined: away from its edges and kinks.
    private static func point(_ name: String) -> T {
        switch name {
        case "acosh": T([1.3, 2.1, 5])
        case "asin", "acos", "atanh": T([-0.7, 0.1, 0.6])
        case "log", "log2", "log10", "sqrt", "rsqrt", "cbrt", "log1p": T([0.3, 1.7, 4])
        default: T([-1.3, 0.4, 2.2])
        }
    }

    @Test(arguments: UnaryOperation.allCases)
    func functionsOfOneElementAgreeWithDifferencesThreeTimesOver(_ operation: UnaryOperation) {
        let x = GradientTests.point(operation.rawValue), weights = T([0.5, -2, 1.5])
        let f: (T) -> T = { (($0.applying(operation)) * weights).sum() }
        let first = checkGradient(at: x, f)
        #expect(first.error < 1e-8, "\(operation): \(first)")
        let second = checkGradient(at: x) { (gradient(at: $0, f) * weights).sum() }
        #expect(second.error < 1e-8, "second derivative of \(operation): \(second)")
        let tangent = jvp(at: x, along: weights, f).tangent.item
        let reverse = (gradient(at: x, f) * weights).sum().item
        #expect(Swift.abs(tangent - reverse) <= 1e-13 * Swift.max(1, Swift.abs(reverse)))
    }

    @Test(arguments: BinaryOperation.allCases)
    func functionsOfTwoElementsAgreeWithDifferences(_ operation: BinaryOperation) {
        let x = T([[1.3, 0.43, 2.2], [0.7, 3.1, 1.9]]), y = T([0.9, 1.2, 0.37])
        let weights = T([[0.5, -2, 1.5], [1, 0.3, -0.7]])
        for swapped in [false, true] {
            let f: ([T]) -> T = { p in
                ((swapped ? p[1].applying(operation, p[0]) : p[0].applying(operation, p[1])) * weights).sum()
            }
            let first = checkGradient(at: [x, y], f)
            #expect(first.error < 1e-8, "\(operation): \(first)")
            let second = checkGradient(at: [x, y]) { p in
                gradient(at: p, f).reduce(T(0)) { $0 + ($1 * $1).sum() }
            }
            #expect(second.error < 1e-7, "second derivative of \(operation): \(second)")
            let direction = [weights, T([1, -1, 0.5])]
            let tangent = jvp(at: [x, y], along: direction, f).tangent.item
            let reverse = zip(gradient(at: [x, y], f), direction).reduce(0) { $0 + ($1.0 * $1.1).sum().item }
            #expect(Swift.abs(tangent - reverse) <= 1e-12 * Swift.max(1, Swift.abs(reverse)))
        }
    }

    fileprivate static let shapes: [(String, @Sendable (T) -> T)] = [
        ("sum over 0", { $0.sum(over: 0) }), ("sum over 1", { $0.sum(over: [1], keepingAxes: true) }),
        ("sum over 0, 2", { $0.sum(over: 0, 2) }), ("mean", { $0.mean(over: -1) }), ("sum", { $0.sum() }),
        ("variance", { $0.variance(over: [0, 2], correction: 1) }), ("max", { $0.max(over: 1) }),
        ("min", { $0.min(over: -1, keepingAxis: true) }), ("product", { $0.product(over: 1) }),
        ("logSumExp", { $0.logSumExp(over: 1) }), ("cumulativeSum", { $0.cumulativeSum(over: 1) }),
        ("norm", { $0.norm(over: [2]) }), ("reshape", { $0.reshaped(4, -1) }),
        ("permute", { $0.permuted([2, 0, 1]) }), ("transposed", { $0.transposed }),
        ("slice", { $0.slice(1, 1..<3) }), ("slice by 2", { $0.slice(2, 0..<4, by: 3) }),
        ("flip", { $0.flipped(0, 2) }), ("pad", { $0.padded([(1, 0), (0, 2), (1, 1)], with: 3) }),
        ("insert", { $0.insertingAxis(1).broadcast(to: [2, 5, 3, 4]) }),
        ("index", { $0[.ellipsis, 1] }), ("element", { $0[1] }),
        ("gather", { $0.gathered(Indices(rows: [[1, 0], [1, 1]])) }),
        ("scatter", { $0.scatteredSum([2, 2], rows: 4) }),
        ("take", { $0.takenAlong(1, Indices(shape: [2, 1, 4], [0, 2, 1, 1, 2, 2, 0, 1])) }),
        ("concatenate", { concatenated([$0, $0 * 2, $0.slice(1, 0..<1)], along: 1) }),
        ("stack", { stacked([$0, $0.exp()], along: -1) }), ("split", { $0.split(2, along: 2)[1] }),
        ("matmul", { $0.matmul($0.transposed) }), ("matmul broadcast", { $0.matmul($0[0].transposed) }),
        ("matmul view", { $0.permuted([1, 0, 2]).matmul($0[1].transposed) }),
        ("matmul vector", { $0.matmul($0[0][0]) }),
        ("linear", { linear($0, $0[0].transposed, $0[0].sum(over: 1)) }),
        ("select", { select($0 .> 0.4321, $0 * $0, $0.exp()) }),
        ("recomputed", { recomputed([$0 * 0.3]) { $0[0].exp().sin() } }),
    ]

    @Test(arguments: shapes.indices)
    func movesSumsAndProductsAgreeWithDifferences(_ index: Int) {
        let (name, function) = GradientTests.shapes[index]
        let x = T(shape: [2, 3, 4], elements: (0..<24).map { Double(($0 * 7) % 24) * 0.17 - 1.03 })
        let y = function(x)
        let weights = T(shape: y.shape, elements: (0..<y.count).map { Double(($0 * 5) % 11) - 4.5 })
        let f: (T) -> T = { (function($0) * weights).sum() }
        let first = checkGradient(at: x, f)
        #expect(first.error < 1e-8, "\(name): \(first)")
        let second = checkGradient(at: x) { p in
            let slope = gradient(at: p, f)
            return (slope * slope).sum()
        }
        #expect(second.error < 1e-6, "second derivative of \(name): \(second)")
        let direction = x * x - 0.5
        let tangent = jvp(at: x, along: direction, f).tangent.item
        let reverse = (gradient(at: x, f) * direction).sum().item
        #expect(
            Swift.abs(tangent - reverse) <= 1e-11 * Swift.max(1, Swift.abs(reverse)),
            "forward mode of \(name)")
    }

    @Test func aConstantHasNoGradient() {
        #expect(gradient(at: T([1, 2])) { _ in T(5) }.elements == [0, 0])
        #expect(gradient(at: T([1, 2])) { ($0.detached * $0).sum() }.elements == [1, 2])
    }

    @Test func nestedGradientsSeeEachOther() {
        // d/dx (x · d/dy (x y²) at y = x) = d/dx (2x³) = 6x²
        let slope = gradient(at: T(3)) { x in
            x * gradient(at: x) { y in x.detached * 0 + y * y * 1 }
        }
        #expect(slope.item == 12)
        let cross = gradient(at: T(3)) { x in gradient(at: T(2)) { y in x * x * y * y } }
        #expect(cross.item == 24)
        let third = gradient(at: T(2)) { gradient(at: $0) { gradient(at: $0) { $0 * $0 * $0 * $0 } } }
        #expect(third.item == 48)
    }

    @Test func jacobiansAndHessiansHaveTheirClosedForms() {
        let a = T([[1, 2], [3, 4], [5, 6]])
        #expect(jacobian(at: T([1, 1])) { a.matmul($0) } == a)
        let q = T([[2, 1], [1, 3]])
        let h = hessian(at: T([0.3, -0.2])) { x in 0.5 * (x * q.matmul(x)).sum() }
        #expect(zip(h.elements, q.elements).allSatisfy { Swift.abs($0 - $1) < 1e-14 })
        let product = hessianVectorProduct(at: T([0.3, -0.2]), along: T([1, 2])) { x in
            0.5 * (x * q.matmul(x)).sum()
        }
        #expect(zip(product.elements, [4, 7]).allSatisfy { Swift.abs($0 - $1) < 1e-14 })
    }

    @Test func theFirstAnomalyIsNamed() throws {
        let found = firstAnomaly(at: T([1, 0])) { ($0 * 2).log().exp().sum() }
        let anomaly = try #require(found)
        #expect(anomaly.operation == "log" && anomaly.phase == .forward && anomaly.value == -.infinity)
        let backward = firstAnomaly(at: T([1, 0])) { $0.sqrt().sum() }
        #expect(backward?.operation == "sqrt" && backward?.phase == .backward)
        #expect(firstAnomaly(at: T([1, 2])) { $0.log().sum() } == nil)
    }

    @Test func operationsOfOnesOwnDifferentiateTwice() {
        let cube: @Sendable (T) -> T = { x in
            customOperation("cube", [x], value: { $0[0] * $0[0] * $0[0] }) { g, inputs, _ in
                [g * 3 * inputs[0] * inputs[0]]
            }
        }
        #expect(gradient(at: T(2), cube).item == 12)
        #expect(gradient(at: T(2)) { gradient(at: $0, cube) }.item == 12)
    }
}
