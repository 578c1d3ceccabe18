import Cairn
import Testing

// The examples in the comments of Autodiff's tensors and gradients.

@Suite(.printsItsComments) struct DocumentedTensors {
    @Test func tensor0() throws {
        // snippet
        let x = Tensor<Float>([[1, 2], [3, 4]])
        print(x.shape, (x * x).sum().item)  // [2, 2] 30.0
        print(gradient(at: x) { ($0 * $0).sum() }.elements)  // [2.0, 4.0, 6.0, 8.0]
        // end
    }

    @Test func tensor1() throws {
        // snippet
        print(Tensor<Double>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])[1].elements)  // [4.0, 5.0, 6.0]
        // end
    }

    @Test func selection2() throws {
        // snippet
        let words: Indices = [2, 0, 2]
        print(words.shape, words.count)  // [3] 3
        // end
    }

    @Test func selection3() throws {
        // snippet
        let x = Tensor<Double>(shape: [2, 3, 4], elements: (0..<24).map(Double.init))
        print(x[.all, 1, .range(0..<2)].elements)  // [4.0, 5.0, 16.0, 17.0]
        print(x[.ellipsis, 0].shape)  // [2, 3]
        // end
    }

    @Test func gradient4() throws {
        // snippet
        let (value, slope) = valueAndGradient(at: Tensor<Double>(3)) { x in x * x }
        print(value.item, slope.item)  // 9.0 6.0
        // end
    }

    @Test func gradient5() throws {
        // snippet
        print(gradient(at: Tensor<Double>([1, 2])) { x in (x * x).sum() }.elements)  // [2.0, 4.0]
        // end
    }

    @Test func anomaly6() throws {
        // snippet
        let anomaly = firstAnomaly(at: Tensor<Double>([1, 0])) { x in x.log().sum() }
        print(anomaly?.operation ?? "none", anomaly?.value ?? 0)  // log -inf
        // end
    }

    @Test func customOperation7() throws {
        // snippet
        // The identity, through which gradients pass reversed (Ganin and Lempitsky, 2015).
        func reversed(_ x: Tensor<Double>) -> Tensor<Double> {
            customOperation("reverse", [x], value: { $0[0] }, pullback: { gradient, _, _ in [-gradient] })
        }
        print(gradient(at: Tensor<Double>(2)) { reversed($0 * 3) }.item)  // -3.0
        // end
    }

    @Test func customOperation8() throws {
        // snippet
        let x = Tensor<Double>([0.5, 1])
        let kept = gradient(at: x) { $0.exp().sin().sum() }
        print(gradient(at: x) { recomputed([$0]) { $0[0].exp().sin() }.sum() } == kept)  // true
        // end
    }

    @Test func forwardPass9() throws {
        // snippet
        let (y, slope) = jvp(at: Tensor<Double>([1, 2]), along: Tensor([1, 0])) { x in x * x }
        print(y.elements, slope.elements)  // [1.0, 4.0] [2.0, 0.0]
        // end
    }

    @Test func gradientCheck10() throws {
        // snippet
        print(checkGradient(at: Tensor<Double>([1, 2])) { ($0 * $0.sin()).sum() }.error < 1e-8)  // true
        // end
    }

    @Test func jacobian11() throws {
        // snippet
        let j = jacobian(at: Tensor<Double>([1, 2])) { x in x * x }
        print(j.elements)  // [2.0, 0.0, 0.0, 4.0]
        // end
    }

    @Test func jacobian12() throws {
        // snippet
        let h = hessian(at: Tensor<Double>([1, 2])) { x in (x * x * x).sum() }
        print(h.elements)  // [6.0, 0.0, 0.0, 12.0]
        // end
    }
}
