import CKernels
import Foundation
import LinearAlgebra
import Randomness

/// What boosting returns: the trees up to the best round, and the losses on the rows that were set aside.
struct BoostedFit {
    var trees: DecisionTrees
    var validationLosses: [Double]
}

/// Rows with their targets and weights; of classes, targets are codes.
struct BoostingRows {
    var x: Matrix<Double>
    var y: [Double]
    var weights: Vector<Double>?
}

/// Boosts: round after round a tree for each output, grown on the derivatives of the loss where the scores stand.
final class BoostingTrainer {
    /// Rows whose loss decides when to stop: a part of the rows of the fit, or others.
    private struct Validation {
        var bins: BinnedRows
        var rows: [UInt32]
        var y: [Double]
        var weights: Vector<Double>?
        var scores: UnsafeMutablePointer<Double>
        var isOwn: Bool
    }

    private let options: BoostingOptions
    private let loss: BoostingLoss
    private let data: BoostingRows
    private let weights: UnsafeMutablePointer<Double>?
    private let weightsAreCounts: Bool
    private let columns: [BinnedColumn]
    private let bins: BinnedRows
    private let grower: TreeGrower
    private var training: [UInt32]
    private var generator: Generator
    private var validation: Validation?

    private let scores: UnsafeMutablePointer<Double>
    private let probabilities: UnsafeMutablePointer<Double>?
    private let gradients: UnsafeMutablePointer<Double>
    private let hessians: UnsafeMutablePointer<Double>
    private let pairs: UnsafeMutablePointer<Int64>
    private var trees: DecisionTrees

    private var count: Int { data.y.count }

    /// Bins the rows and sets some aside.
    ///
    /// - Parameters:
    ///   - given: Rows that decide when to stop; nil to set some of `data` aside where the rule of `options` wants that.
    ///   - strata: The class of each row, of each of which the same share is set aside.
    init(
        _ data: BoostingRows, _ given: BoostingRows?, _ options: BoostingOptions, _ loss: BoostingLoss,
        strata: [Int]?
    ) throws(FitError) {
        try options.check(columns: data.x.columns)
        self.options = options
        self.loss = loss
        self.data = data
        let count = data.y.count, outputs = loss.outputs
        let weights = data.weights.map { given in
            let copy = UnsafeMutablePointer<Double>.allocate(capacity: count)
            for row in 0..<count { copy[row] = given[row] }
            return copy
        }
        self.weights = weights
        weightsAreCounts =
            data.weights.map { $0.sum() < 1e9 && $0.allSatisfy { $0 == $0.rounded() } } ?? true
        let generator = Generator(seed: options.seed)
        let present = (0..<UInt32(count)).filter { weights?[Int($0)] ?? 1 > 0 }
        var aside: [UInt32] = []
        if let rule = options.earlyStopping, given == nil {
            aside = BoostingTrainer.aside(present, strata, rule.validationFraction, options.seed)
        }
        let isAside = Set(aside),
            training = aside.isEmpty ? present : present.filter { !isAside.contains($0) }
        guard !training.isEmpty else {
            throw .tooFewRows(present.count, needed: 2, why: "some are set aside for early stopping")
        }
        if options.earlyStopping != nil, given == nil, aside.isEmpty {
            throw .tooFewRows(present.count, needed: 2, why: "some are set aside for early stopping")
        }
        let columns = try BinnedColumn.find(
            data.x, weights: data.weights, rows: training, categorical: options.categoricalFeatures,
            bins: options.bins, seed: options.seed)
        let base = loss.initial(data.y, weights, training)
        let bins = BinnedRows(data.x, columns)
        let scores = UnsafeMutablePointer<Double>.allocate(capacity: count * outputs)
        for output in 0..<outputs { (scores + output * count).update(repeating: base[output], count: count) }
        if let given {
            let own = UnsafeMutablePointer<Double>.allocate(capacity: max(1, given.y.count * outputs))
            for output in 0..<outputs {
                (own + output * given.y.count).update(repeating: base[output], count: given.y.count)
            }
            validation = Validation(
                bins: BinnedRows(given.x, columns), rows: Array(0..<UInt32(given.y.count)), y: given.y,
                weights: given.weights, scores: own, isOwn: true)
        } else if !aside.isEmpty {
            validation = Validation(
                bins: bins, rows: aside, y: data.y, weights: data.weights, scores: scores, isOwn: false)
        }
        self.scores = scores
        self.columns = columns
        self.bins = bins
        self.training = training
        self.generator = generator
        if case .softmax = loss {
            probabilities = .allocate(capacity: count * outputs)
        } else {
            probabilities = nil
        }
        gradients = .allocate(capacity: count)
        hessians = .allocate(capacity: count)
        pairs = .allocate(capacity: count)
        trees = DecisionTrees(featureCount: data.x.columns, outputCount: outputs, base: base)
        grower = TreeGrower(
            bins, columns, options, weights: self.weights, weightsAreCounts: weightsAreCounts, pairs: pairs)
    }

