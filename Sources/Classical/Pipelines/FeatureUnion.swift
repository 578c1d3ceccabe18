import LinearAlgebra

/// Two transformers of the same rows, their columns side by side: `StandardScaler().beside(MissingIndicator())`.
///
/// Rows and target go to both. More than two: `a.beside(b).beside(c)`.
public struct FeatureUnion<Left: PipelineStep, Right: PipelineStep> {
    /// The transformer whose columns come first.
    public var left: Left
    /// The transformer whose columns come last.
    public var right: Right

    /// A union of two transformers.
    ///
    /// - Parameters:
    ///   - left: The transformer whose columns come first.
    ///   - right: The transformer whose columns come last.
    public init(_ left: Left, _ right: Right) {
        self.left = left
        self.right = right
    }

    /// What both learned.
    public struct Model: NamedFeatureTransform {
        /// The fitted transformer whose columns come first.
        public let left: Left.Model
        /// The fitted transformer whose columns come last.
        public let right: Right.Model
        /// How many columns the rows must have.
        public var featureCount: Int { left.featureCount }
        /// The columns of both.
        public var outputCount: Int { left.outputCount + right.outputCount }

        /// The columns of both, side by side.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            ColumnPasses.sideBySide([left.transform(x), right.transform(x)], rows: x.rows)
        }

        /// The names that both give, one after another.
        public func outputNames(_ names: [String]) -> [String] {
            left.names(for: names) + right.names(for: names)
        }
    }
}

extension PipelineStep {
    /// The columns of this transformer and those of another, made of the same rows, side by side.
    ///
    /// - Parameter other: The transformer whose columns come last.
    public func beside<Other: PipelineStep>(_ other: Other) -> FeatureUnion<Self, Other> {
        FeatureUnion(self, other)
    }
}

extension FeatureUnion: PipelineStep {
    /// Whether both take NaN.
    public static var acceptsMissingValues: Bool { Left.acceptsMissingValues && Right.acceptsMissingValues }

    /// Whether one of both learns from the rows.
    public static var learnsFromRows: Bool { Left.learnsFromRows || Right.learnsFromRows }
    /// Whether both fill what is missing.
    public static var fillsMissingValues: Bool { Left.fillsMissingValues && Right.fillsMissingValues }

    /// Fits both to the same rows.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let (first, output) = try left.fitTransform(x, target)
        let (second, more) = try right.fitTransform(x, target)
        return (
            Model(left: first, right: second), ColumnPasses.sideBySide([output, more], rows: x.rows)
        )
    }
}

extension FeatureUnion: FeatureTransformer where Left: FeatureTransformer, Right: FeatureTransformer {
    /// Fits both to the same rows.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model { try fitTransform(x, nil).model }
}

extension FeatureUnion: Codable where Left: Codable, Right: Codable {}
extension FeatureUnion: Equatable where Left: Equatable, Right: Equatable {}
extension FeatureUnion: Hashable where Left: Hashable, Right: Hashable {}
