import Datasets
import Foundation
import LinearAlgebra
import Randomness
import Testing

import Classical

/// Printed where the environment has CAIRN_TIMING; the peer is Tests/Golden/classical/preparation_timing.py.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil))
struct PreparationTiming {
    private func best(_ name: String, _ work: () throws -> Void) rethrows {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = ContinuousClock.now
            try work()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            least = min(least, seconds)
        }
        print("timing \(name) \(least)")
    }

    @Test func textsAndCategories() throws {
        let lines = loadGenesis().split(separator: "\n").map(String.init)
        let texts = (0..<10).flatMap { _ in lines }
        try best("tfidf") { _ = try TfidfVectorizer().fitTransform(texts) }
        try best("tfidf-pairs") {
            _ = try TfidfVectorizer(CountVectorizer(TextAnalyzer(lengths: 1...2))).fitTransform(texts)
        }
        best("hashing") { _ = HashingVectorizer().transform(texts) }
        var generator = Generator(seed: 1)
        let codes = generator.integers(in: 0..<50, count: 2_000_000).map { Double($0) * 3 }
        let x = Matrix(rows: 200_000, columns: 10, elements: codes)
        try best("one-hot") { _ = try OneHotEncoder().fit(x).transformSparse(x) }
        let z = Matrix(rows: 200_000, columns: 50, elements: generator.standardNormal(count: 10_000_000))
        try best("standard") { _ = try StandardScaler().fit(z).transform(z) }
    }
}
