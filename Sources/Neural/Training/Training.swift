import Autodiff
import Foundation
import LinearAlgebra
import Randomness

/// Trains a model: epochs of shuffled batches, each followed by a step of the optimiser.
///
///     let history = try train(&model, optimizer: &optimizer, on: Examples(images, digits), epochs: 5, batchSize: 64) {
///         model, batch, context in crossEntropy(model(batch.inputs, &context), batch.targets)
///     }
///
/// All randomness follows from the seed: the order of an epoch from seed and epoch, the draws of a step (dropout) from seed and step. So a run that was
/// stopped and goes on from its checkpoint is the same, bit for bit, as one that was not stopped.
///
/// - Parameters:
///   - model: Changed in place.
///   - optimizer: Changed in place.
///   - data: The examples.
///   - epochs: How many passes over the data, 0 or more.
///   - batchSize: How many examples a batch has, 1 or more.
///   - seed: What order and dropout follow from.
///   - options: Schedule, clipping, accumulation, early stopping, checkpoints.
///   - callbacks: What is called on the way.
///   - evaluate: Metrics of the model after each epoch, by name.
///   - loss: One number: the mean loss of a batch.
/// - Returns: What became of each epoch.
/// - Throws: What the closures throw, and ``ModelFileError`` where a checkpoint cannot be read or written.
@discardableResult
public func train<Model: Parameterized, Rule: Optimizer, Data: TrainingData>(
    _ model: inout Model, optimizer: inout Rule, on data: Data, epochs: Int, batchSize: Int = 32,
    seed: UInt64 = 0, options: TrainingOptions = TrainingOptions(),
    callbacks: TrainingCallbacks<Model> = TrainingCallbacks(),
    evaluate: (Model) throws -> [String: Double] = { _ in [:] },
    loss: (Model, Data.Batch, inout Context) throws -> Tensor<Model.Precision>
) throws -> TrainingHistory where Model.Precision == Rule.Precision {
    require(epochs >= 0 && batchSize >= 1, "train: \(epochs) epochs, batches of \(batchSize)")
    options.validate()
    require(data.exampleCount > 0 || epochs == 0, "train: there are no examples")
    require(
        !options.dropsShortBatch || data.exampleCount >= batchSize || epochs == 0,
        "train: \(data.exampleCount) examples make no batch of \(batchSize), and shorter ones are dropped")
    var run = TrainingRun<Model>(model, rate: optimizer.learningRate, seed: seed, options)
    run.state.setup =
        "\(Rule.self), \(data.exampleCount) examples in batches of \(batchSize), "
        + "accumulation \(options.accumulation), \(options.isShuffled ? "shuffled" : "in order")"
        + (options.dropsShortBatch ? ", short batches dropped" : "")
    if let checkpoint = options.checkpoint, checkpoint.resumes,
        FileManager.default.fileExists(atPath: checkpoint.path)
    {
        try run.resume(from: checkpoint.path, &model, &optimizer)
    }
    var bar = ProgressBar(isShown: options.progress == .terminal, epochs: epochs)
    while run.state.epoch < epochs && run.isGoingOn {
        let order = run.order(data.exampleCount, batchSize)
        while run.state.step < order.count && run.isGoingOn {
            let batches = order[run.state.step]
            let value = try run.step(&model, &optimizer, data, batches, loss)
            bar.show(
                epoch: run.state.epoch, step: run.state.step, of: order.count, loss: run.meanLoss,
                examples: batches.reduce(0) { $0 + $1.count })
            if !value.isFinite { run.state.history.ending = .diverged }
            if callbacks.afterStep?(run.state.totalSteps, value, model) == .stop {
                run.state.history.ending = .stoppedByCallback
            }
            if run.isGoingOn { try run.saveIfDue(model, optimizer) }
        }
        guard run.state.step == order.count else { break }
        let record = run.endEpoch(try evaluate(model), rate: optimizer.learningRate, model)
        bar.endEpoch(record)
        if callbacks.afterEpoch?(record, model) == .stop { run.state.history.ending = .stoppedByCallback }
        try run.save(model, optimizer)
    }
    run.state.history.steps = run.state.totalSteps
    // What diverged is not worth to be gone on from: the last checkpoint stays.
    if run.state.history.ending != .diverged { try run.save(model, optimizer) }
    if options.earlyStopping?.restoresBest == true, let best = run.best { model = best }
    return run.state.history
}

/// A run on its way.
struct TrainingRun<Model: Parameterized> {
    /// What a checkpoint holds besides tensors.
    struct State: Codable {
        var version = 1
        var seed: UInt64
        /// What else a run goes on with only: the optimiser, the examples and how they come.
        var setup = ""
        var epoch = 0
        /// Steps of this epoch, and of all.
        var step = 0, totalSteps = 0
        var lossSum = 0.0, exampleSum = 0
        var badEpochs = 0
        var best: Double?
        var plateau: ReduceOnPlateau?
        var learningRate: Double
        var optimizerSteps = 0
        var optimizerNumbers: [Double] = []
        /// How many tensors of each kind the optimiser remembers.
        var optimizerCounts: [Int] = []
        var history = TrainingHistory()
    }

    var state: State
    var best: Model?
    let options: TrainingOptions

