import Foundation
import LinearAlgebra

// Other answers to where the middle is, and how wide the sample.
extension Vector<Double> {
    /// exp(mean log x): the mean of factors such as growth rates. SciPy's `gmean`. NaN for a negative element.
    public func geometricMean() -> Double {
        count == 0 ? .nan : Foundation.exp(reduce(0) { $0 + Foundation.log($1) } / Double(count))
    }

    /// n/Σ 1/x: the mean of speeds over equal distances. SciPy's `hmean`; 0 where an element is 0, NaN for a negative one.
    public func harmonicMean() -> Double {
        guard count > 0, allSatisfy({ $0 >= 0 }) else { return .nan }
        return Double(count) / reduce(0) { $0 + 1 / $1 }
    }

    /// The mean of what is left when the smallest and the largest share of the elements are cut off. SciPy's `trim_mean`.
    ///
    /// O(count log count).
    ///
    /// - Parameter share: What is cut off at each end, in 0..<0.5; the count that falls is rounded down. Default 0.1.
    public func trimmedMean(_ share: Double = 0.1) -> Double {
        require(
            share >= 0 && share < 0.5, "Vector.trimmedMean: the share must lie in 0..<0.5, and is \(share)")
        let cut = Int(share * Double(count))
        return sorted()[cut..<(count - cut)].mean()
    }

    /// The mean after the smallest and the largest share of the elements were moved to the nearest that is left. SciPy's
    /// `winsorize`, averaged.
    ///
    /// O(count log count).
    ///
    /// - Parameter share: What is moved at each end, in 0..<0.5. Default 0.1.
    public func winsorizedMean(_ share: Double = 0.1) -> Double {
        require(
            share >= 0 && share < 0.5, "Vector.winsorizedMean: the share must lie in 0..<0.5, and is \(share)"
        )
        guard count > 0 else { return .nan }
        let ordered = sorted(), cut = Int(share * Double(count))
        let low = ordered[cut], high = ordered[count - 1 - cut]
        return (ordered[cut..<(count - cut)].sum() + Double(cut) * (low + high)) / Double(count)
    }

    /// The median of |x - median|, over 0.6745 if it is to estimate the standard deviation of normal data. SciPy's
    /// `median_abs_deviation`.
    ///
    /// O(count).
    ///
    /// - Parameter normal: Whether to divide by the normal quantile of 3/4. Default false.
    public func medianAbsoluteDeviation(normal: Bool = false) -> Double {
        if count == 0 { return .nan }
        let center = median()
        let spread = Vector(count: count) { Swift.abs(self[$0] - center) }.median()
        return normal ? spread / 0.6744897501960817 : spread
    }

    /// The element that occurs most often, the smallest of them where several do, and how often. SciPy's `mode`.
    ///
    /// O(count log count).
    ///
    /// - Returns: NaN, and 0, when there are no elements.
    public func mode() -> (value: Double, count: Int) {
        let (values, counts, _) = unique()
        guard let most = counts.max(), let index = counts.firstIndex(of: most) else { return (.nan, 0) }
        return (values[index], most)
    }

    /// The standard deviation over the mean.
    ///
    /// - Parameter ddof: What is taken off the count, default 0.
    public func coefficientOfVariation(ddof: Int = 0) -> Double { standardDeviation(ddof: ddof) / mean() }

    /// The standard deviation over √n: how far the mean of such a sample is from the truth. SciPy's `sem`.
    ///
    /// - Parameter ddof: What is taken off the count, default 1.
    public func standardErrorOfMean(ddof: Int = 1) -> Double {
        standardDeviation(ddof: ddof) / Double(count).squareRoot()
    }

    /// The distance between the quartiles. SciPy's `iqr`.
    public func interquartileRange() -> Double { count == 0 ? .nan : quantile(0.75) - quantile(0.25) }
}
