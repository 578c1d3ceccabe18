import LinearAlgebra
import Randomness

/// What `makeClassification` made: the samples, and what each feature is good for.
public struct ClassificationSamples: Sendable, Hashable {
    /// What a made-up feature tells of the class.
    public enum Role: Sendable, Hashable {
        /// It carries the class.
        case informative
        /// A linear mixture of the informative ones.
        case redundant
        /// A copy of an informative or redundant one.
        case repeated
        /// Pure noise.
        case random
    }

    /// A sample in each row, [samples, features].
    public let features: Matrix<Double>
    /// The class of each sample, counted from 0.
    public let labels: [Int]
    /// What each feature is good for.
    public let roles: [Role]
}

/// A classification problem made to measure: informative, redundant, repeated and useless features, several clusters a class,
/// and labels that lie. scikit-learn: `make_classification`.
///
/// Clusters of standard normal draws sit at corners of a hypercube with sides 2 · `classSeparation` in the space of the
/// informative features, each stretched by a random matrix; cluster k belongs to class k mod `classes`.
///
///     let data = makeClassification(samples: 500, features: 8, informative: 3, classes: 3, seed: 7)
///     print(data.roles.count { $0 == .informative })      // 3
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - features: How many in all; what is left beside the three kinds below is noise.
///   - informative: How many carry the class; 2 to their power is at least `classes` · `clustersPerClass`.
///   - redundant: How many are random linear mixtures of the informative ones.
///   - repeated: How many are copies of those before them.
///   - classes: How many, 1 or more.
///   - clustersPerClass: How many, 1 or more.
///   - weights: The share of each class, in 0...1; the last may be left out. `nil` for equal shares.
///   - flippedLabels: The share of samples, in 0...1, whose class is drawn anew.
///   - classSeparation: Half the side of the hypercube; larger is easier.
///   - hypercube: Whether the clusters sit at its very corners; else at those of a random parallelepiped.
///   - shift: What is added to every feature; `nil` draws one for each from ± `classSeparation`.
///   - scale: What every feature is then multiplied by; `nil` draws one for each from [1, 101).
///   - shuffle: Whether to bring samples and features into random order; else the features come in the order of
///     ``ClassificationSamples/Role``.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples with their classes, and the roles of the features.
///
/// Complexity: O(samples · features · informative).
///
/// Source: I. Guyon, "Design of experiments for the NIPS 2003 variable selection benchmark" (2003).
public func makeClassification(
    samples: Int = 100, features: Int = 20, informative: Int = 2, redundant: Int = 2, repeated: Int = 0,
    classes: Int = 2, clustersPerClass: Int = 2, weights: [Double]? = nil, flippedLabels: Double = 0.01,
    classSeparation: Double = 1, hypercube: Bool = true, shift: Double? = 0, scale: Double? = 1,
    shuffle: Bool = true, seed: UInt32
) -> ClassificationSamples {
    var generator = RandomState(seed: seed)
    return makeClassification(
        samples: samples, features: features, informative: informative, redundant: redundant,
        repeated: repeated, classes: classes, clustersPerClass: clustersPerClass, weights: weights,
        flippedLabels: flippedLabels, classSeparation: classSeparation, hypercube: hypercube, shift: shift,
        scale: scale, shuffle: shuffle, using: &generator)
}

/// `makeClassification` with the draws of any generator.
public func makeClassification(
    samples: Int = 100, features: Int = 20, informative: Int = 2, redundant: Int = 2, repeated: Int = 0,
    classes: Int = 2, clustersPerClass: Int = 2, weights: [Double]? = nil, flippedLabels: Double = 0.01,
    classSeparation: Double = 1, hypercube: Bool = true, shift: Double? = 0, scale: Double? = 1,
    shuffle: Bool = true, using generator: inout some RandomStream
) -> ClassificationSamples {
    let plan = ClassificationPlan(
        samples: samples, features: features, informative: informative, redundant: redundant,
        repeated: repeated, classes: classes, clusters: classes * clustersPerClass)
    plan.check(clustersPerClass)
    require(
        flippedLabels >= 0 && flippedLabels <= 1,
        "makeClassification: flippedLabels must be in 0...1, not \(flippedLabels)")
    let counts = plan.clusterSizes(weights)
    var corners = (hypercubeCorners(plan.clusters, informative, &generator) * 2 - 1) * classSeparation
    if !hypercube {
        corners *= generator.uniformMatrix(plan.clusters, 1)
        corners *= generator.uniformMatrix(1, informative)
    }
    var (x, labels) = plan.clusters(at: corners, sizes: counts, &generator)
    x = plan.withUselessFeatures(x, &generator)
    let isFlipped = generator.random(count: samples).map { $0 < flippedLabels }
    let newLabels = generator.integers(in: 0..<classes, count: isFlipped.count { $0 })
    for (sample, label) in zip(isFlipped.indices.filter { isFlipped[$0] }, newLabels) {
        labels[sample] = label
    }
    x +=
        shift.map { Vector(repeating: $0, count: features) }
        ?? Vector(generator.random(count: features).map { (2 * $0 - 1) * classSeparation })
    x *=
        scale.map { Vector(repeating: $0, count: features) }
        ?? Vector(generator.random(count: features).map { 1 + 100 * $0 })
    guard shuffle else { return ClassificationSamples(features: x, labels: labels, roles: plan.roles) }
    let rows = generator.permutation(samples), columns = generator.permutation(features)
    return ClassificationSamples(
        features: x[rows: rows][columns: columns], labels: rows.map { labels[$0] },
        roles: columns.map { plan.roles[$0] })
}

