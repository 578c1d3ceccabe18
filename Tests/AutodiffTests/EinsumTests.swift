import Autodiff
import LinearAlgebra
import Testing

private typealias T = Tensor<Double>

@Suite struct EinsumTests {
    private func tensor(_ shape: [Int]) -> T {
        let count = shape.reduce(1, *)
        return T(shape: shape, elements: (0..<count).map { Double(($0 * 7) % 24) * 0.17 - 1.03 })
    }

    @Test func matrixProductsAreThoseOfMatmul() {
        let a = tensor([2, 3, 4]), b = tensor([2, 4, 5])
        #expect(einsum("bij,bjk->bik", a, b) == a.matmul(b))
        #expect(einsum("bij,bjk->bki", a, b) == a.matmul(b).transposed)
    }

    @Test func transposesAndDiagonalsAreViews() {
        let a = tensor([3, 3])
        #expect(einsum("ij->ji", a).buffer === a.buffer)
        #expect(einsum("ii->i", a).buffer === a.buffer)
        #expect(einsum("ii->i", a).elements == [a[0, 0].item, a[1, 1].item, a[2, 2].item])
    }

    @Test func axesThatStandInLineAreJoinedWithoutACopy() {
        let a = tensor([2, 3, 4])
        #expect(a.joiningAxes(0, 2).buffer === a.buffer)
        #expect(a.permuted([2, 0, 1]).joiningAxes(1, 2).buffer === a.buffer)
        #expect(a.permuted([1, 0, 2]).joiningAxes(0, 2).buffer !== a.buffer)
        #expect(a.joiningAxes(1, 0).shape == [2, 1, 3, 4])
    }

    @Test func threeOperandsAreMultipliedInTheCheaperOrder() {
        // (ab)c would make a matrix of 300 × 300; a(bc) makes vectors.
        let a = tensor([300, 2]), b = tensor([2, 300]), c = tensor([300])
        let found = einsum("ij,jk,k->i", a, b, c), expected = a.matmul(b.matmul(c))
        #expect(zip(found.elements, expected.elements).allSatisfy { Swift.abs($0 - $1) < 1e-9 })
    }

    @Test func emptyAxesGiveZeros() {
        #expect(einsum("ij,jk->ik", T.zeros([2, 0]), T.zeros([0, 3])).elements == [0, 0, 0, 0, 0, 0])
        #expect(einsum("ij->i", T.zeros([2, 0])).elements == [0, 0])
        #expect(einsum("ij,kj->ik", T.zeros([0, 2]), T.zeros([3, 2])).shape == [0, 3])
    }

    @Test(arguments: ["ij,jk->ik", "iij,jk->ki", "ij,jk,kl->il", "...j,jk", "ij,jk->", "iji,kj->k"])
    func derivativesAgreeWithDifferencesTwiceAndForward(_ equation: String) {
        let terms = equation.prefix { $0 != "-" }.split(separator: ",")
        let point = terms.map { term in tensor(term.contains("...") ? [2, 2, 2] : term.map { _ in 2 }) }
        let f: ([T]) -> T = { x in
            let y = einsum(equation, x)
            return (y * y).sum()
        }
        #expect(checkGradient(at: point, f).error < 1e-8)
        let twice = checkGradient(at: point) { x in
            gradient(at: x, f).reduce(T(0)) { $0 + ($1 * $1).sum() }
        }
        #expect(twice.error < 1e-6)
        let direction = point.map { $0 * $0 - 0.3 }
        let tangent = jvp(at: point, along: direction, f).tangent.item
        let reverse = zip(gradient(at: point, f), direction).reduce(0) { $0 + ($1.0 * $1.1).sum().item }
        #expect(Swift.abs(tangent - reverse) <= 1e-10 * Swift.max(1, Swift.abs(reverse)))
    }

    private func check(_ result: ExitTest.Result?, _ words: String) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(words), "\(message)")
    }

    @Test func aTermThatDoesNotFitItsOperandIsNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("ijk->i", Tensor<Double>.zeros([2, 3]))
        }
        check(result, "einsum \"ijk->i\": the term \"ijk\" names 3 axes, its operand of [2, 3] has 2")
    }

    @Test func lengthsThatDisagreeAreNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("ij,jk", Tensor<Double>.zeros([2, 3]), Tensor<Double>.zeros([4, 5]))
        }
        check(result, "einsum \"ij,jk\": index j is 3 long, and 4 in operand 1 of [4, 5]")
    }

    @Test func charactersThatAreNoIndexAreNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("i1->i", Tensor<Double>.zeros([2, 3]))
        }
        check(result, "einsum \"i1->i\": \"1\" is no index")
        let dots = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("i..->i", Tensor<Double>.zeros([2, 3]))
        }
        check(dots, "\".\" is no index")
    }

    @Test func termsAndOperandsAreCounted() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("i,j", Tensor<Double>.zeros([2]))
        }
        check(result, "einsum \"i,j\": 2 terms for 1 operands")
        let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("", [Tensor<Double>]())
        }
        check(none, "einsum \"\": 1 terms for 0 operands")
    }

    @Test func resultsThatCannotBeAreRefused() async {
        let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("ij->ii", Tensor<Double>.zeros([2, 3]))
        }
        check(twice, "an index stands twice in the result \"ii\"")
        let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("ij->k", Tensor<Double>.zeros([2, 3]))
        }
        check(unknown, "index k of the result is in no operand")
        let arrows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = einsum("i->j->k", Tensor<Double>.zeros([2]))
        }
        check(arrows, "more than one ->")
    }
}
