import LinearAlgebra

/// How a training run goes, beyond its length.
public struct TrainingOptions: Sendable {
    /// What a step of a schedule is.
    public enum ScheduleUnit: Sendable, Hashable {
        /// A step of the optimiser.
        case step
        /// A pass over the data.
        case epoch
    }

    /// How long gradients are cut.
    public enum Clipping: Sendable, Hashable {
        /// The gradient of all parameters together is at most as long.
        case norm(Double)
        /// Each element is at most as large.
        case value(Double)
    }

    /// Where a bar shows how far the run is.
    public enum Progress: Sendable, Hashable {
        /// On the standard error, where that is a terminal.
        case terminal
        /// Nowhere.
        case none
    }

    /// Whether the examples come in a new order in each epoch.
    public var isShuffled = true
    /// Whether a last batch of fewer examples is left out.
    public var dropsShortBatch = false
    /// The rates; those of the optimiser where nil.
    public var schedule: (any Schedule)?
    /// What a step of the schedule is.
    public var scheduleUnit = ScheduleUnit.step
    /// A rate that falls when the watched metric has stopped to improve.
    public var plateau: ReduceOnPlateau?
    /// How long gradients are cut.
    public var clipping: Clipping?
    /// How many batches make a step: the mean of their gradients is followed.
    public var accumulation = 1
    /// When to stop before the last epoch.
    public var earlyStopping: EarlyStopping?
    /// Where to save the run, and go on from.
    public var checkpoint: CheckpointOptions?
    /// The metric that early stopping and the plateau watch: one of those of the evaluation, or `"loss"`, that of training.
    public var watchedMetric = "loss"
    /// Whether lower or higher is better. Nil means lower for a metric whose name ends in "loss" or "error"; for any other it must be said.
    public var goal: ReduceOnPlateau.Goal?
    /// Where a bar shows how far the run is.
    public var progress = Progress.terminal

    /// What is usual: shuffled, no schedule, no clipping, no checkpoint.
    public init() {}

    /// Options that differ from the usual ones in what the closure sets.
    ///
    ///     let options = TrainingOptions { $0.clipping = .norm(1) }
    public init(_ change: (inout TrainingOptions) -> Void) {
        self.init()
        change(&self)
    }

    func validate() {
        require(accumulation >= 1, "train: an accumulation of \(accumulation) batches")
        require(
            goal != nil || watchedMetric.hasSuffix("loss") || watchedMetric.hasSuffix("error"),
            "train: is more or less of \"\(watchedMetric)\" better? Set `goal` to `.maximum` or `.minimum`")
        switch clipping {
        case .norm(let bound), .value(let bound): require(bound > 0, "train: clipping to \(bound)")
        case nil: break
        }
        if let early = earlyStopping {
            require(early.patience >= 0, "train: a patience of \(early.patience)")
        }
        if let steps = checkpoint?.everySteps {
            require(steps >= 1, "train: a checkpoint every \(steps) steps")
        }
    }
}

/// Stops a run whose watched metric has not improved for some epochs.
///
/// Source: Prechelt, *Early Stopping, But When?* (1998).
public struct EarlyStopping: Sendable, Hashable {
    /// How many epochs without improvement are let pass.
    public var patience: Int
    /// By how much the metric must be better than the best so far.
    public var smallestChange: Double
    /// Whether the model becomes again what it was at the best epoch.
    public var restoresBest: Bool

    /// Stops a run that does not improve.
    ///
    /// - Parameters:
    ///   - patience: How many epochs without improvement are let pass, 0 or more: the next one ends the run.
    ///   - smallestChange: By how much the metric must be better than the best so far, 0 or more.
    ///   - restoresBest: Whether the model becomes again what it was at the best epoch.
    public init(patience: Int, smallestChange: Double = 0, restoresBest: Bool = true) {
        (self.patience, self.smallestChange, self.restoresBest) = (patience, smallestChange, restoresBest)
    }
}

/// Where a run is saved, and goes on from.
public struct CheckpointOptions: Sendable, Hashable {
    /// The file.
    public var path: String
    /// After how many steps it is written, besides the end of each epoch and of the run; nil for then only.
    public var everySteps: Int?
    /// Whether the run goes on from the file where there is one.
    public var resumes: Bool

    /// Where a run is saved.
    ///
    /// - Parameters:
    ///   - path: The file, there or not.
    ///   - everySteps: After how many steps it is written, 1 or more, besides the end of each epoch; nil for then only.
    ///   - resumes: Whether the run goes on from the file where there is one.
    public init(path: String, everySteps: Int? = nil, resumes: Bool = true) {
        (self.path, self.everySteps, self.resumes) = (path, everySteps, resumes)
    }
}

/// What became of one epoch.
public struct EpochRecord: Sendable, Codable, Hashable {
    /// Its number, counted from 0.
    public var epoch: Int
    /// How many steps the optimiser had made at its end.
    public var steps: Int
    /// The mean of the losses of its batches, by their examples.
    public var loss: Double
    /// What the evaluation gave after it.
    public var metrics: [String: Double]
    /// The rate of its last step.
    public var learningRate: Double

    /// A metric by its name; `"loss"` is that of training where the evaluation gave none of that name.
    public subscript(name: String) -> Double? { metrics[name] ?? (name == "loss" ? loss : nil) }
}

/// What became of a run.
public struct TrainingHistory: Sendable, Codable, Hashable {
    /// Why a run ended.
    public enum Ending: String, Sendable, Codable {
        /// All epochs were done.
        case finished
        /// The watched metric had not improved for too long.
        case stoppedEarly
        /// A callback said so.
        case stoppedByCallback
        /// The loss of a step was NaN or infinite; the checkpoint is the last from before, if there is one.
        case diverged
    }

    /// The epochs, those before a resumption included.
    public internal(set) var epochs: [EpochRecord] = []
    /// Why it ended.
    public internal(set) var ending = Ending.finished
    /// The number of the epoch whose watched metric was best; nil where none is.
    public internal(set) var bestEpoch: Int?
    /// How many steps the optimiser made.
    public internal(set) var steps = 0

    /// The losses of the epochs.
    public var losses: [Double] { epochs.map(\.loss) }
}

/// What a callback wants.
public enum TrainingDecision: Sendable, Hashable {
    /// The run goes on.
    case goOn
    /// The run ends here, saved where it has a checkpoint.
    case stop
}

/// What is called on the way.
public struct TrainingCallbacks<Model>: Sendable where Model: Sendable {
    /// After each step: its number, counted from 1, its loss, and the model.
    public var afterStep: (@Sendable (Int, Double, Model) -> TrainingDecision)?
    /// After each epoch.
    public var afterEpoch: (@Sendable (EpochRecord, Model) -> TrainingDecision)?

    /// Callbacks.
    ///
    /// - Parameters:
    ///   - afterStep: Called after each step with its number, counted from 1, its loss, and the model.
    ///   - afterEpoch: Called after each epoch.
    public init(
        afterStep: (@Sendable (Int, Double, Model) -> TrainingDecision)? = nil,
        afterEpoch: (@Sendable (EpochRecord, Model) -> TrainingDecision)? = nil
    ) {
        self.afterStep = afterStep
        self.afterEpoch = afterEpoch
    }
}
