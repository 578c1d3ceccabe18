import LessonKit

/// The lessons of this part, in the order in which they are taught.
let kernelLessons: [any Lesson] = [SpamFiltering(), NeighborsAndKernels()]
