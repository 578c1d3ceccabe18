import Autodiff
import Foundation
import LinearAlgebra

/// The negative log-likelihood of a sequence of labels, however they may be spread over a longer sequence of predictions:
/// `-log Σ P(path)` over all paths that give the labels once repeats are merged and blanks removed.
///
/// For speech and handwriting, where nobody says at which step a letter stands. The sum over paths is taken by the forward-backward
/// recursion, in logarithms and in `Double`; the gradient is `-P(class c at step t | labels)`.
///
/// - Parameters:
///   - logProbabilities: Logarithms of probabilities, `[batch, steps, classes]`: unlike in PyTorch the batch comes first. Usually the
///     `Tensor.logSoftmax(over:)` of a network's output.
///   - targets: The labels, `[batch, labels]`, none of them blank; what lies beyond a sequence's length is not read.
///   - inputLengths: The steps of each sequence, at most `steps`; all of them where nil.
///   - targetLengths: The labels of each sequence; all of them where nil.
///   - blank: The class that stands for no label.
///   - zeroesInfinity: Whether sequences too short for their labels, whose loss is infinite (and gradient NaN), count as 0.
///   - reduction: With `.mean` each loss is divided by its number of labels (at least 1) before the mean is taken, as in PyTorch.
/// - Returns: One number, or with `.none` `[batch]`.
///
/// O(batch · steps · (labels + classes)). Source: Graves et al., *Connectionist Temporal Classification* (2006).
public func connectionistTemporalClassification<T: Scalar>(
    _ logProbabilities: Tensor<T>, _ targets: Indices, inputLengths: [Int]? = nil,
    targetLengths: [Int]? = nil,
    blank: Int = 0, zeroesInfinity: Bool = false, reduction: LossReduction = .mean
) -> Tensor<T> {
    let lattices = CTCLattice.all(logProbabilities.shape, targets, inputLengths, targetLengths, blank)
    let value = CTCLattice.losses(logProbabilities, lattices, zeroesInfinity)
    if reduction != .mean { return reduction(value) }
    return (value / Tensor(lattices.map { T(max(1, $0.labels.count / 2)) })).mean()
}

/// The ways through which a sequence of predictions can give some labels: at each step one stands on a label or on a blank between two.
struct CTCLattice: Sendable {
    /// The labels with blanks between and around them: `2 labels + 1` classes.
    let labels: [Int]
    /// Whether one may step over the blank before a state: where the labels around it differ.
    let maySkip: [Bool]
    let steps: Int
    let classes: Int
    /// Where the sequence begins among all log-probabilities.
    let start: Int

    static func all(
        _ shape: [Int], _ targets: Indices, _ inputLengths: [Int]?, _ targetLengths: [Int]?, _ blank: Int
    ) -> [CTCLattice] {
        let name = "connectionistTemporalClassification"
        require(
            shape.count == 3 && targets.shape.count == 2 && targets.shape[0] == shape[0],
            "\(name): log-probabilities of \(shape), not [batch, steps, classes], and labels of \(targets.shape)"
        )
        let (batch, steps, classes, width) = (shape[0], shape[1], shape[2], targets.shape[1])
        require((0..<classes).contains(blank), "\(name): a blank of \(blank), of \(classes) classes")
        let inputs = inputLengths ?? Array(repeating: steps, count: batch)
        let lengths = targetLengths ?? Array(repeating: width, count: batch)
        require(
            inputs.count == batch && lengths.count == batch && inputs.allSatisfy { (0...steps).contains($0) }
                && lengths.allSatisfy { (0...width).contains($0) },
            "\(name): lengths \(inputs) of at most \(steps) steps and \(lengths) of at most \(width) labels")
        return (0..<batch).map { row in
            let own = targets.positions[(row * width)..<(row * width + lengths[row])]
            for label in own {
                require(
                    (0..<classes).contains(label) && label != blank,
                    "\(name): label \(label) of sequence \(row), of \(classes) classes with blank \(blank)")
            }
            let labels = [blank] + own.flatMap { [$0, blank] }
            let maySkip = labels.indices.map {
                $0 >= 2 && labels[$0] != blank && labels[$0] != labels[$0 - 2]
            }
            return CTCLattice(
                labels: labels, maySkip: maySkip, steps: inputs[row], classes: classes,
                start: row * steps * classes)
        }
    }

