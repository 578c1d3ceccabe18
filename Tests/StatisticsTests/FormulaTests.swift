import LinearAlgebra
import Statistics
import Testing

@Suite struct FormulaTests {
    static let data: [String: FormulaColumn] = [
        "y": .numbers([1, 2, 3, 4, 5, 6]), "x": .numbers([1, 4, 9, 16, 25, 36]),
        "z": .numbers([0.5, 1.5, -1, 2, 0, 3]), "g": FormulaColumn(["a", "b", "c", "a", "b", "c"]),
        "h": FormulaColumn(["u", "u", "u", "v", "v", "v"]), "n": .numbers([4, 6, 8, 8, 6, 4]),
    ]

    func names(_ formula: String) throws -> [String] { try DesignMatrix(formula, Self.data).columnNames }

    @Test func namesColumnsAsStatsmodelsDoes() throws {
        #expect(try names("y ~ x + C(n)") == ["Intercept", "C(n)[T.6]", "C(n)[T.8]", "x"])
        #expect(try names("y ~ g:x") == ["Intercept", "g[a]:x", "g[b]:x", "g[c]:x"])
        #expect(try names("y ~ g - 1") == ["g[a]", "g[b]", "g[c]"])
        #expect(
            try names("y ~ g*h") == [
                "Intercept", "g[T.b]", "g[T.c]", "h[T.v]", "g[T.b]:h[T.v]", "g[T.c]:h[T.v]",
            ])
        #expect(try names("y ~ I(x^2)+np.log( x )") == ["Intercept", "I(x ** 2)", "np.log(x)"])
        #expect(
            try names("y ~ C(g, Treatment('b'))") == [
                "Intercept", "C(g, Treatment(\"b\"))[T.a]", "C(g, Treatment(\"b\"))[T.c]",
            ])
        #expect(try names("y ~ C(g, Sum)") == ["Intercept", "C(g, Sum)[S.a]", "C(g, Sum)[S.b]"])
        #expect(try names("y ~ (x + z)**2 - z") == ["Intercept", "x", "x:z"])
        #expect(try names("y ~ poly(x, 2)") == ["Intercept", "poly(x, 2)[1]", "poly(x, 2)[2]"])
    }

    @Test func pointsAtTheFault() throws {
        let error = #expect(throws: FormulaError.self) { try Formula("y ~ x + * z") }
        #expect(error?.description.hasSuffix("    y ~ x + * z\n            ^") == true)
        for text in [
            "", "~", "y ~", "y ~ x +", "y ~ (x", "y ~ x)", "y ~ 2", "y ~ log(x", "y ~ x:1", "y ~ 'a",
            "y ~ x $ z",
            "y ~ (x+z)**0.5", "y ~ x ~ z", "1e999 ~ x", String(repeating: "(", count: 5000),
        ] {
            #expect(throws: FormulaError.self) { try Formula(text) }
        }
    }

    @Test func namesTheNearestColumn() throws {
        #expect(throws: FormulaError.unknownColumn(name: "X1", nearest: "x")) {
            try DesignMatrix("y ~ X1", Self.data)
        }
        #expect(throws: FormulaError.unknownFunction(name: "lgo", nearest: "log")) {
            try DesignMatrix("y ~ lgo(x)", Self.data)
        }
    }
}
