import LinearAlgebra

/// Real data for classification: measurements, and the class of each row.
///
///     let iris = loadIris()
///     print(iris.features.shape, iris.labelNames[2])      // (rows: 150, columns: 4) virginica
public struct LabelledDataset: Sendable, Hashable {
    /// The measurements, a sample in each row.
    public let features: Matrix<Double>
    /// The names of the columns of `features`.
    public let featureNames: [String]
    /// The class of each sample, counted from 0.
    public let labels: [Int]
    /// The names of the classes.
    public let labelNames: [String]
    /// Where the data comes from.
    public let card: DatasetCard
}

/// Three kinds of iris by the lengths and widths of their petals and sepals, 150 × 4. As scikit-learn's `load_iris()` gives it.
///
/// The first kind stands apart; the other two overlap.
///
///     print(loadIris().features[0, 0])        // 5.1
public func loadIris() -> LabelledDataset {
    labelled(
        "iris", card: .iris, classes: ["setosa", "versicolor", "virginica"],
        features: [
            "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)",
        ])
}

/// Three cultivars by thirteen chemical measurements of their wine, 178 × 13. As scikit-learn's `load_wine()` gives it.
///
/// The columns differ a thousandfold in size: scale them before you measure distances.
public func loadWine() -> LabelledDataset {
    labelled(
        "wine", card: .wine, classes: ["class_0", "class_1", "class_2"],
        features: [
            "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
            "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
            "od280/od315_of_diluted_wines", "proline",
        ])
}

/// Malignant (0) and benign (1) breast tumours by the shapes of their cell nuclei, 569 × 30. As scikit-learn's
/// `load_breast_cancer()` gives it.
///
/// Ten measurements of a nucleus, each as its mean over the picture, its standard error and its worst value.
public func loadBreastCancer() -> LabelledDataset {
    let measurements = [
        "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
        "symmetry", "fractal dimension",
    ]
    return labelled(
        "breast_cancer", card: .breastCancer, classes: ["malignant", "benign"],
        features: measurements.map { "mean " + $0 } + measurements.map { $0 + " error" }
            + measurements.map { "worst " + $0 })
}

/// E-mails (0) and spam (1) by what words and characters they contain, 4597 × 57.
///
/// 48 columns count a word, 6 a character, both as a percentage of all; 3 measure runs of capital letters.
///
///     let spam = loadSpam()
///     print(spam.labels.count { $0 == 1 })    // 1812
public func loadSpam() -> LabelledDataset {
    let resource = Resource(name: "spam")
    // Thousandths as integers: the quotient is the decimal of the original to the last bit.
    return LabelledDataset(
        features: resource.matrix("thousandths") / 1000, featureNames: spamFeatures,
        labels: resource.integers("labels"), labelNames: ["mail", "spam"], card: .spam)
}

private func labelled(
    _ name: String, card: DatasetCard, classes: [String], features: [String]
) -> LabelledDataset {
    let resource = Resource(name: name)
    return LabelledDataset(
        features: resource.matrix("features"), featureNames: features, labels: resource.integers("labels"),
        labelNames: classes, card: card)
}

private var spamFeatures: [String] {
    let words = """
        make address all 3d our over remove internet order mail receive will people report addresses free business email you \
        credit your font 000 money hp hpl george 650 lab labs telnet 857 data 415 85 technology 1999 parts pm direct cs \
        meeting original project re edu table conference
        """
    let runs = ["average", "longest", "total"].map { "capital_run_length_" + $0 }
    return words.split(separator: " ").map { "word_freq_" + $0 }
        + [";", "(", "[", "!", "$", "#"].map { "char_freq_" + $0 } + runs
}
