import LinearAlgebra

/// The loop that all methods with a line search share: direction, step, learn, until the gradient is small.
struct Descent {
    let name: String
    let gradientTolerance: Double
    let iterations: Int
    let recordsTrace: Bool
    let search: LineSearch

    init(_ minimizer: some GradientMinimizer, _ search: LineSearch) {
        name = "\(type(of: minimizer))"
        gradientTolerance = minimizer.gradientTolerance
        iterations = minimizer.iterations
        recordsTrace = minimizer.recordsTrace
        self.search = search
        requireSettings(name, tolerance: gradientTolerance, iterations: iterations)
        search.validate(name)
    }

    /// What is known before a step.
    struct Situation {
        var current: Evaluation
        /// φ'(0) along the direction.
        var slope: Double
        /// By how much the last step lowered the function, how long it was and what its slope had been; nil at the first.
        var last: (decrease: Double, step: Double, slope: Double)?

        /// The length whose parabola falls as the last step did, at most 1; so that the first is about as long as 1
        /// (Nocedal and Wright, equation 3.60).
        var usualStep: Double {
            guard let last else { return min(1, 1.01 * current.gradient.norm() / -slope) }
            let step = 1.01 * 2 * last.decrease / -slope
            return step > 0 ? min(1, step) : 1
        }
    }

    /// - Parameters:
    ///   - start: Where to begin.
    ///   - function: Value and gradient.
    ///   - direction: p at a point; where it does not descend, the loop forgets and takes -∇f.
    ///   - firstStep: The step to try first.
    ///   - learn: Told of each step from one point to the next.
    ///   - forget: Drops what was learnt; false where there is nothing to drop.
    func run<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>),
        direction: (Evaluation) throws(Failure) -> Vector<Double>,
        firstStep: (Situation) -> Double = { $0.usualStep },
        learn: (Evaluation, Evaluation) -> Void = { _, _ in },
        forget: () -> Bool = { false }
    ) throws(Failure) -> Minimum {
        var evaluator = Evaluator(name: name)
        var current = try evaluator.evaluate(start, function)
        var record = Record(current, keepsTrace: recordsTrace)
        if current.isUnbounded { return record.minimum(current, .unbounded, evaluator.count) }
        guard current.isFinite else { return record.minimum(current, .notFinite, evaluator.count) }
        var last: (decrease: Double, step: Double, slope: Double)?
        while true {
            if current.gradientNorm <= gradientTolerance {
                return record.minimum(current, .converged, evaluator.count)
            }
            if record.iterations == iterations {
                return record.minimum(current, .iterationLimit, evaluator.count)
            }
            var line = Line(current, try direction(current))
            if !line.descends {
                _ = forget()
                last = nil
                line = Line(steepestFrom: current)
            }
            let situation = Situation(current: current, slope: line.origin.slope, last: last)
            let first = line.isRescaled ? 1 : firstStep(situation)
            let outcome = try search.search(from: line.origin, first: first) {
                (step) throws(Failure) -> LinePoint in
                line.point(step, try evaluator.evaluate(line.at(step), function))
            }
            switch outcome {
            case .found(let next):
                if next.evaluation.point == current.point {
                    return record.minimum(current, .lineSearchFailed, evaluator.count)
                }
                last = (current.value - next.value, next.step, line.origin.slope)
                learn(current, next.evaluation)
                current = next.evaluation
                record.add(current)
            case .unbounded(let next):
                record.add(next.evaluation)
                return record.minimum(next.evaluation, .unbounded, evaluator.count)
            case .failed(let sawOnlyNonFinite):
                last = nil
                if forget() { continue }
                let status: MinimizationStatus = sawOnlyNonFinite ? .notFinite : .lineSearchFailed
                return record.minimum(current, status, evaluator.count)
            }
        }
    }
}

/// The line `x + αp`.
struct Line {
    let direction: Vector<Double>
    let origin: LinePoint
    /// Whether the length of the direction is that of a step, whatever the gradient says.
    private(set) var isRescaled = false

    init(_ current: Evaluation, _ direction: Vector<Double>) {
        self.direction = direction
        origin = LinePoint(
            step: 0, value: current.value, slope: dot(current.gradient, direction), evaluation: current)
    }

    /// Along -∇f; where the squares of the gradient come near to overflow, as long as the point is from 0, at least 1.
    init(steepestFrom current: Evaluation) {
        self.init(current, -current.gradient)
        if !descends {
            let length = max(1, current.point.norm())
            self.init(current, (-length) * (current.gradient / current.gradient.norm()))
            isRescaled = true
        }
    }

    /// Whether it descends, with a slope that is far from overflow.
    var descends: Bool { origin.slope < 0 && origin.slope > -1e200 }

    func at(_ step: Double) -> Vector<Double> {
        var point = origin.evaluation.point
        axpy(step, direction, &point)
        return point
    }

    func point(_ step: Double, _ evaluation: Evaluation) -> LinePoint {
        LinePoint(
            step: step, value: evaluation.value, slope: dot(evaluation.gradient, direction),
            evaluation: evaluation)
    }
}

/// Counts iterations and keeps the trace.
struct Record {
    private(set) var iterations = 0
    private var trace: [Minimum.Step] = []
    private let keepsTrace: Bool

    init(_ start: Evaluation, keepsTrace: Bool) {
        self.keepsTrace = keepsTrace
        if keepsTrace { trace.append(.init(point: start.point, value: start.value)) }
    }

    mutating func add(_ evaluation: Evaluation) {
        iterations += 1
        if keepsTrace { trace.append(.init(point: evaluation.point, value: evaluation.value)) }
    }

    func minimum(_ at: Evaluation, _ status: MinimizationStatus, _ evaluations: Int) -> Minimum {
        Minimum(
            point: at.point, value: at.value, gradientNorm: at.gradientNorm, iterations: iterations,
            functionEvaluations: evaluations, status: status, trace: trace)
    }
}
