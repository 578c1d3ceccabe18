import LinearAlgebra

/// The simplex method of Nelder and Mead: a minimum from values alone, without gradients.
///
/// n + 1 points, sorted by value. The worst, `x_w`, is mirrored at the centre c of the others, `c + t(c - x_w)`: `t = 1`; where that
/// is the best so far, further, `t = χ`; where it is poor, less, `t = ±γ`; and where nothing helps all points move towards the best
/// by the factor σ. In up to two variables `χ = 2, γ = σ = ½`; in n, after Gao and Han, `χ = 1 + 2/n, γ = ¾ - 1/2n, σ = 1 - 1/n`.
///
///     let found = NelderMead().minimize(from: [-1.2, 1]) { x in
///         let bend = x[1] - x[0] * x[0], off = 1 - x[0]
///         return 100 * bend * bend + off * off
///     }
///     print(found.status, (found.point - [1, 1]).norm() < 1e-6)  // converged true
///
/// For a few variables and for functions with kinks or noise; it can stop where there is no minimum, so start it again from there.
/// NaN counts as +∞. O(n) operations and about one to two calls a step, n + 2 where the simplex shrinks. SciPy:
/// `minimize(method="Nelder-Mead", options={"adaptive": True})`.
///
/// Source: Nelder and Mead, *A Simplex Method for Function Minimization* (1965); Gao and Han, *Implementing the Nelder-Mead Simplex
/// Algorithm with Adaptive Parameters* (2012).
public struct NelderMead: Sendable {
    /// Stop where no element of the points differs more from the best, and the values by no more than `valueTolerance`.
    public var pointTolerance: Double
    /// Stop where values differ no more from the best, and the points by no more than `pointTolerance`.
    public var valueTolerance: Double
    /// Stop after as many steps; nil: 1000 a variable.
    public var iterations: Int?
    /// The first simplex: each element in turn longer by this share of itself, or by 0.00025 where it is 0; not 0.
    public var spread: Double
    /// Whether ``Minimum/trace`` is filled, with the best point after each step.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - pointTolerance: How near the points must come in each element; not negative.
    ///   - valueTolerance: How near the values must come; not negative.
    ///   - iterations: Stop after as many steps; nil: 1000 a variable.
    ///   - spread: The first simplex: each element in turn longer by this share of itself, or by 0.00025 where it is 0; not 0.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled, with the best point after each step.
    public init(
        pointTolerance: Double = 1e-8, valueTolerance: Double = 1e-8, iterations: Int? = nil,
        spread: Double = 0.05, recordsTrace: Bool = false
    ) {
        self.pointTolerance = pointTolerance
        self.valueTolerance = valueTolerance
        self.iterations = iterations
        self.spread = spread
        self.recordsTrace = recordsTrace
    }

    /// Minimises a function.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ f(x).
    /// - Returns: The best point, with a ``Minimum/gradientNorm`` of NaN. Throws only what the function throws.
    public func minimize<Failure: Error>(
        from start: Vector<Double>, _ function: (Vector<Double>) throws(Failure) -> Double
    ) throws(Failure) -> Minimum {
        let limit = iterations ?? 1000 * start.count
        requireSettings("NelderMead", tolerance: min(pointTolerance, valueTolerance), iterations: limit)
        require(spread != 0 && spread.isFinite, "NelderMead: a spread of \(spread)")
        var simplex = Simplex(size: start.count)
        for corner in 0...start.count {
            var point = start
            if corner > 0 {
                let old = point[corner - 1]
                point[corner - 1] = old == 0 ? 0.00025 : old * (1 + spread)
            }
            simplex.vertices.append(try simplex.evaluate(point, function))
        }
        simplex.sort()
        var record = Record(simplex.vertices[0], keepsTrace: recordsTrace)
        while true {
            if let status = status(simplex, isLast: record.iterations == limit) {
                return record.minimum(simplex.vertices[0], status, simplex.calls)
            }
            try simplex.step(function)
            record.add(simplex.vertices[0])
        }
    }

    private func status(_ simplex: Simplex, isLast: Bool) -> MinimizationStatus? {
        let best = simplex.vertices[0]
        if best.isUnbounded { return .unbounded }
        if !best.value.isFinite { return .notFinite }
        let isClose = simplex.vertices.allSatisfy {
            $0.value - best.value <= valueTolerance
                && ($0.point - best.point).norm(.infinity) <= pointTolerance
        }
        return isClose ? .converged : isLast ? .iterationLimit : nil
    }
}

/// n + 1 points and their values, the best first.
private struct Simplex {
    var vertices: [Evaluation] = []
    var calls = 0
    private let expansion: Double
    private let contraction: Double
    private let shrinkage: Double

    init(size: Int) {
        let n = Double(max(2, size))
        (expansion, contraction, shrinkage) = (1 + 2 / n, 0.75 - 0.5 / n, 1 - 1 / n)
    }

    mutating func sort() { vertices.sort { $0.value < $1.value } }

    mutating func evaluate<Failure: Error>(
        _ point: Vector<Double>, _ function: (Vector<Double>) throws(Failure) -> Double
    ) throws(Failure) -> Evaluation {
        calls += 1
        let value = try function(point)
        return Evaluation(point: point, value: value.isNaN ? .infinity : value, gradient: [.nan])
    }

    mutating func step<Failure: Error>(
        _ function: (Vector<Double>) throws(Failure) -> Double
    ) throws(Failure) {
        let worst = vertices.removeLast()
        var centre = Vector<Double>(repeating: 0, count: worst.point.count)
        for vertex in vertices { centre += vertex.point }
        centre /= Double(vertices.count)
        let away = centre - worst.point
        let mirrored = try evaluate(centre + away, function)
        if mirrored.value < vertices[0].value {
            let further = try evaluate(centre + expansion * away, function)
            insert(further.value < mirrored.value ? further : mirrored)
        } else if mirrored.value < vertices[vertices.count - 1].value {
            insert(mirrored)
        } else {
            let isOutside = mirrored.value < worst.value
            let nearer = try evaluate(centre + (isOutside ? contraction : -contraction) * away, function)
            let passes = isOutside ? nearer.value <= mirrored.value : nearer.value < worst.value
            if passes {
                insert(nearer)
            } else {
                vertices.append(worst)
                try shrink(function)
            }
        }
    }

    private mutating func insert(_ vertex: Evaluation) {
        let place = vertices.firstIndex { vertex.value < $0.value } ?? vertices.count
        vertices.insert(vertex, at: place)
    }

    private mutating func shrink<Failure: Error>(
        _ function: (Vector<Double>) throws(Failure) -> Double
    ) throws(Failure) {
        let best = vertices[0].point
        for index in 1..<vertices.count {
            vertices[index] = try evaluate(best + shrinkage * (vertices[index].point - best), function)
        }
        sort()
    }
}