/// The sizes of a classification problem.
private struct ClassificationPlan {
    let samples, features, informative, redundant, repeated, classes, clusters: Int

    var roles: [ClassificationSamples.Role] {
        (0..<features).map { feature in
            if feature < informative { return .informative }
            if feature < informative + redundant { return .redundant }
            return feature < informative + redundant + repeated ? .repeated : .random
        }
    }

    func check(_ clustersPerClass: Int) {
        requireCount(samples, "samples", "makeClassification")
        requireCount(informative, atLeast: 1, "informative", "makeClassification")
        requireCount(redundant, "redundant", "makeClassification")
        requireCount(repeated, "repeated", "makeClassification")
        requireCount(classes, atLeast: 1, "classes", "makeClassification")
        requireCount(clustersPerClass, atLeast: 1, "clustersPerClass", "makeClassification")
        require(
            informative + redundant + repeated <= features,
            """
            makeClassification: \(informative) informative, \(redundant) redundant and \(repeated) repeated features \
            are more than \(features)
            """)
        require(
            informative >= 62 || clusters <= 1 << informative,
            """
            makeClassification: \(classes) classes of \(clustersPerClass) clusters need more corners than the \
            2^\(informative) of \(informative) informative features
            """)
    }

    /// How many samples each cluster gets; what rounding leaves goes one each to the first.
    func clusterSizes(_ weights: [Double]?) -> [Int] {
        var shares = weights ?? Array(repeating: 1 / Double(classes), count: classes)
        require(
            shares.count == classes || shares.count == classes - 1,
            "makeClassification: \(shares.count) weights for \(classes) classes")
        if shares.count == classes - 1 { shares.append(1 - shares.reduce(0, +)) }
        require(
            shares.allSatisfy { $0 >= 0 } && shares.reduce(0, +) <= 1 + 1e-9,
            "makeClassification: weights must be ≥ 0 and add up to at most 1, not \(shares)")
        let clustersPerClass = Double(clusters / classes)
        var sizes = (0..<clusters).map { Int(Double(samples) * shares[$0 % classes] / clustersPerClass) }
        let left = samples - sizes.reduce(0, +)
        for extra in 0..<max(left, 0) { sizes[extra % clusters] += 1 }
        return sizes
    }

    /// The informative features, and the class of each sample.
    func clusters(
        at corners: Matrix<Double>, sizes: [Int], _ generator: inout some RandomStream
    ) -> (Matrix<Double>, [Int]) {
        var x = generator.normalMatrix(samples, informative)
        var labels: [Int] = []
        for (cluster, size) in sizes.enumerated() {
            let mixture = generator.uniformMatrix(informative, informative) * 2 - 1
            let rows = Array(labels.count..<labels.count + size)
            let stretched = x[rows: rows] %*% mixture
            for (place, row) in rows.enumerated() {
                for feature in 0..<informative {
                    x[row, feature] = stretched[place, feature] + corners[cluster, feature]
                }
            }
            labels += Array(repeating: cluster % classes, count: size)
        }
        return (x, labels)
    }

    /// The informative features with the redundant, repeated and random ones after them.
    func withUselessFeatures(_ x: Matrix<Double>, _ generator: inout some RandomStream) -> Matrix<Double> {
        let mixed = x %*% (generator.uniformMatrix(informative, redundant) * 2 - 1)
        let useful = informative + redundant
        let copied = generator.random(count: repeated).map { Int(Double(useful - 1) * $0 + 0.5) }
        let noise = generator.normalMatrix(samples, features - useful - repeated)
        return Matrix(rows: samples, columns: features) { row, column in
            func helpful(_ feature: Int) -> Double {
                feature < informative ? x[row, feature] : mixed[row, feature - informative]
            }
            if column < useful { return helpful(column) }
            if column < useful + repeated { return helpful(copied[column - useful]) }
            return noise[row, column - useful - repeated]
        }
    }
}

/// Distinct corners of the unit cube, one in each row; beyond 30 dimensions the first coordinates are coin tosses.
private func hypercubeCorners(
    _ count: Int, _ dimensions: Int, _ generator: inout some RandomStream
) -> Matrix<Double> {
    let tossed = max(dimensions - 30, 0)
    let coins = generator.integers(in: 0...1, count: count * tossed)
    let corners = distinctIntegers(count, below: 1 << min(dimensions, 30), &generator)
    return Matrix(rows: count, columns: dimensions) { row, column in
        if column < tossed { return Double(coins[row * tossed + column]) }
        return Double(corners[row] >> (dimensions - 1 - column) & 1)
    }
}

/// `count` of the numbers 0..<`bound`, none twice: by the method that scikit-learn chooses for the share.
private func distinctIntegers(_ count: Int, below bound: Int, _ generator: inout some RandomStream) -> [Int] {
    let share = Double(count) / Double(bound)
    if share > 0.01 && share < 0.99 { return Array(generator.permutation(bound).prefix(count)) }
    if share < 0.2 {
        var taken: Set<Int> = []
        return (0..<count).map { _ in
            var number = generator.integer(in: 0...bound - 1)
            while !taken.insert(number).inserted { number = generator.integer(in: 0...bound - 1) }
            return number
        }
    }
    // A reservoir: what comes later pushes out one that was kept.
    var kept = Array(0..<count)
    for number in count..<bound {
        let place = generator.integer(in: 0...number)
        if place < count { kept[place] = number }
    }
    return kept
}
