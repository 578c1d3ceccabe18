import Foundation
import LinearAlgebra

/// Raises every column to the power that makes it most like a normal distribution.
///
/// Yeo-Johnson: `((x + 1)^λ - 1)/λ` for x ≥ 0 and `-((1 - x)^(2-λ) - 1)/(2 - λ)` for x < 0, logarithms where the divisor is 0. Box-Cox, for
/// positive values: `(x^λ - 1)/λ`. λ has the largest likelihood of a normal distribution. Equal to scikit-learn's class of this name; λ agrees
/// to some eight digits, as far as the likelihood tells. O(rows · columns · some 100).
/// Sources: Box, Cox, J. R. Statist. Soc. B 26 (1964); Yeo, Johnson, Biometrika 87 (2000).
public struct PowerTransformer: FeatureTransformer, Codable, Hashable {
    /// Which family of powers.
    public enum Family: Sendable, Codable, Hashable {
        /// For all numbers.
        case yeoJohnson
        /// For positive numbers.
        case boxCox
    }

    /// Which family of powers.
    public var family: Family
    /// Whether the results get mean 0 and standard deviation 1.
    public var standardizes: Bool
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A transformer.
    ///
    /// - Parameters:
    ///   - family: Which family of powers.
    ///   - standardizes: Whether the results get mean 0 and standard deviation 1.
    public init(_ family: Family = .yeoJohnson, standardizes: Bool = true) {
        self.family = family
        self.standardizes = standardizes
    }

    /// The powers, and the scaling after them.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// Which family of powers.
        public let family: Family
        /// λ of each column.
        public let powers: Vector<Double>
        /// The scaling; nil where there is none.
        public let scaling: StandardScaler.Model?
        /// How many columns the rows must have.
        public var featureCount: Int { powers.count }
        /// As many columns as went in.
        public var outputCount: Int { powers.count }

        /// The powers, scaled.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "PowerTransformer.transform")
            let z = ColumnPasses.map(x) { value, column in family.raised(value, powers[column]) }
            return scaling?.transform(z) ?? z
        }

        /// The values whose powers these are.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "PowerTransformer.inverseTransform")
            let plain = scaling?.inverseTransform(z) ?? z
            return ColumnPasses.map(plain) { value, column in family.lowered(value, powers[column]) }
        }
    }

    /// Finds the power of each column.
    ///
    /// - Throws: ``FitError/badFeature(row:column:value:expected:)`` where Box-Cox meets a number that is not positive.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true, allowsHuge: false)
        if family == .boxCox {
            for row in 0..<x.rows {
                for column in 0..<x.columns where x[row, column] <= 0 {
                    throw .badFeature(
                        row: row, column: column, value: x[row, column], expected: "a positive number")
                }
            }
        }
        let powers = Vector(
            (0..<x.columns).map { column in family.likeliest(ColumnPasses.present(x, column)) })
        let bare = Model(family: family, powers: powers, scaling: nil)
        guard standardizes else { return bare }
        return Model(
            family: family, powers: powers, scaling: try StandardScaler().fit(bare.transform(x)))
    }
}

extension PowerTransformer.Family {
    /// The power of a number.
    func raised(_ x: Double, _ power: Double) -> Double {
        switch self {
        case .boxCox: return power == 0 ? log(x) : expm1(power * log(x)) / power
        case .yeoJohnson:
            if x >= 0 {
                return abs(power) < .ulpOfOne ? log1p(x) : expm1(power * log1p(x)) / power
            }
            let rest = 2 - power
            return abs(rest) <= .ulpOfOne ? -log1p(-x) : -expm1(rest * log1p(-x)) / rest
        }
    }

    /// The number whose power it is.
    func lowered(_ y: Double, _ power: Double) -> Double {
        switch self {
        case .boxCox: return power == 0 ? exp(y) : exp(log1p(power * y) / power)
        case .yeoJohnson:
            if y >= 0 {
                return abs(power) < .ulpOfOne ? expm1(y) : expm1(log1p(power * y) / power)
            }
            let rest = 2 - power
            return abs(rest) <= .ulpOfOne ? -expm1(-y) : -expm1(log1p(-rest * y) / rest)
        }
    }

    /// The power with the largest likelihood; 1 where all values are equal.
    fileprivate func likeliest(_ values: [Double]) -> Double {
        guard let low = values.min(), let high = values.max(), high > low else { return 1 }
        let slopes: Double = values.reduce(0) { sum, x in
            sum + (self == .boxCox ? log(x) : (x >= 0 ? log1p(x) : -log1p(-x)))
        }
        let loss = { (power: Double) -> Double in
            let variance = Vector(values.map { raised($0, power) }).variance()
            guard variance > 0, variance < .infinity else { return .infinity }
            return Double(values.count) / 2 * log(variance) - (power - 1) * slopes
        }
        return Self.minimum(of: loss, from: 1)
    }

    /// The place of the minimum of a function with one: steps that double until it is passed, then golden sections.
    private static func minimum(of loss: (Double) -> Double, from start: Double) -> Double {
        var step = 0.5, middle = start, value = loss(start)
        if loss(start - step) < value { step = -step }
        var left = start - step, right = start + step, ahead = loss(right)
        while ahead < value, abs(step) < 1e6 {
            (left, middle, value) = (middle, right, ahead)
            step *= 2
            right = middle + step
            ahead = loss(right)
        }
        if left > right { swap(&left, &right) }
        let golden = (3 - 5.0.squareRoot()) / 2
        var a = left + golden * (right - left), b = right - golden * (right - left)
        var fa = loss(a), fb = loss(b)
        for _ in 0..<200 where right - left > 1e-10 * max(1, abs(a)) {
            if fa <= fb {
                (right, b, fb) = (b, a, fa)
                a = left + golden * (right - left)
                fa = loss(a)
            } else {
                (left, a, fa) = (a, b, fb)
                b = right - golden * (right - left)
                fb = loss(b)
            }
        }
        return (left + right) / 2
    }
}
