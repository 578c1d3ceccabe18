import LessonKit

/// The lessons of this part, in the order in which they are taught.
let evaluationLessons: [any Lesson] = [Churn(), TuningWithoutFoolingYourself(), guardLesson]
