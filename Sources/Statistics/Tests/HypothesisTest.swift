/// What a test holds against the null hypothesis: which values of the parameter it looks for.
public enum Alternative: String, Sendable, CaseIterable, Hashable {
    /// The parameter differs from the null value, in either direction.
    case twoSided
    /// The parameter is less than the null value.
    case less
    /// The parameter is greater than the null value.
    case greater

    /// The wording of a report: `"not equal to"`, `"less than"`, `"greater than"`.
    package var phrase: String {
        switch self {
        case .twoSided: "not equal to"
        case .less: "less than"
        case .greater: "greater than"
        }
    }
}

/// The result of a hypothesis test: a number that measures how far the data are from the null hypothesis, and
/// how probable a number at least as far is if the hypothesis holds.
///
/// Each test is a struct that is its own result; making it runs it:
///
///     let test = try TTest.twoSample(treated, control)
///     if test.isSignificant(at: 0.01) { report(test.confidenceInterval) }
///
/// **Errors, the same for all tests.** What the data say is thrown as a `SampleError` with the facts in it: a
/// NaN and where it stands, an infinity where moments are needed, too few observations, data without any
/// spread. What the caller can see in the call (unequal lengths of pairs, a level outside 0…1) stops the
/// program with a message. No test returns NaN for a p-value.
public protocol HypothesisTest: Sendable, CustomStringConvertible {
    /// The test statistic.
    var statistic: Double { get }

    /// The probability, under the null hypothesis, of a statistic at least as extreme as this one.
    var pValue: Double { get }

    /// What a report of the test says.
    var summary: TestSummary { get }
}

extension HypothesisTest {
    /// A report in the manner of R's `htest`: the name, the figures, the alternative, the interval, the
    /// estimates.
    public var description: String { summary.description }

    /// Whether the null hypothesis is rejected at a level: `pValue <= level`.
    ///
    /// - Parameter level: The share of true null hypotheses that one is ready to reject, 0.05 by custom.
    public func isSignificant(at level: Double = 0.05) -> Bool { pValue <= level }
}

/// A range that covers the true value of a parameter in a stated share of all samples.
public struct ConfidenceInterval: Sendable, Hashable, CustomStringConvertible {
    /// The lower end; −∞ where the interval is open there.
    public var lower: Double
    /// The upper end; ∞ where the interval is open there.
    public var upper: Double
    /// The share of samples whose interval covers the true value, 0.95 by custom.
    public var level: Double

    /// An interval of two ends.
    ///
    /// - Parameters:
    ///   - lower: The lower end.
    ///   - upper: The upper end.
    ///   - level: The share of samples whose interval covers the true value, between 0 and 1.
    public init(lower: Double, upper: Double, level: Double) {
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// The distance between the ends.
    public var width: Double { upper - lower }

    /// Whether `value` lies between the ends, these included.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// `[lower, upper]` with five digits.
    public var description: String { "[\(significant(lower, 5)), \(significant(upper, 5))]" }
}

/// The parts of a printed test.
public struct TestSummary: Sendable, Hashable, CustomStringConvertible {
    /// A name and its number.
    public struct Figure: Sendable, Hashable {
        /// `"t"`, `"df"`, `"mean of x"`.
        public var name: String
        /// The number.
        public var value: Double
        /// A name and its number.
        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// The name of the test.
    public var title: String
    /// The statistic and its parameters.
    public var figures: [Figure]
    /// The p-value.
    public var pValue: Double
    /// `"true difference in means is not equal to 0"`; nil where a test has only one alternative.
    public var alternative: String?
    /// The interval of the parameter, where the test has one.
    public var interval: ConfidenceInterval?
    /// What the sample says about parameters.
    public var estimates: [Figure]

    /// The parts of a printed test.
    ///
    /// - Parameters:
    ///   - title: The name of the test.
    ///   - figures: The statistic and its parameters.
    ///   - pValue: The p-value.
    ///   - alternative: What is held against the null hypothesis, default nil.
    ///   - interval: The interval of the parameter, default nil.
    ///   - estimates: What the sample says about parameters, default none.
    public init(
        _ title: String, figures: [Figure], pValue: Double, alternative: String? = nil,
        interval: ConfidenceInterval? = nil, estimates: [Figure] = []
    ) {
        self.title = title
        self.figures = figures
        self.pValue = pValue
        self.alternative = alternative
        self.interval = interval
        self.estimates = estimates
    }

    /// The report, line by line.
    public var description: String {
        let numbers = figures.map { "\($0.name) = \(significant($0.value, 5))" }
        var lines = [title, "", (numbers + ["p-value = \(significant(pValue, 4))"]).joined(separator: ", ")]
        if let alternative { lines.append("alternative hypothesis: \(alternative)") }
        if let interval {
            lines.append("\(significant(100 * interval.level, 4)) percent confidence interval: \(interval)")
        }
        if !estimates.isEmpty {
            let parts = estimates.map { "\($0.name) = \(significant($0.value, 5))" }
            lines.append("estimates: " + parts.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
