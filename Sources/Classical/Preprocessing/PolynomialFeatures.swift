import LinearAlgebra

/// Adds products of columns: for a, b and degree 2 the columns 1, a, b, a², ab, b².
///
/// A linear model of these is a polynomial of the original columns. p columns and degree d give (p + d choose d) of them.
/// The order is scikit-learn's. O(rows · output columns).
public struct PolynomialFeatures: FeatureTransformer, Codable, Hashable {
    /// Nothing is learned from the rows.
    public static let learnsFromRows = false
    /// The largest number of factors of a product, 0 or more.
    public var degree: Int
    /// Whether no column may be multiplied with itself.
    public var interactionsOnly: Bool
    /// Whether the first column is 1; a model with an intercept does not need it.
    public var includesOne: Bool

    /// Products of up to `degree` columns.
    ///
    /// - Parameters:
    ///   - degree: The largest number of factors, 1 or more (0 only with the column of ones).
    ///   - interactionsOnly: Whether no column may be multiplied with itself.
    ///   - includesOne: Whether the first column is 1.
    public init(degree: Int = 2, interactionsOnly: Bool = false, includesOne: Bool = true) {
        self.degree = degree
        self.interactionsOnly = interactionsOnly
        self.includesOne = includesOne
    }

    /// Which columns are multiplied.
    public struct Model: FeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The factors of each output column: `[0, 0]` is the square of column 0, `[]` is 1.
        public let products: [[Int]]
        /// One column for each product.
        public var outputCount: Int { products.count }

        /// The products.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "PolynomialFeatures.transform")
            let x = x.contiguous(), result = Matrix<Double>(uninitialized: x.rows, products.count)
            // Every product but the first is an earlier one times its last factor.
            let places = Dictionary(
                products.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            let steps = products.map { factors -> (shorter: Int, factor: Int) in
                guard let last = factors.last else { return (-2, 0) }
                return (factors.count == 1 ? -1 : places[Array(factors.dropLast()), default: -1], last)
            }
            for row in 0..<x.rows {
                let source = x.start + row * x.columns, target = result.start + row * products.count
                for (place, step) in steps.enumerated() {
                    switch step.shorter {
                    case -2: target[place] = 1
                    case -1: target[place] = source[step.factor]
                    default: target[place] = target[step.shorter] * source[step.factor]
                    }
                }
            }
            withExtendedLifetime(x) {}
            return result
        }
    }

    /// Lists the products. O(output columns · degree).
    ///
    /// - Throws: ``FitError/badOption(_:)`` for a negative degree, no column to make, or more than 10⁹ of them.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try Checks.features(x)
        guard degree >= 0, degree > 0 || includesOne else {
            throw .badOption("PolynomialFeatures: a degree of \(degree) makes no column")
        }
        var count = 1.0
        for step in 0..<min(degree, 64) { count *= Double(x.columns + step + 1) / Double(step + 1) }
        guard count < 1e9 || interactionsOnly else {
            throw .badOption(
                "PolynomialFeatures: degree \(degree) of \(x.columns) columns is too many products")
        }
        var products: [[Int]] = [[]], last: [[Int]] = [[]]
        for _ in 0..<degree {
            // All earlier products, each times every column from its last factor on.
            last = last.flatMap { factors in
                let first = (factors.last ?? 0) + (interactionsOnly && !factors.isEmpty ? 1 : 0)
                return (first..<max(first, x.columns)).map { factors + [$0] }
            }
            products += last
            if last.isEmpty { break }
        }
        if !includesOne { products.removeFirst() }
        return Model(featureCount: x.columns, products: products)
    }
}
