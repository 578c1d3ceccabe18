import LinearAlgebra

extension FormulaEvaluator {
    /// `poly(x, degree)`: polynomials in x of degrees 1 to `degree`, orthonormal over the rows that were fitted.
    ///
    /// The recurrence is Forsythe's: `pₖ₊₁ = (x - αₖ) pₖ - (νₖ/νₖ₋₁) pₖ₋₁` with `αₖ = Σx pₖ² / Σpₖ²` and `νₖ = Σpₖ²`. The αs and νs
    /// are remembered. Source: Forsythe, *Generation and use of orthogonal polynomials for data-fitting* (1957).
    mutating func polynomials(_ whole: FormulaExpression, _ arguments: [FormulaArgument])
        throws(FormulaError) -> FormulaFactor
    {
        guard arguments.count == 2, case .number(let value) = arguments[1].value, value >= 1, value <= 30,
            value == value.rounded(), arguments[1].keyword == nil || arguments[1].keyword == "degree"
        else {
            throw .badCall(call: whole.name, reason: "expected poly(x, degree) with a degree from 1 to 30")
        }
        let degree = Int(value)
        let x = try number(arguments[0].value)
        let learned: [Double]
        if let known = memory[whole.name] {
            learned = known
        } else {
            learned = try recurrence(Vector(x.filter { !$0.isNaN }), degree, whole)
            memory[whole.name] = learned
        }
        let values = evaluate(x, alphas: Array(learned[..<degree]), norms: Array(learned[degree...]))
        return .numeric(columns: values, suffixes: (1...degree).map { "[\($0)]" })
    }

    /// The αs of degrees 0..<degree, then the νs of degrees -1...degree, the first of them 1.
    private func recurrence(_ x: Vector<Double>, _ degree: Int, _ whole: FormulaExpression)
        throws(FormulaError)
        -> [Double]
    {
        let distinct = Set(x).count
        guard distinct > degree else {
            throw .badCall(
                call: whole.name, reason: "\(distinct) different values cannot carry degree \(degree)")
        }
        var alphas: [Double] = [], norms: [Double] = [1, Double(x.count)]
        var previous = Vector<Double>(repeating: 0, count: x.count)
        var current = Vector<Double>(repeating: 1, count: x.count)
        for k in 0..<degree {
            let squares = current * current
            let alpha = dot(x, squares) / norms[k + 1]
            let next = (x - alpha) * current - previous * (norms[k + 1] / norms[k])
            alphas.append(alpha)
            norms.append(next.sumOfSquares())
            (previous, current) = (current, next)
        }
        return alphas + norms
    }

    private func evaluate(_ x: Vector<Double>, alphas: [Double], norms: [Double]) -> [Vector<Double>] {
        var previous = Vector<Double>(repeating: 0, count: x.count)
        var current = Vector<Double>(repeating: 1, count: x.count)
        var columns: [Vector<Double>] = []
        for (k, alpha) in alphas.enumerated() {
            let next = (x - alpha) * current - previous * (norms[k + 1] / norms[k])
            (previous, current) = (current, next)
            columns.append(current / norms[k + 2].squareRoot())
        }
        return columns
    }
}
