/// One lesson: what it teaches, what it may cost, and the number that it must reach.
///
///     struct Projections: Lesson {
///         let name = "projections"
///         let title = "Vectors and projections"
///         let topics = ["Stage 2 · item 24 Vectors, matrices, dot products"]
///         let budget = Budget(seconds: 5, megabytes: 200)
///         let target = Target("angle between residual and subspace, off 90°", atMost: 1e-10)
///
///         func run(_ page: inout Narrator) throws -> Double {
///             page.text("The residual of a projection is at a right angle to the subspace.")
///             return error
///         }
///     }
///
/// A lesson holds no library logic: it calls the library, says what the learner should see, draws what is better seen, and
/// returns its own number, which the runner holds against `target`.
public protocol Lesson: Sendable {
    /// What the learner types, in lower case with hyphens: `"least-squares"`.
    var name: String { get }
    /// What the page is headed.
    var title: String { get }
    /// One sentence for lists.
    var summary: String { get }
    /// The items of the roadmap that it covers, `"Stage 2 · item 25 Matrix multiplication"`.
    var topics: [String] { get }
    /// What a run may cost.
    var budget: Budget { get }
    /// What the number that `run` returns must reach.
    var target: Target { get }

    /// Teaches the lesson on `page` and returns its score.
    func run(_ page: inout Narrator) throws -> Double
}

/// What one run of a lesson may cost.
public struct Budget: Sendable {
    /// Seconds of wall time; about three times what a quiet machine with two cores takes.
    public var seconds: Double
    /// Megabytes (10⁶ bytes) of resident memory beyond what the process held when the lesson began.
    public var megabytes: Double

    /// A budget of so many seconds and megabytes.
    public init(seconds: Double, megabytes: Double) {
        self.seconds = seconds
        self.megabytes = megabytes
    }
}

/// A named number and the bound that it must keep.
public struct Target: Sendable {
    /// On which side of the threshold a number is good.
    public enum Bound: Sendable {
        /// Good where the number is the threshold or more.
        case atLeast(Double)
        /// Good where the number is the threshold or less.
        case atMost(Double)
    }

    /// What the number is.
    public var name: String
    /// The bound it must keep.
    public var bound: Bound

    /// A number that is good from `threshold` up.
    public init(_ name: String, atLeast threshold: Double) {
        self.name = name
        self.bound = .atLeast(threshold)
    }

    /// A number that is good up to `threshold`.
    public init(_ name: String, atMost threshold: Double) {
        self.name = name
        self.bound = .atMost(threshold)
    }

    /// Whether `score` keeps the bound. NaN keeps none.
    public func isMet(by score: Double) -> Bool {
        switch bound {
        case .atLeast(let threshold): score >= threshold
        case .atMost(let threshold): score <= threshold
        }
    }

    /// The bound in characters, `≥ 5` or `≤ 1e-12`.
    public var requirement: String {
        switch bound {
        case .atLeast(let threshold): "≥ \(threshold.text(4))"
        case .atMost(let threshold): "≤ \(threshold.text(4))"
        }
    }
}

/// The lessons of one stage of the roadmap, in the order in which they are taught.
public struct Stage: Sendable {
    /// What the learner types, `"stage2"`.
    public var name: String
    /// What the stage is headed.
    public var title: String
    /// The lessons in order.
    public var lessons: [any Lesson]

    /// A stage of `lessons`.
    public init(name: String, title: String, lessons: [any Lesson]) {
        self.name = name
        self.title = title
        self.lessons = lessons
    }
}
