import LinearAlgebra
import Randomness

/// What `makeMultilabelClassification` made: samples that belong to several classes at once, or to none.
public struct MultilabelSamples: Sendable, Hashable {
    /// A sample in each row, [samples, features]: how often each word stands in the document.
    public let features: Matrix<Double>
    /// 1 where a sample belongs to a class and 0 elsewhere, [samples, classes].
    public let indicators: Matrix<Double>
}

/// Documents of several topics each, as bags of words. scikit-learn: `make_multilabel_classification`.
///
/// For each document: the number of its classes is a Poisson draw, drawn again above `classes`; the classes by their random
/// weights; the number of words is a Poisson draw; each word by the summed word weights of its classes.
///
///     let documents = makeMultilabelClassification(samples: 50, features: 20, classes: 5, seed: 0)
///     print(documents.indicators.shape)       // (rows: 50, columns: 5)
///
/// - Parameters:
///   - samples: How many documents, 0 or more.
///   - features: How many words there are, 1 or more.
///   - classes: How many topics there are, 1 or more.
///   - meanLabels: The mean of the Poisson draw for the number of classes, 0 to `classes`.
///   - meanLength: The mean of the Poisson draw for the number of words, above 0.
///   - allowUnlabelled: Whether a document may have no class; if not, `meanLabels` is above 0.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The counts of words and the classes.
///
/// Complexity: O(samples · (features + meanLength)).
public func makeMultilabelClassification(
    samples: Int = 100, features: Int = 20, classes: Int = 5, meanLabels: Double = 2,
    meanLength: Double = 50, allowUnlabelled: Bool = true, seed: UInt32
) -> MultilabelSamples {
    var generator = RandomState(seed: seed)
    return makeMultilabelClassification(
        samples: samples, features: features, classes: classes, meanLabels: meanLabels,
        meanLength: meanLength, allowUnlabelled: allowUnlabelled, using: &generator)
}

/// `makeMultilabelClassification` with the draws of any generator.
public func makeMultilabelClassification(
    samples: Int = 100, features: Int = 20, classes: Int = 5, meanLabels: Double = 2,
    meanLength: Double = 50, allowUnlabelled: Bool = true, using generator: inout some RandomStream
) -> MultilabelSamples {
    let operation = "makeMultilabelClassification"
    requireCount(samples, "samples", operation)
    requireCount(features, atLeast: 1, "features", operation)
    requireCount(classes, atLeast: 1, "classes", operation)
    require(
        meanLabels >= (allowUnlabelled ? 0 : 1e-3) && meanLabels <= Double(classes),
        """
        \(operation): meanLabels must be in \(allowUnlabelled ? "0" : "0.001")...\(classes) for \(classes) classes, \
        not \(meanLabels)
        """)
    require(
        meanLength >= 1e-3 && meanLength.isFinite,
        "\(operation): meanLength must be ≥ 0.001, not \(meanLength)")
    let weights = TopicWeights(classes, features, &generator)
    var counts = Matrix<Double>(repeating: 0, rows: samples, columns: features)
    var indicators = Matrix<Double>(repeating: 0, rows: samples, columns: classes)
    for sample in 0..<samples {
        let topics = weights.topics(meanLabels, allowUnlabelled, &generator)
        var words = 0
        while words == 0 { words = generator.poisson(meanLength) }
        for word in weights.words(words, of: topics, &generator) { counts[sample, word] += 1 }
        for topic in topics { indicators[sample, topic] = 1 }
    }
    return MultilabelSamples(features: counts, indicators: indicators)
}

/// How likely each topic is, and each word in it.
private struct TopicWeights {
    let cumulativeTopics: [Double]
    /// [features, classes], each column adding up to 1.
    let words: Matrix<Double>

    init(_ classes: Int, _ features: Int, _ generator: inout some RandomStream) {
        let topics = generator.random(count: classes)
        let sum = topics.reduce(0, +)
        cumulativeTopics = runningSums(topics.map { $0 / sum })
        let draws = generator.uniformMatrix(features, classes)
        let sums = (0..<classes).map { topic in (0..<features).reduce(0.0) { $0 + draws[$1, topic] } }
        words = Matrix(rows: features, columns: classes) { draws[$0, $1] / sums[$1] }
    }

    /// The topics of a document, in rising order.
    func topics(_ mean: Double, _ allowNone: Bool, _ generator: inout some RandomStream) -> [Int] {
        var count: Int
        repeat {
            count = generator.poisson(mean)
        } while count > words.columns || (count == 0 && !allowNone)
        var chosen: Set<Int> = []
        while chosen.count < count {
            for draw in generator.random(count: count - chosen.count) {
                chosen.insert(firstIndex(reaching: draw, in: cumulativeTopics))
            }
        }
        return chosen.sorted()
    }

    func words(_ count: Int, of topics: [Int], _ generator: inout some RandomStream) -> [Int] {
        if topics.isEmpty { return generator.integers(in: 0..<words.rows, count: count) }
        let sums = runningSums((0..<words.rows).map { word in topics.reduce(0.0) { $0 + words[word, $1] } })
        let cumulative = sums.map { $0 / sums[sums.count - 1] }
        return generator.random(count: count).map { firstIndex(reaching: $0, in: cumulative) }
    }
}

private func runningSums(_ numbers: [Double]) -> [Double] {
    var sum = 0.0
    return numbers.map { number in
        sum += number
        return sum
    }
}

/// The first place whose sum is at least `value`, by bisection; the last place if rounding left all of them below.
private func firstIndex(reaching value: Double, in sums: [Double]) -> Int {
    var (low, high) = (0, sums.count - 1)
    while low < high {
        let middle = (low + high) / 2
        if sums[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
}
