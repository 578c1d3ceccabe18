import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// What is public and has a reference implementation stands in the ledger, or these tests fail.
@Suite struct LedgerTests {
    private let root = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()

    private func ledger() throws -> [Substring] {
        let page = try String(contentsOf: root.appendingPathComponent("Docs/Parity.md"), encoding: .utf8)
        return page.split(separator: "\n").compactMap { line in
            line.hasPrefix("| `") ? line.dropFirst(3).prefix { $0 != "`" } : nil
        }
    }

    private func publicTypes(in folder: String, ending suffix: String) throws -> [String] {
        try publicTypes(in: folder) { name, _ in name.hasSuffix(suffix) }
    }

    /// The public structures of a folder that `isWanted` picks by their name and by what follows it: `": HypothesisTest"`.
    private func publicTypes(in folder: String, where isWanted: (Substring, Substring) -> Bool) throws
        -> [String]
    {
        let base = root.appendingPathComponent(folder)
        let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        var names: [String] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?m)^public struct (\w+)([^{]*)/) where isWanted(match.1, match.2)
            {
                names.append(String(match.1))
            }
        }
        return names
    }

    @Test func everyDecompositionHasARow() throws {
        let ledger = try ledger()
        let decompositions = try publicTypes(in: "Sources/LinearAlgebra", ending: "Decomposition")
        #expect(decompositions.count >= 5)
        for name in decompositions {
            #expect(
                ledger.contains { $0.hasPrefix(name) },
                "\(name) has no row: add one with Parity.holds, then `make parity`")
        }
    }

    @Test func everyElementwiseKernelHasARow() throws {
        let ledger = try ledger()
        let names = [
            "exp", "log", "tanh", "sigmoid", "erf", "gelu", "silu", "sqrt", "pow", "sin", "cos", "softmax",
            "log_softmax",
            "layer_norm", "sum", "var",
        ]
        for name in names.flatMap({ ["\($0) f32", "\($0) f64"] }) {
            #expect(ledger.contains { $0 == name }, "\(name) has no row")
        }
    }

    @Test func everyRandomMethodHasARow() throws {
        let ledger = try ledger()
        let names = [
            "random", "integers", "standardNormal", "normal", "exponential", "gamma", "beta", "binomial",
            "poisson",
            "permutation", "shuffle", "choice",
        ]
        for name in names {
            #expect(ledger.contains { $0.hasPrefix("Generator.\(name)") }, "Generator.\(name) has no row")
        }
    }

    @Test func everyDistributionHasARow() throws {
        let ledger = try ledger()
        let distributions = try publicTypes(in: "Sources/Statistics/Distributions") {
            $1.contains("Distribution")
        }
        #expect(distributions.count >= 30)
        for name in distributions {
            #expect(ledger.contains { $0.hasPrefix(name) }, "\(name) has no row")
        }
    }

    @Test func everyHypothesisTestHasARow() throws {
        let ledger = try ledger()
        let tests = try publicTypes(in: "Sources/Statistics") { $1.contains("HypothesisTest") }
        #expect(tests.count >= 20)
        for name in tests {
            #expect(ledger.contains { $0.hasPrefix(name) }, "\(name) has no row")
        }
    }

    @Test func everyClassicalEstimatorHasARow() throws {
        let ledger = try ledger()
        let kinds = [
            "Regressor", "WeightedRegressor", "Classifier", "WeightedClassifier", "Clusterer",
            "FeatureTransformer",
            "OutlierDetector", "PipelineStep",
        ]
        let estimators = try publicTypes(in: "Sources/Classical") { _, inherited in
            inherited.split { !$0.isLetter }.contains { kinds.contains(String($0)) }
        }
        #expect(estimators.count >= 100)
        // These only pass on what others do.
        let plumbing = ["Pipeline", "FeatureUnion", "NumberColumns", "Unchanged", "ResampledClassifier"]
        for name in estimators where !plumbing.contains(name) {
            #expect(ledger.contains { $0.hasPrefix(name) }, "\(name) has no row")
        }
    }

    @Test func everyAttentionLayerAndLanguageModelHasARow() throws {
        let ledger = try ledger()
        let kinds = [
            "Module", "Parameterized", "HubModel", "CausalModel", "Tokenizer", "TokenPredictor",
        ]
        let types = try ["Sources/Attention", "Sources/Language"].flatMap { folder in
            try publicTypes(in: folder) { _, inherited in
                inherited.split { !$0.isLetter }.contains { kinds.contains(String($0)) }
            }
        }
        #expect(types.count >= 15)
        // The first stands in the rows of LowRankAdapters; the others pass on what TextGenerator writes, and are held against it.
        let parts = ["LowRankUpdate", "GenerationEvents", "ChatSession"]
        for name in types where !parts.contains(name) {
            #expect(ledger.contains { $0.hasPrefix(name) }, "\(name) has no row")
        }
        let others = [
            "scaledDotProductAttention", "RotaryEmbedding", "ALiBi", "BlockFormat", "SentenceEmbedder",
            "BytePairTrainer", "WordPieceTrainer", "UnigramTrainer", "JSONSchema", "TextLikelihood",
        ]
        for name in others { #expect(ledger.contains { $0.hasPrefix(name) }, "\(name) has no row") }
    }

    @Test func theSummaryNamesEachReferenceSystemOnce() {
        let references = [
            "SciPy 1.17.1 eig", "SciPy 1.17.1, its own backward error", "scikit-learn 1.9.1 load_digits",
            "libm in double", "its formula in libm", "zlib through Python 3.11", "closed form", "its formula",
            "mpmath 1.3.0, correctly rounded",
        ]
        #expect(
            ParityLedger.systems(references) == [
                "libm", "mpmath 1.3.0", "scikit-learn 1.9.1", "SciPy 1.17.1", "zlib",
            ])
    }
}
