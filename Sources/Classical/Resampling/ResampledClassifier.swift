import LinearAlgebra

/// A classifier that learns from resampled rows, and predicts for rows as they are: `SMOTE().then(classifier)`.
public struct ResampledClassifier<Sampler: Resampler, Base: Classifier>: Classifier {
    /// What changes the training rows.
    public var sampler: Sampler
    /// What learns from them.
    public var base: Base
    /// Whether the classifier takes NaN; a sampler that does not says so itself.
    public static var acceptsMissingValues: Bool { false }

    /// A classifier that learns from resampled rows: `sampler.then(base)`.
    ///
    /// - Parameters:
    ///   - sampler: What changes the training rows.
    ///   - base: What learns from them.
    public init(_ sampler: Sampler, _ base: Base) {
        self.sampler = sampler
        self.base = base
    }

    /// Resamples the rows and fits the classifier to them.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Base.Model {
        try Checks.features(x)
        let rows = try sampler.resample(x, y)
        return try base.fit(rows.features, rows.labels)
    }
}

extension Resampler {
    /// A classifier that learns from rows that this has resampled.
    ///
    /// - Parameter base: What learns from them.
    public func then<Base: Classifier>(_ base: Base) -> ResampledClassifier<Self, Base> {
        ResampledClassifier(self, base)
    }
}
