import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// What `Tests/Golden/datasets/make.py` wrote down of scikit-learn's arrays.
private struct DatasetsGolden: Decodable {
    struct Diabetes: Decodable {
        var names: [String]
        var raw, features, target: String
        var columnSums, firstRow, lastRow, column: [Double]
    }
    struct Digits: Decodable {
        var features, labels: String
        var counts: [Int]
        var columnSums: [Double]
        var firstImage: [[Double]]
    }
    var scikitLearn: String
    var diabetes: Diabetes
    var digits: Digits

    static func load() throws -> DatasetsGolden { try Golden.load("datasets/golden") }
}

@Suite struct DatasetsTests {
    private func digest<Number>(_ numbers: [Number]) -> String {
        sha256(numbers.withUnsafeBytes { Array($0) })
    }

    @Test func sha256AgreesWithTheStandardsExamples() {
        #expect(sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            sha256([UInt8](repeating: 97, count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func theBundledFilesHaveTheirChecksums() throws {
        let cards = DatasetCard.bundled
        #expect(BundledFiles.names.count == cards.count)
        for name in BundledFiles.names {
            let card = try #require(cards.first { $0.name == name.prefix { $0 != "." } })
            #expect(sha256(BundledFiles.bytes(name)) == card.sha256, "\(name)")
        }
    }

    @Test func theBundledFilesStaySmall() {
        #expect(BundledFiles.names.reduce(0) { $0 + BundledFiles.bytes($1).count } < 2_000_000)
    }

    @Test func diabetesIsWhatScikitLearnLoadsBitForBit() throws {
        let golden = try DatasetsGolden.load(), diabetes = loadDiabetes()
        #expect(diabetes.featureNames == golden.diabetes.names)
        #expect(diabetes.raw.shape == (442, 10))
        #expect(digest(diabetes.raw.elements) == golden.diabetes.raw)
        #expect(digest(Array(diabetes.target)) == golden.diabetes.target)
        #expect((0..<10).map { diabetes.features[0, $0] } == golden.diabetes.firstRow)
        #expect((0..<10).map { diabetes.features[441, $0] } == golden.diabetes.lastRow)
        for (column, sum) in golden.diabetes.columnSums.enumerated() {
            let ours = (0..<442).reduce(0) { $0 + diabetes.raw[$1, column] }
            #expect(ours == sum)
        }
        let column = (0..<442).map { diabetes.features[$0, 2] }
        let differing = zip(column, golden.diabetes.column).filter { $0 != $1 }.count
        let isEqual = digest(diabetes.features.elements) == golden.diabetes.features
        #expect(
            Parity.holds(
                "Datasets", "loadDiabetes", against: "scikit-learn \(golden.scikitLearn) load_diabetes",
                on: "442 × 10 scaled features, raw features and target", measure: "numbers that differ",
                tolerance: 0,
                error: isEqual ? 0 : Double(max(1, differing))))
    }

    @Test func diabetesColumnsHaveMeanZeroAndLengthOne() {
        let x = loadDiabetes().features
        for column in 0..<10 {
            let values = (0..<442).map { x[$0, column] }
            #expect(abs(values.reduce(0, +)) < 1e-12)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
        }
    }

    @Test func digitsAreWhatScikitLearnLoads() throws {
        let golden = try DatasetsGolden.load(), digits = loadDigits()
        #expect(digits.features.shape == (1797, 64))
        #expect(digits.labels.count == 1797)
        #expect((0..<10).map { digit in digits.labels.count { $0 == digit } } == golden.digits.counts)
        #expect(digits.image(0) == Matrix(rows: golden.digits.firstImage))
        #expect(digits.image(1796).shape == (8, 8))
        for (column, sum) in golden.digits.columnSums.enumerated() {
            let ours = (0..<1797).reduce(0) { $0 + digits.features[$1, column] }
            #expect(ours == sum)
        }
        let isEqual =
            digest(digits.features.elements) == golden.digits.features
            && digest(digits.labels) == golden.digits.labels
        #expect(
            Parity.holds(
                "Datasets", "loadDigits", against: "scikit-learn \(golden.scikitLearn) load_digits",
                on: "1797 images of 8 × 8, labels", measure: "arrays that differ", tolerance: 0,
                error: isEqual ? 0 : 1))
    }

    @Test func everyCardSaysWhereTheDataComesFrom() {
        for card in DatasetCard.bundled {
            #expect(!card.description.isEmpty && !card.license.isEmpty && !card.citation.isEmpty, "\(card)")
            #expect(card.source.contains("https://") && card.sha256.count == 64, "\(card)")
        }
    }
}
