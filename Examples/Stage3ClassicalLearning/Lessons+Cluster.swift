import LessonKit

/// The lessons of this part, in the order in which they are taught.
let clusterLessons: [any Lesson] = [Customers()]