    deinit {
        if let validation, validation.isOwn { validation.scores.deallocate() }
        for pointer in [scores, probabilities, gradients, hessians, weights] { pointer?.deallocate() }
        pairs.deallocate()
    }

    /// A share of the rows, of each class alike, chosen at random.
    private static func aside(_ rows: [UInt32], _ strata: [Int]?, _ fraction: Double, _ seed: UInt64)
        -> [UInt32]
    {
        var generator = Generator(seed: seed &+ 1), chosen: [UInt32] = []
        let groups = Dictionary(grouping: rows) { strata?[Int($0)] ?? 0 }
        for key in groups.keys.sorted() {
            var group = groups[key, default: []]
            generator.shuffle(&group)
            let most = group.count - 1, wanted = Int((fraction * Double(group.count)).rounded())
            chosen += group.prefix(min(most, max(strata == nil ? 1 : 0, wanted)))
        }
        return chosen.sorted()
    }

    // MARK: - Rounds

    /// Boosts until the last tree, or until the loss on the rows set aside stops falling.
    func train() throws(FitError) -> BoostedFit {
        var losses: [Double] = [], best = (loss: Double.infinity, rounds: 0)
        for round in 1...options.trees {
            guard try boost(round) else { break }
            guard let rule = options.earlyStopping, validation != nil else { continue }
            let loss = validationLoss()
            losses.append(loss)
            if loss < best.loss - rule.tolerance { best = (loss, round) }
            if round - best.rounds >= rule.patience { break }
        }
        if !losses.isEmpty { trees.keepTrees(best.rounds * loss.outputs) }
        return BoostedFit(trees: trees, validationLosses: losses)
    }

    /// Adds a tree for each output; false where nothing is left to split.
    private func boost(_ round: Int) throws(FitError) -> Bool {
        let sample = sampledRows(), isUsed = sampledColumns()
        let others =
            sample.count < count && (sample.count < training.count || validation?.isOwn == false)
            ? rest(of: sample) : []
        if case .softmax(let classes) = loss, let probabilities {
            inChunks { start, length in
                BoostingLoss.softmax(
                    scores, rows: count, classes: classes, start: start, count: length, into: probabilities)
            }
        }
        var hasSplit = false, grown: [GrownTree] = []
        for output in 0..<loss.outputs {
            let rule = try derivatives(output, round)
            var tree = grower.grow(sample, rule, isUsed: isUsed)
            renew(&tree, output)
            hasSplit = hasSplit || tree.nodes.count > 1
            for node in tree.nodes.indices { tree.nodes[node].value *= options.learningRate }
            update(tree, output, others)
            grown.append(tree)
        }
        let isFinal = !hasSplit && options.rowFraction == 1 && options.columnFraction == 1
        if !isFinal {
            for (output, tree) in grown.enumerated() { trees.append(tree, output: output, columns) }
        }
        return !isFinal
    }

