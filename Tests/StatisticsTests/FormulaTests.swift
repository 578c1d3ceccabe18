import LinearAlgebra
import Randomness
import Statistics
import TestSupport
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

    @Test func refusesThePowerOfOneTermWhichWouldBeThatTerm() throws {
        for text in ["y ~ x^2", "y ~ z + x**3", "y ~ log(x)^2", "y ~ (g)^2", "y ~ (x:z)**2"] {
            let error = #expect(throws: FormulaError.self) { try Formula(text) }
            #expect(error?.description.contains("write I(") == true, "\(text)")
        }
        let error = #expect(throws: FormulaError.self) { try Formula("y ~ z + x^2") }
        #expect(error?.description.contains("write I(x**2)") == true)
        #expect(error?.description.hasSuffix("    y ~ z + x^2\n             ^") == true)
        #expect(try names("y ~ x^1") == ["Intercept", "x"])
        #expect(try names("y ~ (x + z)^2") == ["Intercept", "x", "z", "x:z"])
        #expect(throws: FormulaError.self) { try Formula("y ~ 1^2") }
    }

    @Test func namesTheNearestColumn() throws {
        #expect(throws: FormulaError.unknownColumn(name: "X1", nearest: "x")) {
            try DesignMatrix("y ~ X1", Self.data)
        }
        #expect(throws: FormulaError.unknownFunction(name: "lgo", nearest: "log")) {
            try DesignMatrix("y ~ lgo(x)", Self.data)
        }
    }

    struct Designs: Decodable {
        struct Design: Decodable {
            let formula: String
            let names: [String]
            let matrix, response: [Double]
        }
        let columns: [String: ModelGolden.Column]
        let designs: [Design]
    }

    /// Patsy writes quotes as the formula does, we in one way.
    private func plain(_ names: [String]) -> [String] { names.map { $0.replacing("'", with: "\"") } }

    @Test func makesTheDesignMatricesOfPatsy() throws {
        let golden = try Golden.load("statistics/formulas", as: Designs.self)
        let data = golden.columns.mapValues(\.formulaColumn)
        var worst = 0.0
        for reference in golden.designs {
            let design = try DesignMatrix(reference.formula, data)
            #expect(plain(design.columnNames) == plain(reference.names), "\(reference.formula)")
            guard plain(design.columnNames) == plain(reference.names) else { continue }
            let rows = stride(from: 0, to: 24, by: 3).map { $0 }
            let error = max(
                errorOfLargest(design.matrix[rows: rows].elements, reference.matrix.map(Optional.some)),
                errorOfLargest(
                    Array(try #require(design.response)[at: rows]), reference.response.map(Optional.some)))
            #expect(error < 1e-12, "\(reference.formula)")
            worst = max(worst, error)
            // New rows of the same data make the same columns.
            let again = try design.encoding.matrix(for: data)
            #expect(again == design.matrix, "\(reference.formula)")
        }
        #expect(
            Parity.holds(
                "Statistics", "DesignMatrix", against: "Patsy 1.0.3",
                on: "\(golden.designs.count) formulas: names and values",
                tolerance: 1e-12, error: worst))
    }

    @Test func makesPolynomialsOrthonormal() throws {
        let design = try DesignMatrix("~ poly(x, 3) - 1", Self.data)
        let gram = matmul(design.matrix.transposed, design.matrix)
        #expect((gram - .identity(3)).abs().max() < 1e-12)
        #expect(design.matrix.sum(over: .rows).abs().max() < 1e-12)
        // New rows: the cubic through the fitted points goes on.
        let new = try design.encoding.matrix(for: ["x": FormulaColumn.numbers([2, 40])])
        #expect(new.rows == 2 && new.elements.allSatisfy { $0.isFinite })
        #expect(throws: FormulaError.self) { try DesignMatrix("~ poly(n, 3)", Self.data) }
    }

    @Test func dropsRowsWithMissingValuesAndLevelsWithoutRows() throws {
        let data: [String: FormulaColumn] = [
            "y": .numbers([1, .nan, 3, 4, 5]), "g": FormulaColumn(["a", "b", nil, "c", "a"]),
        ]
        let design = try DesignMatrix("y ~ g", data)
        #expect(design.keptRows == [0, 3, 4])
        #expect(design.droppedRows == [1, 2])
        // b is left in no row.
        #expect(design.columnNames == ["Intercept", "g[T.c]"])
        #expect(throws: FormulaError.unknownLevel(factor: "g", level: "b", known: ["a", "c"])) {
            try design.encoding.matrix(for: data)
        }
        let gaps = try design.encoding.matrix(for: ["g": FormulaColumn(["c", nil])])
        #expect(gaps[0, 1] == 1 && gaps[1, 1].isNaN && gaps[1, 0] == 1)
        #expect(throws: FormulaError.noRows(dropped: 2)) {
            try DesignMatrix("y ~ 1", ["y": FormulaColumn.numbers([.nan, .nan])])
        }
        #expect(throws: FormulaError.noRows(dropped: 0)) {
            try DesignMatrix("y ~ 1", ["y": FormulaColumn.numbers([])])
        }
        #expect(throws: FormulaError.self) {
            try DesignMatrix("y ~ g", ["y": .numbers([1, 2]), "g": FormulaColumn(["a", "a"])])
        }
    }

    @Test func refusesDataThatDoesNotFit() throws {
        let data: [String: FormulaColumn] = [
            "y": .numbers([1, 2, 3]), "x": .numbers([1, 2]), "g": FormulaColumn(["a", "b", "a"]),
        ]
        #expect(throws: FormulaError.self) { try DesignMatrix("y ~ x", data) }
        #expect(throws: FormulaError.notNumeric(factor: "g")) { try DesignMatrix("y ~ log(g)", data) }
        #expect(
            throws: FormulaError.unknownLevel(
                factor: "C(g, Treatment(\"z\"))", level: "z", known: ["a", "b"])
        ) {
            try DesignMatrix("y ~ C(g, Treatment('z'))", data)
        }
        #expect(throws: FormulaError.self) { try DesignMatrix("y ~ log(y, y)", data) }
        #expect(throws: FormulaError.self) { try DesignMatrix("y ~ C(g, Helmert)", data) }
        #expect(throws: FormulaError.self) { try DesignMatrix("\"a\" ~ y", data) }
        let fit = try DesignMatrix("y ~ g", data)
        #expect(throws: FormulaError.self) { try fit.encoding.matrix(for: ["g": FormulaColumn.numbers([1])]) }
    }

    @Test func readsTextsOfAllKindsWithoutStopping() throws {
        var rng = Generator(seed: 5)
        let pieces = [
            "y", "x", "~", "+", "-", "*", "/", ":", "**", "^", "(", ")", "1", "0", "2", "C(", "log(", "I(",
            ",", "=", "'", "`", " ", "é", ".",
        ]
        var read = 0
        for _ in 0..<5000 {
            let count = rng.integer(in: 0...12)
            let text = (0..<count).map { _ in pieces[rng.integer(in: 0..<pieces.count)] }.joined()
            if let formula = try? Formula(text) {
                read += 1
                _ = try? DesignMatrix(formula, Self.data)
                // What a formula calls its response and terms reads as the same again.
                if let left = formula.responseName {
                    #expect(try Formula("\(left) ~ 1").responseName == left)
                }
            }
        }
        #expect(read > 20)
        #expect(throws: FormulaError.self) {
            try Formula("y ~ (" + (0..<40).map { "x\($0)" }.joined(separator: "+") + ")**9")
        }
    }
}
