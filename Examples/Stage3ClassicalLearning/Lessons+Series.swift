import LessonKit

/// The lessons of this part, in the order in which they are taught.
let seriesLessons: [any Lesson] = [RecommenderLesson(), ForecastLesson()]
