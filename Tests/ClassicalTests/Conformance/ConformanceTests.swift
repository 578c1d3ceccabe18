import Classical
import Foundation
import TestSupport
import Testing

@Suite struct ConformanceTests {
    /// Public configurations that are passed to a suite of `Conformance` in any test file, found by reading the sources.
    @Test func everyPublicEstimatorConforms() throws {
        let root = Golden.folder.deletingLastPathComponent()
        let tests = try texts(in: root.appendingPathComponent("ClassicalTests")).joined()
        let sources = try texts(
            in: root.deletingLastPathComponent().appendingPathComponent("Sources/Classical"))
        let kinds = [
            "Regressor", "WeightedRegressor", "Classifier", "WeightedClassifier", "Clusterer",
            "FeatureTransformer",
            "OutlierDetector",
        ]
        var count = 0
        for text in sources {
            for match in text.matches(of: /(?m)^public struct (\w+)(?:<[^>]*>)?\s*:([^{]*)\{/) {
                let inherited = match.2.split { !$0.isLetter }.map(String.init)
                guard inherited.contains(where: kinds.contains) else { continue }
                count += 1
                let call = try Regex("Conformance\\s*\\.\\w+\\(\\s*\(match.1)\\b")
                #expect(
                    tests.contains(call),
                    "\(match.1) is never passed to the conformance suite")
            }
        }
        #expect(count >= 2)
    }

    private func texts(in folder: URL) throws -> [String] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var texts: [String] = []
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift" { texts.append(try String(contentsOf: file, encoding: .utf8)) }
        }
        return texts
    }

    @Test func baselinesConform() throws {
        try Conformance.weightedRegressor(BaselineRegressor())
        try Conformance.weightedRegressor(BaselineRegressor(.median))
        try Conformance.weightedClassifier(BaselineClassifier())
    }
}
