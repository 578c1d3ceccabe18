import LessonKit

extension Stage {
    /// Stage 3 of the roadmap: classical models on real tables, and how not to fool oneself with them.
    public static let classicalLearning = Stage(
        name: "stage3", title: "Stage 3 · Classical machine learning",
        lessons: linearLessons + treeLessons + kernelLessons + evaluationLessons + clusterLessons
            + decompositionLessons
            + seriesLessons + explanationLessons)
}
