import Cairn
import Testing

/// `Textbook` is one namespace, whichever modules bring it in: as an expression, as a type and in extensions.
@Suite struct TextbookNamespaceTests {
    @Test func functionsOfAllModulesAreFoundUnderTheUmbrella() {
        var coin = Textbook.LinearCongruential(seed: 42)  // Randomness
        #expect(coin.next() != coin.next())
        let a: Matrix = [[2.0, 1.0], [1.0, 3.0]]
        #expect(Textbook.matmulIJK(a, a) == matmul(a, a))  // LinearAlgebra
        #expect(abs(Textbook.erf(0.5) - 0.5204998778130465) < 1e-14)  // Statistics
        #expect(Textbook.derivative(at: 3) { x in x * x } == 6)  // Autodiff
    }

    @Test func typesOfItCanBeNamed() {
        func slope(_ value: Textbook.Value, of output: Textbook.Value) -> Double {
            Textbook.gradient(of: output, with: [value])[0]
        }
        let x: Textbook.Value = 3
        #expect(slope(x, of: x * x) == 6)
        let dual: Textbook.Dual<Double> = .init(2, 1)
        #expect((dual * dual).derivative == 4)
        #expect(Textbook.answer == 42)
    }
}

extension Textbook {
    fileprivate static var answer: Int { 42 }
}
