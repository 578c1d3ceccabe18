/// One thing to measure: a name that the peers use too, how much work it is, and how to set it up.
public struct Case: Sendable {
    /// What a time is divided into.
    public enum Work: Sendable {
        /// Floating-point operations.
        case flop(Double)
        /// Bytes read and written, at the least.
        case bytes(Double)
        /// Things made, such as random numbers.
        case items(Double)
    }

    /// Whose time is the bar.
    public enum Rival: String, Sendable {
        case numpy, scipy, torch, pandas, sklearn, umap, llama
        /// The fastest of those that have the case.
        case fastest
    }

    /// `topic.type.size`, without spaces: `"matmul.f32.512"`.
    public let name: String
    /// The part of the report that it belongs to.
    public let group: String
    /// How much is to be done.
    public let work: Work
    /// The library that must not be faster; nil where a case is there for the picture only.
    public let rival: Rival?
    /// Whether `--quick` runs it.
    public let isQuick: Bool
    /// Builds the inputs; nothing of it is timed.
    public let prepare: @Sendable () -> Trial

    public init(
        _ name: String, group: String, work: Work, rival: Rival? = nil, isQuick: Bool = false,
        prepare: @escaping @Sendable () -> Trial
    ) {
        self.name = name
        self.group = group
        self.work = work
        self.rival = rival
        self.isQuick = isQuick
        self.prepare = prepare
    }
}

/// A case with its inputs built.
public struct Trial {
    /// What is timed: one call, its result dropped.
    public let run: () -> Void
    /// Runs once and says what is wrong with the result; nil where nothing is.
    public let failure: () -> String?
    /// Done before the first and after the last run, untimed.
    public var setUp: () -> Void = {}
    public var tearDown: () -> Void = {}

    /// A trial of `body`, whose result `check` finds fault with or not.
    public init<Result>(
        check: @escaping (Result) -> String?, _ body: @escaping () -> Result
    ) {
        run = { keep(body()) }
        failure = { check(body()) }
    }
}

/// Takes a result, so that no compiler drops the work behind it.
@inline(never)
@_optimize(none)
public func keep<Value>(_ value: Value) {}
