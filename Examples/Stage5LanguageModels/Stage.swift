import LessonKit

extension Stage {
    /// Stage 5 of the roadmap: attention, and models that read and write.
    public static let languageModels = Stage(
        name: "stage5", title: "Stage 5 · Attention and language models", lessons: lessons)

    private static let lessons: [any Lesson] = [
        AttentionByHand(), TrainingTokenizer(), NeighboringWords(), TrainingGPT(), MaskedWords(), Chatting(),
        Prompting(), SemanticSearch(), LowRankTuning(), StructuredOutput(), QuantizedWeights(),
    ]
}
