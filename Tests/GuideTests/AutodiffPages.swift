import Cairn
import Testing

// The code of Docs/Autodiff/Differentiation.md and Docs/Autodiff/Minimizers.md.

@Suite(.printsItsComments) struct DifferentiationPage {
    @Test func gradientsOfStructs() {
        // snippet
        struct Line: Parameterized {
            var slope = Tensor<Double>(2), intercept = Tensor<Double>(1)
            mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
                visit("slope", &slope)
                visit("intercept", &intercept)
            }
        }
        let x = Tensor<Double>([0, 1, 2]), y = Tensor<Double>([1, 2, 3])
        let (loss, slope) = valueAndGradient(at: Line()) { line in
            (line.slope * x + line.intercept - y).square().sum()
        }
        print(loss.item, slope.intercept.item, slope.slope.item)  // 5.0 6.0 10.0
        // end
    }

    @Test func secondDerivatives() {
        // snippet
        let bowl: @Sendable (Tensor<Double>) -> Tensor<Double> = { x in (x * x * x).sum() }
        let point = Tensor<Double>([1, 2])
        print(hessian(at: point, bowl).elements)  // [6.0, 0.0, 0.0, 12.0]
        print(hessianVectorProduct(at: point, along: Tensor([1, 1]), bowl).elements)  // [6.0, 12.0]
        let third = gradient(at: Tensor<Double>(2)) { x in
            gradient(at: x) { gradient(at: $0) { $0 * $0 * $0 * $0 } }
        }
        print(third.item)  // 48.0
        // end
    }

    @Test func sumsByIndex() {
        // snippet
        let queries = Tensor<Double>.ones([1, 2, 1, 3]), keys = Tensor<Double>.ones([1, 4, 1, 3])
        print(einsum("bqhd,bkhd->bhqk", queries, keys).shape)  // [1, 1, 2, 4]
        let traced = gradient(at: Tensor<Double>([[1, 2], [3, 4]])) { einsum("ii", $0) }
        print(traced.elements)  // [1.0, 0.0, 0.0, 1.0]
        // end
    }

    @Test func customOperations() {
        // snippet
        let cube: @Sendable (Tensor<Double>) -> Tensor<Double> = { x in
            customOperation("cube", [x], value: { $0[0] * $0[0] * $0[0] }) { gradient, inputs, _ in
                [gradient * 3 * inputs[0].square()]
            }
        }
        print(gradient(at: Tensor<Double>(2), cube).item)  // 12.0
        print(gradient(at: Tensor<Double>(2)) { gradient(at: $0, cube) }.item)  // 12.0
        // end
        // snippet
        let check = checkGradient(at: Tensor<Double>([0.5, -1.5])) { x in cube(x).sum() }
        print(check.error < 1e-8)  // true
        // end
    }

    @Test func recomputation() {
        // snippet
        let deep: @Sendable ([Tensor<Double>]) -> Tensor<Double> = { p in
            (0..<50).reduce(p[0]) { y, _ in (y * 1.01).sin() }
        }
        let start = Tensor<Double>([0.3, 0.7])
        let lean = gradient(at: start) { recomputed([$0], deep).sum() }
        print(lean == gradient(at: start) { deep([$0]).sum() })  // true
        // end
    }

    @Test func anomalies() {
        // snippet
        let anomaly = firstAnomaly(at: Tensor<Double>([4, 0])) { x in x.sqrt().sum() }
        print(anomaly?.operation ?? "none", anomaly?.value ?? 0)  // sqrt inf
        // end
    }

    @Test func graphs() {
        // snippet
        let graph = describeGraph(at: [Tensor<Double>(2), Tensor<Double>(3)], names: ["w", "x"]) { p in
            (p[0] * p[1]).tanh()
        }
        print(graph.nodes.map(\.operation))  // ["", "", "multiply", "tanh"]
        print(graph.dot().contains("n0 -> n2 [label=\"3\"]"))  // true
        let page = graph.html(title: "tanh(wx)")
        print(page.hasPrefix("<!DOCTYPE html>"))  // true
        // end
    }
}

@Suite(.printsItsComments) struct MinimizersPage {
    @Test func bfgs() {
        // snippet
        let found = BFGS().minimize(from: [0, 0]) { x in
            let a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5
            return (a * a + b * b, [2 * a + 4 * b, 4 * a + 2 * b])
        }
        print(found.status, (found.point - [1, 3]).norm() < 1e-5)  // converged true
        // end
    }

    @Test func newton() {
        // snippet
        let found = Newton().minimize(differentiating: { x in (x - 3).square().sum() }, from: [0, 0])
        print(found.status, found.iterations)  // converged 1
        // end
    }

    @Test func differences() {
        // snippet
        let found = LBFGS().minimize(from: [3, -4]) { x in (x[0] - 1) * (x[0] - 1) + x[1] * x[1] }
        print(found.status, found.functionEvaluations % 5)  // converged 0
        // end
    }

    @Test func proximal() {
        // snippet
        let design: Matrix = [[1.0, 0.1], [0.1, 1.0], [0.5, 0.5]], seen: Vector = [2.0, 0.3, 1.1]
        let lasso = ProximalGradient(.absolute(0.5)).minimize(from: [0, 0]) { w in
            let off = matmul(design, w) - seen
            return (0.5 * dot(off, off), matmul(design.transposed, off))
        }
        print(lasso.status, lasso.point[1])  // converged 0.0
        // end
    }

    @Test func oneVariable() throws {
        // snippet
        let lowest = BrentMinimizer().minimize(in: 0...4) { x in (x - 1) * (x - 1) * (x + 2) }
        let root = try BrentRootFinder().root(in: 1...3) { x in x * x * x - 8 }
        print(abs(lowest.point - 1) < 1e-7, abs(root - 2) < 1e-11)  // true true
        // end
    }

    @Test func toRead() {
        // snippet
        let valley = Textbook.gradientDescent(from: [0, 0], rate: 0.1, steps: 150) { p in
            let x = p[0] - 1, y = p[1] + 2
            return x * x + y * y
        }
        let bottom = Textbook.newton(from: 1.3, steps: 4) { x in exp(x) - 3 * x }
        print(abs(valley[0] - 1) < 1e-9, abs(bottom - 1.0986122886681098) < 1e-15)  // true true
        // end
    }
}