    init(_ model: Model, rate: Double, seed: UInt64, _ options: TrainingOptions) {
        state = State(seed: seed, learningRate: rate)
        state.plateau = options.plateau
        self.options = options
    }

    var isGoingOn: Bool { state.history.ending == .finished }

    /// The mean loss of this epoch so far.
    var meanLoss: Double { state.lossSum / Double(max(1, state.exampleSum)) }

    /// The positions of this epoch's batches, by step.
    func order(_ count: Int, _ batchSize: Int) -> [[[Int]]] {
        var generator = Generator(seeds: SeedSequence(entropy: [state.seed, 0, UInt64(state.epoch)]))
        let positions = options.isShuffled ? generator.permutation(count) : Array(0..<count)
        var batches: [[Int]] = []
        for start in stride(from: 0, to: count, by: batchSize) {
            batches.append(Array(positions[start..<min(count, start + batchSize)]))
        }
        if options.dropsShortBatch, let last = batches.last, last.count < batchSize { batches.removeLast() }
        return stride(from: 0, to: batches.count, by: options.accumulation).map {
            Array(batches[$0..<min(batches.count, $0 + options.accumulation)])
        }
    }

    /// One step of the optimiser, and its loss.
    mutating func step<Rule: Optimizer, Data: TrainingData>(
        _ model: inout Model, _ optimizer: inout Rule, _ data: Data, _ batches: [[Int]],
        _ loss: (Model, Data.Batch, inout Context) throws -> Tensor<Model.Precision>
    ) throws -> Double where Model.Precision == Rule.Precision {
        setRate(&optimizer)
        var context = Context(
            isTraining: true,
            generator: Generator(seeds: SeedSequence(entropy: [state.seed, 1, UInt64(state.totalSteps)])))
        var total: Model?, sum = 0.0, examples = 0
        for positions in batches {
            let batch = data.batch(positions)
            let (value, gradient) = try valueAndGradient(at: model) { try loss($0, batch, &context) }
            sum += Double(value.item) * Double(positions.count)
            examples += positions.count
            if total == nil {
                total = gradient
            } else {
                add(gradient, to: &total)
            }
            if batches.count > 1 { takeBuffers(gradient, into: &model) }
        }
        if let gradient = total.take() { follow(gradient, batches.count, &model, &optimizer) }
        state.lossSum += sum
        state.exampleSum += examples
        state.step += 1
        state.totalSteps += 1
        return sum / Double(max(1, examples))
    }

    private func setRate(_ optimizer: inout some Optimizer) {
        if let schedule = options.schedule {
            optimizer.learningRate = schedule.rate(
                at: options.scheduleUnit == .step ? state.totalSteps : state.epoch)
        } else if let plateau = state.plateau {
            optimizer.learningRate = plateau.rate
        }
    }

    private func add(_ gradient: Model, to total: inout Model?) {
        guard var sum = total.take() else { return }
        pairTensors(&sum, gradient, "train") { sum, part, role in
            if role == .parameter { addScaled(&sum, part, 1) } else { sum = part }
        }
        total = sum
    }

    private func takeBuffers(_ gradient: Model, into model: inout Model) {
        pairTensors(&model, gradient, "train") { own, new, role in if role == .buffer { own = new } }
    }

    private func follow<Rule: Optimizer>(
        _ gradient: Model, _ batches: Int, _ model: inout Model, _ optimizer: inout Rule
    ) where Model.Precision == Rule.Precision {
        let mean = 1 / Double(batches)
        switch options.clipping {
        case nil: optimizer.update(&model, along: gradient, scale: mean)
        case .norm(let bound):
            optimizer.update(
                &model, along: gradient, scale: mean * clippingFactor(mean * gradient.parameterNorm, bound))
        case .value(let bound):
            optimizer.update(&model, along: gradient.clipped(toValue: bound / mean), scale: mean)
        }
    }

    /// Notes the epoch, and asks whether the run should end.
    mutating func endEpoch(_ metrics: [String: Double], rate: Double, _ model: Model) -> EpochRecord {
        let record = EpochRecord(
            epoch: state.epoch, steps: state.totalSteps, loss: meanLoss, metrics: metrics, learningRate: rate)
        state.history.epochs.append(record)
        state.history.steps = state.totalSteps
        let watched = record[options.watchedMetric] ?? .nan
        require(
            record[options.watchedMetric] != nil,
            "train: there is no metric \"\(options.watchedMetric)\" to watch, only "
                + (metrics.keys.sorted() + ["loss"]).joined(separator: ", "))
        state.plateau?.update(metric: watched)
        let sign = options.goal == .maximum ? -1.0 : 1.0, change = options.earlyStopping?.smallestChange ?? 0
        if state.best.map({ sign * watched < sign * $0 - change }) ?? !watched.isNaN {
            state.best = watched
            state.badEpochs = 0
            state.history.bestEpoch = state.epoch
            if options.earlyStopping?.restoresBest == true { best = model }
        } else {
            state.badEpochs += 1
        }
        if let early = options.earlyStopping, state.badEpochs > early.patience {
            state.history.ending = .stoppedEarly
        }
        state.epoch += 1
        (state.step, state.lossSum, state.exampleSum) = (0, 0, 0)
        return record
    }
}
