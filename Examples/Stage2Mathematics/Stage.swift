import LessonKit

extension Stage {
    /// Stage 2 of the roadmap: the mathematics that machine learning stands on.
    public static let mathematics = Stage(
        name: "stage2", title: "Stage 2 · Mathematics",
        lessons: [
            Projections(), Shapes(), Products(), Solving(), Eigenvalues(), Compression(), LeastSquares(),
            Derivatives(), ChainRule(), GradientDescents(),
            Distributions(), Bayes(), Bootstrapping(), TwoGroups(), RegressionInference(), MarkovChains(),
        ])
}
