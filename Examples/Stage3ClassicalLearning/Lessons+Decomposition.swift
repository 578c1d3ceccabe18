import LessonKit

/// The lessons of this part, in the order in which they are taught.
let decompositionLessons: [any Lesson] = [Embeddings()]
