import LessonKit

/// The lessons of this part, in the order in which they are taught.
let treeLessons: [any Lesson] = [TreesToBoosting(), Anomalies()]
