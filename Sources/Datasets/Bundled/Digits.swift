import LinearAlgebra

/// 1797 handwritten digits as images of 8 × 8 pixels: a first real data set for classification and for pictures.
///
///     let digits = loadDigits()
///     print(digits.features.shape, digits.labels[0])      // (rows: 1797, columns: 64) 0
///     print(digits.image(0)[0, 2])                         // 5.0
///
/// Each pixel counts the dark ones among 4 × 4 pixels of the scan: 0 is white and 16 is black. Every label occurs
/// 174 to 183 times. The writers of these digits are not those of the original's training part, which is not included.
public struct DigitsDataset: Sendable, Hashable {
    /// An image in each row, its 64 pixels row by row, [1797, 64]; whole numbers 0 to 16.
    public let features: Matrix<Double>
    /// The digit that each image shows, 0 to 9.
    public let labels: [Int]

    /// Image `index` as a matrix of 8 × 8 pixels, counted from 0.
    public func image(_ index: Int) -> Matrix<Double> {
        require(
            index >= 0 && index < features.rows, "DigitsDataset.image: no image \(index) in \(features.rows)")
        return Matrix(rows: 8, columns: 8) { features[index, 8 * $0 + $1] }
    }

    /// Where the data comes from.
    public static let card = DatasetCard(
        name: "digits",
        description: """
            1797 images of handwritten digits, 8 × 8 pixels of 0 to 16, and the digits that they show. Made of 32 × 32 bitmaps \
            by counting the dark pixels in blocks of 4 × 4. The test part, 13 writers, of the original collection of 43.
            """,
        source: """
            UCI Machine Learning Repository, Optical Recognition of Handwritten Digits, \
            https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits, in the copy that scikit-learn 1.9.1 distributes.
            """,
        license: """
            Creative Commons Attribution 4.0 (CC BY 4.0), as the UCI Machine Learning Repository states. Changed here in form \
            only: numbers of one byte in a compressed .npz file.
            """,
        citation: """
            Ethem Alpaydin, Cenk Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998.
            """,
        sha256: "af104d81e7cd419be5f343d23c6ca2e4e4ff847b06636260802df8e903c6183f")
}

/// The handwritten digits, as scikit-learn's `load_digits()` gives them. Unpacks about 120 KB to 920 KB of `Double`.
///
///     let digits = loadDigits()
///     print(digits.labels.prefix(10))     // [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
public func loadDigits() -> DigitsDataset {
    let resource = Resource(name: "digits")
    return DigitsDataset(features: resource.matrix("images"), labels: resource.integers("labels"))
}
