/// A model written down: what is explained, `~`, and what explains it.
///
///     let formula = try Formula("mpg ~ wt * C(cyl) + log(hp)")
///     print(formula.termNames)     // ["Intercept", "wt", "C(cyl)", "wt:C(cyl)", "log(hp)"]
///
/// | formula | terms |
/// |---|---|
/// | `a + b`, `a - b` | both; those of a without those of b |
/// | `a:b` | the product of two columns; with a factor, one column for each level |
/// | `a * b` | `a + b + a:b` |
/// | `a / b` | `a + a:b`: b within a |
/// | `(a + b + c)**2` | all up to products of two; `^` is the same |
/// | `1`, `0`, `-1` | with the intercept, which is there unless taken out; without it |
/// | `C(g)` | levels, even where the column holds numbers; `C(g, Treatment("b"))` names the reference, `C(g, Sum)` compares with the mean |
/// | `I(x**2 + z)` | arithmetic |
/// | `log(x)`, ... | `log`, `log2`, `log10`, `log1p`, `exp`, `expm1`, `sqrt`, `abs`, `sin`, `cos`, `tan`, `sigmoid`, also with `np.` before |
/// | `center(x)`, `standardize(x)`, `poly(x, 3)` | with the mean, deviation and polynomials remembered for prediction |
/// | `offset(x)` | added to the linear predictor with coefficient 1 (generalised linear models) |
/// | `cbind(successes, failures) ~` | a binomial response of counts |
/// | `Q("a name")` | a column whose name is not plain; a name between backticks is read too |
///
/// In the design matrix the terms of factors alone come first, then those with each set of numeric columns, and among these
/// the terms of fewer factors (Patsy's order). Source: Wilkinson and Rogers, *Symbolic
/// description of factorial models for analysis of variance* (1973); the notation of S, R and Python's Patsy.
public struct Formula: Sendable, Hashable, Codable {
    /// The text that was read.
    public let text: String
    /// Whether the model has an intercept.
    public let hasIntercept: Bool
    let response: FormulaExpression?
    let terms: [FormulaTerm]
    let offsets: [FormulaExpression]

    /// Reads a formula. O(length), and O(terms²) for products of sums.
    ///
    /// - Parameter text: The formula; without `~` it has a right side only.
    /// - Throws: ``FormulaError/syntax(formula:position:reason:)`` with the place.
    public init(_ text: String) throws(FormulaError) {
        var parser = try FormulaParser(text)
        let (response, right) = try parser.parse()
        self.text = text
        self.response = response
        hasIntercept = right.intercept ?? true
        var offsets: [FormulaExpression] = [], terms: [FormulaTerm] = []
        for term in right.terms {
            if case .call("offset", let arguments) = term.factors[0], term.factors.count == 1,
                arguments.count == 1
            {
                offsets.append(arguments[0].value)
            } else {
                terms.append(term)
            }
        }
        self.offsets = offsets
        self.terms = terms
    }

    /// The name of the left side, or nil where there is none.
    public var responseName: String? { response?.name }

    /// The names of the terms as written, the intercept first.
    public var termNames: [String] { (hasIntercept ? ["Intercept"] : []) + terms.map(\.name) }
}

extension Formula: CustomStringConvertible {
    /// The text.
    public var description: String { text }
}

/// A product of factors; none is the intercept.
struct FormulaTerm: Hashable, Sendable, Codable {
    let factors: [FormulaExpression]

    var name: String { factors.map(\.name).joined(separator: ":") }

    func times(_ other: FormulaTerm) -> FormulaTerm {
        FormulaTerm(factors: factors + other.factors.filter { !factors.contains($0) })
    }

    // `a:b` and `b:a` are one term.
    static func == (left: FormulaTerm, right: FormulaTerm) -> Bool { Set(left.factors) == Set(right.factors) }
    func hash(into hasher: inout Hasher) { hasher.combine(Set(factors)) }
}
