import LinearAlgebra

/// Ten measurements of 442 diabetes patients, and how far the disease had gone a year later: a first real data set for
/// regression.
///
/// The columns: age in years; sex, as 1 and 2; body mass index; mean blood pressure; six blood serum measurements:
/// s1 total cholesterol, s2 low-density lipoproteins, s3 high-density lipoproteins, s4 the ratio of s1 to s3, s5 presumably
/// the logarithm of triglycerides, s6 blood sugar.
///
///     let diabetes = loadDiabetes()
///     print(diabetes.features.shape)      // (rows: 442, columns: 10)
///     print(diabetes.featureNames[2], diabetes.raw[0, 2], diabetes.target[0])     // bmi 32.1 151.0
public struct DiabetesDataset: Sendable, Hashable {
    /// The measurements, [442, 10], each column shifted to mean 0 and scaled to a sum of squares of 1: what scikit-learn's
    /// `load_diabetes()` returns.
    public let features: Matrix<Double>
    /// The measurements in their units, [442, 10]: `load_diabetes(scaled=False)`.
    public let raw: Matrix<Double>
    /// A measure of the disease's progression after one year, [442], between 25 and 346.
    public let target: Vector<Double>
    /// The names of the ten columns.
    public let featureNames = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]

    /// Where the data comes from.
    public static let card = DatasetCard(
        name: "diabetes",
        description: """
            Ten baseline measurements (age, sex, body mass index, mean blood pressure and six blood serum values) of 442 \
            diabetes patients, and a quantitative measure of the disease's progression one year later. Sex is coded 1 and 2; \
            the publication does not say which is which.
            """,
        source: """
            The data of "Least Angle Regression", https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html, in the copy that \
            scikit-learn 1.9.1 distributes.
            """,
        license: """
            No licence is stated by the authors. Distributed with scikit-learn, which is under the BSD 3-Clause licence.
            """,
        citation: """
            Bradley Efron, Trevor Hastie, Iain Johnstone, Robert Tibshirani: Least Angle Regression. The Annals of Statistics \
            32(2), 2004, pages 407-499.
            """,
        sha256: "fc8a039876df93040630bf8cd5aafb812d23427c1454ebdc90fafe8bdde1bc3c")
}

/// The diabetes data, as scikit-learn's `load_diabetes()` gives it. Unpacks about 40 KB.
///
///     let x = loadDiabetes().features
///     print(x[0, 0])      // 0.038075906433423026
public func loadDiabetes() -> DiabetesDataset {
    let resource = Resource(name: "diabetes")
    let raw = resource.matrix("features")
    return DiabetesDataset(
        features: standardized(raw), raw: raw, target: resource.vector("target"))
}

/// (x − mean) / standard deviation / √rows, column by column.
///
/// Plain sums over the rows in their order, which is what NumPy does along the first axis: the result is equal to the last bit.
private func standardized(_ x: Matrix<Double>) -> Matrix<Double> {
    let count = Double(x.rows)
    var scaled = x
    for column in 0..<x.columns {
        var sum = 0.0, squares = 0.0
        for row in 0..<x.rows { sum += x[row, column] }
        let mean = sum / count
        for row in 0..<x.rows {
            let distance = x[row, column] - mean
            squares += distance * distance
        }
        let deviation = (squares / count).squareRoot()
        for row in 0..<x.rows {
            scaled[row, column] = (x[row, column] - mean) / deviation / count.squareRoot()
        }
    }
    return scaled
}