    /// The losses of the sequences, with their gradients.
    static func losses<T: Scalar>(
        _ logProbabilities: Tensor<T>, _ lattices: [CTCLattice], _ zeroesInfinity: Bool
    ) -> Tensor<T> {
        let all = logProbabilities.elements.map { Double($0) }
        let losses = lattices.map { $0.isEmpty ? $0.lossWithoutSteps : $0.loss(all) }
        let value = Tensor<T>(losses.map { zeroesInfinity && $0 == .infinity ? 0 : T($0) })
        return Tensor.record(
            "ctc", [logProbabilities], value: value, saving: [.input(0, logProbabilities.detached)],
            composed: { inputs in
                stacked(
                    zip(lattices, losses).map { lattice, loss in
                        let isLost = lattice.isEmpty || (zeroesInfinity && loss == .infinity)
                        return isLost ? Tensor<T>(0) : lattice.composed(inputs[0])
                    })
            },
            pullback: { gradient, saved in
                let all = saved[0].elements.map { Double($0) }, weights = gradient.elements.map { Double($0) }
                var slopes = [Double](repeating: 0, count: all.count)
                for (row, lattice) in lattices.enumerated() where !lattice.isEmpty {
                    if zeroesInfinity && losses[row] == .infinity { continue }
                    lattice.addSlopes(all, loss: losses[row], weight: weights[row], to: &slopes)
                }
                return [Tensor(shape: saved[0].shape, elements: slopes.map { T($0) })]
            })
    }

    var isEmpty: Bool { steps == 0 }
    var lossWithoutSteps: Double { labels.count == 1 ? 0 : .infinity }

    /// `-log P(labels)`.
    func loss(_ all: [Double]) -> Double {
        let last = forward(all).suffix(labels.count)
        return
            -(last.count == 1
            ? last[last.startIndex] : logAdd(last[last.endIndex - 1], last[last.endIndex - 2]))
    }

    /// For each step and state, the logarithm of the probability of all ways that lead there, the step's own included.
    private func forward(_ all: [Double]) -> [Double] {
        let width = labels.count
        var ways = [Double](repeating: -.infinity, count: steps * width)
        ways[0] = all[start + labels[0]]
        if width > 1 { ways[1] = all[start + labels[1]] }
        for step in 1..<max(1, steps) {
            let own = step * width, before = own - width
            for state in 0..<width {
                var sum = ways[before + state]
                if state >= 1 { sum = logAdd(sum, ways[before + state - 1]) }
                if maySkip[state] { sum = logAdd(sum, ways[before + state - 2]) }
                ways[own + state] = sum + all[start + step * classes + labels[state]]
            }
        }
        return ways
    }

    /// The same for all ways from there to the end.
    private func backward(_ all: [Double]) -> [Double] {
        let width = labels.count, last = (steps - 1) * width
        var ways = [Double](repeating: -.infinity, count: steps * width)
        for state in max(0, width - 2)..<width {
            ways[last + state] = all[start + (steps - 1) * classes + labels[state]]
        }
        for step in (0..<(steps - 1)).reversed() {
            let own = step * width, after = own + width
            for state in 0..<width {
                var sum = ways[after + state]
                if state + 1 < width { sum = logAdd(sum, ways[after + state + 1]) }
                if state + 2 < width && maySkip[state + 2] { sum = logAdd(sum, ways[after + state + 2]) }
                ways[own + state] = sum + all[start + step * classes + labels[state]]
            }
        }
        return ways
    }

    /// Adds `-weight · P(class at step | labels)`: NaN where no way gives the labels.
    func addSlopes(_ all: [Double], loss: Double, weight: Double, to slopes: inout [Double]) {
        let ahead = forward(all), back = backward(all), width = labels.count
        for step in 0..<steps {
            for state in 0..<width {
                let place = start + step * classes + labels[state], own = all[place]
                let both = ahead[step * width + state] + back[step * width + state]
                if both == -.infinity && loss != .infinity { continue }
                slopes[place] -= weight * exp(both - own + loss)
            }
        }
    }

    /// The same recursion in tensor operations, for second derivatives; a ban is a very large loss.
    func composed<T: Scalar>(_ logProbabilities: Tensor<T>) -> Tensor<T> {
        let never = T(-1e30), width = labels.count, rows = logProbabilities.reshaped([-1, classes])
        let states = Indices(labels)
        let step = { (step: Int) in rows[start / classes + step].gathered(states) }
        let bans = { (isAllowed: (Int) -> Bool) in
            Tensor<T>((0..<width).map { isAllowed($0) ? 0 : never })
        }
        var ways = step(0) + bans { $0 < 2 }
        let skips = bans { maySkip[$0] }
        for index in 1..<max(1, steps) {
            let padded = ways.padded([(2, 0)], with: never)
            let sums = ways.logAddExp(padded[1..<(width + 1)]).logAddExp(padded[0..<width] + skips)
            ways = sums + step(index)
        }
        return -(width == 1 ? ways[0] : ways[width - 1].logAddExp(ways[width - 2]))
    }
}

/// `log(eˣ + eʸ)`.
private func logAdd(_ x: Double, _ y: Double) -> Double {
    let (low, high) = x < y ? (x, y) : (y, x)
    return low == -.infinity ? high : high + log1p(exp(low - high))
}