    /// Packs the derivatives of an output and says what their units are worth.
    private func derivatives(_ output: Int, _ round: Int) throws(FitError) -> SplitRule {
        let chunk = BoostingTrainer.chunk, chunks = (count + chunk - 1) / chunk
        var sums = [(gradient: Double, hessian: Double)](repeating: (0, 0), count: chunks)
        let from = probabilities ?? scores + output * count
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = SharedPointer(sums.baseAddress)
            inChunks { start, length in
                self.loss.derivatives(
                    from, self.data.y, rows: self.count, output: output, start: start, count: length,
                    self.gradients, self.hessians)
                sums.pointer?[start / chunk] = self.weigh(start, length)
            }
        }
        let gradient = sums.reduce(0) { $0 + $1.gradient }, hessian = sums.reduce(0) { $0 + $1.hessian }
        guard gradient.isFinite, hessian.isFinite else {
            throw .diverged(
                iterations: round, why: "the derivatives are no longer finite; a smaller learningRate helps")
        }
        let g = BoostingTrainer.scale(gradient, limit: 0x1p30),
            h = BoostingTrainer.scale(hessian, limit: 0x1p31)
        // Whole weights multiply what is rounded, so that 2 is exactly twice 1.
        let counts = weightsAreCounts ? weights : nil
        inChunks { start, length in
            cairn_boosting_pack(
                self.gradients + start, self.hessians + start, counts.map { $0 + start }, length, g, h,
                self.pairs + start)
        }
        return SplitRule(
            ridge: options.ridgePenalty, lasso: options.lassoPenalty, gradientUnit: 1 / g, hessianUnit: 1 / h)
    }

    /// Σ w |g| and Σ w h of some rows; weights that are no counts are multiplied in.
    private func weigh(_ start: Int, _ length: Int) -> (gradient: Double, hessian: Double) {
        var gradient = 0.0, hessian = 0.0
        guard let weights else {
            for row in start..<start + length {
                gradient += abs(gradients[row])
                hessian += hessians[row]
            }
            return (gradient, hessian)
        }
        for row in start..<start + length {
            gradient += abs(gradients[row]) * weights[row]
            hessian += hessians[row] * weights[row]
            if !weightsAreCounts {
                gradients[row] *= weights[row]
                hessians[row] *= weights[row]
            }
        }
        return (gradient, hessian)
    }

    /// The largest power of 2 that keeps a sum within a limit.
    private static func scale(_ sum: Double, limit: Double) -> Double {
        guard sum > 0 else { return 1 }
        let exponent = log2(limit / sum).rounded(.down)
        return exp2(min(max(exponent, -1000), 1000))
    }

    private static let chunk = 4096

    private func inChunks(_ body: (Int, Int) -> Void) {
        let chunk = BoostingTrainer.chunk, chunks = (count + chunk - 1) / chunk
        func run(_ part: Int) { body(part * chunk, min(chunk, self.count - part * chunk)) }
        if chunks == 1 { run(0) } else { concurrently(chunks, run) }
    }

    // MARK: - Samples

    /// Each round's rows: exactly the share asked for, every set of them alike (Knuth, volume 2, algorithm S).
    private func sampledRows() -> [UInt32] {
        guard options.rowFraction < 1 else { return training }
        var wanted = max(1, Int((options.rowFraction * Double(training.count)).rounded()))
        var sample: [UInt32] = []
        sample.reserveCapacity(wanted)
        for (place, row) in training.enumerated() {
            if generator.uniform() * Double(training.count - place) < Double(wanted) {
                sample.append(row)
                wanted -= 1
            }
        }
        return sample
    }

    private func sampledColumns() -> [Bool] {
        let all = columns.count
        guard options.columnFraction < 1 else { return [Bool](repeating: true, count: all) }
        var isUsed = [Bool](repeating: false, count: all)
        let wanted = max(1, Int((options.columnFraction * Double(all)).rounded()))
        for feature in generator.permutation(all).prefix(wanted) { isUsed[feature] = true }
        return isUsed
    }

    /// The rows that the tree does not learn from, whose scores are wanted all the same.
    private func rest(of sample: [UInt32]) -> [UInt32] {
        var isOut = [Bool](repeating: true, count: count)
        for row in sample { isOut[Int(row)] = false }
        return (0..<UInt32(count)).filter { isOut[Int($0)] }
    }
}

extension BoostingTrainer {
    /// Adds a tree's values to the scores.
    private func update(_ tree: GrownTree, _ output: Int, _ others: [UInt32]) {
        let scores = scores + output * count, order = grower.order
        func run(_ place: Int) {
            let leaf = tree.leaves[place], value = tree.nodes[leaf.node].value
            for place in leaf.rows { scores[Int(order[place])] += value }
        }
        if count < 10_000 { tree.leaves.indices.forEach(run) } else { concurrently(tree.leaves.count, run) }
        if !others.isEmpty { walk(tree, bins, others, scores) }
        if let validation, validation.isOwn {
            walk(tree, validation.bins, validation.rows, validation.scores + output * validation.y.count)
        }
    }

    private func walk(
        _ tree: GrownTree, _ bins: BinnedRows, _ rows: [UInt32], _ scores: UnsafeMutablePointer<Double>
    ) {
        let tables = tree.tables
        inParallel(rows.count, grain: 1024) { start, length in
            for place in start..<start + length {
                scores[Int(rows[place])] += tree.value(Int(rows[place]), bins, tables)
            }
        }
    }

    /// Gives leaves the quantile of their rows' residuals, for losses whose derivatives do not know how far to go.
    private func renew(_ tree: inout GrownTree, _ output: Int) {
        guard let level = loss.renewedQuantile else { return }
        let scores = scores + output * count, order = grower.order
        for leaf in tree.leaves {
            var residuals = leaf.rows.map { place in
                let row = Int(order[place])
                return (value: data.y[row] - scores[row], weight: weights?[row] ?? 1)
            }
            let value = weightedQuantile(level, &residuals)
            tree.nodes[leaf.node].value = min(max(value, leaf.bounds.lowerBound), leaf.bounds.upperBound)
        }
    }

    /// The mean loss of the rows that are set aside.
    private func validationLoss() -> Double {
        guard let validation else { return 0 }
        var sum = 0.0, total = 0.0
        for row in validation.rows.lazy.map({ Int($0) }) {
            let weight = validation.weights?[row] ?? 1
            sum += weight * loss.loss(validation.scores + row, stride: validation.y.count, validation.y[row])
            total += weight
        }
        return total > 0 ? sum / total : 0
    }
}

extension DecisionTrees {
    /// Adds a grown tree, its bins turned back into values.
    mutating func append(_ tree: GrownTree, output: Int, _ columns: [BinnedColumn]) {
        beginTree(output: output)
        let first = feature.count
        for node in tree.nodes {
            var node = node
            guard var split = node.split else {
                addLeaf(node.value, cover: node.weight)
                continue
            }
            var flags = split.missingLeft ? NodeFlags.missingLeft : 0, threshold = Double.infinity
            switch columns[split.feature] {
            case .numbers(let borders): if split.bin < borders.count { threshold = borders[split.bin] }
            case .categories(let codes):
                var chosen = Set(split.categories ?? [])
                if split.missingLeft {
                    // What is in no set goes right, unknown categories too, and these go with what is missing: sides change.
                    chosen = Set(codes.indices.map { UInt8($0) }).subtracting(chosen)
                    swap(&node.left, &node.right)
                    split.missingLeft = false
                }
                flags = NodeFlags.categories
                threshold = Double(addCategories(chosen.map { Int(codes[Int($0)]) }))
            }
            let number = addNode(
                feature: split.feature, threshold: threshold, flags: flags, values: [node.value],
                cover: node.weight, gain: split.gain)
            left[number] = Int32(first + node.left)
            right[number] = Int32(first + node.right)
        }
    }

    /// Leaves out all trees from a number on.
    mutating func keepTrees(_ count: Int) {
        guard count < roots.count else { return }
        let nodes = Int(roots[count])
        roots.removeSubrange(count...)
        treeOutput.removeSubrange(count...)
        feature.removeSubrange(nodes...)
        threshold.removeSubrange(nodes...)
        left.removeSubrange(nodes...)
        right.removeSubrange(nodes...)
        flags.removeSubrange(nodes...)
        value.removeSubrange((nodes * valuesPerNode)...)
        cover.removeSubrange(nodes...)
        gain.removeSubrange(nodes...)
    }
}
