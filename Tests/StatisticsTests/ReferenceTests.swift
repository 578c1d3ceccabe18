import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

/// What `Tests/Golden/statistics/tests.json` holds: columns of real data, and the figures that SciPy and statsmodels give.
struct ReferenceFile: Decodable {
    struct Versions: Decodable {
        let scipy: String
        let statsmodels: String
    }

    struct Case: Decodable {
        let test: String
        let samples: [String]
        let alternative: String
        let options: [String: Double]
        let expected: [String: Number]
        let against: String

        /// What a case does not say is two-sided, SciPy's, without options.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            test = try container.decode(String.self, forKey: .test)
            samples = try container.decodeIfPresent([String].self, forKey: .samples) ?? []
            alternative = try container.decodeIfPresent(String.self, forKey: .alternative) ?? "twoSided"
            options = try container.decodeIfPresent([String: Double].self, forKey: .options) ?? [:]
            expected = try container.decode([String: Number].self, forKey: .expected)
            against = try container.decodeIfPresent(String.self, forKey: .against) ?? "SciPy"
        }

        private enum CodingKeys: String, CodingKey {
            case test, samples, alternative, options, expected, against
        }
    }

    /// A number, or an infinity, for which JSON has no word.
    struct Number: Decodable {
        let value: Double
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = text == "inf" ? .infinity : -.infinity
            } else {
                value = try container.decode(Double.self)
            }
        }
    }

    let versions: Versions
    let vectors: [String: [Double]]
    let tables: [String: [[Double]]]
    let cases: [Case]

    static let shared = Result { try Golden.load("statistics/tests", as: ReferenceFile.self) }
}

extension ReferenceFile.Case {
    var side: Alternative { Alternative(rawValue: alternative) ?? .twoSided }

    func option(_ name: String) throws -> Double {
        try #require(options[name], "\(test) has no option \(name)")
    }

    func vectors(_ file: ReferenceFile) throws -> [Vector<Double>] {
        try samples.map { Vector(try #require(file.vectors[$0], "no column \($0)")) }
    }

    func table(_ file: ReferenceFile) throws -> Matrix<Double> {
        Matrix(rows: try #require(file.tables[samples[0]], "no table \(samples[0])"))
    }
}

/// The relative difference of two numbers; 0 for equal ones, infinities included.
func relativeError(_ ours: Double, _ theirs: Double) -> Double {
    if ours == theirs { return 0 }
    if !ours.isFinite || !theirs.isFinite { return .infinity }
    return abs(ours - theirs) / max(abs(theirs), 1e-300)
}

@Suite struct ReferenceTests {
    /// Holds every case of the tests whose names begin with `prefix` against its figures; one row of the ledger for each name.
    func hold(
        _ name: String, tolerance: Double = 5e-12, from source: String,
        _ figures: (ReferenceFile.Case, ReferenceFile) throws -> [String: Double]
    ) throws {
        let file = try ReferenceFile.shared.get()
        let cases = file.cases.filter { $0.test == name }
        #expect(!cases.isEmpty, "no cases of \(name)")
        var worst = 0.0
        var smallest = 1.0
        for one in cases {
            let ours = try figures(one, file)
            for (key, number) in one.expected {
                let value = try #require(ours[key], "\(name) gives no \(key)")
                let error = relativeError(value, number.value)
                if key.hasPrefix("p") && number.value > 0 { smallest = min(smallest, number.value) }
                #expect(
                    error <= tolerance,
                    "\(name) \(one.samples) \(one.alternative) \(one.options): \(key) \(value), not \(number.value)"
                )
                worst = max(worst, error)
            }
        }
        let version =
            cases[0].against.hasPrefix("statsmodels")
            ? "statsmodels \(file.versions.statsmodels)" : "SciPy \(file.versions.scipy)"
        let sets = Set(cases.flatMap(\.samples).map { $0.prefix { $0 != "." } })
        let data =
            sets.isEmpty
            ? "\(cases.count) counts" : "\(cases.count) cases of \(sets.sorted().joined(separator: ", "))"
        #expect(
            Parity.holds(
                "Statistics", name, against: "\(version) \(source)",
                on: data + (smallest < 1 ? "; p from \(smallest.formatted)" : ""),
                tolerance: tolerance, error: worst))
    }
}

extension Double {
    /// The power of ten below a p-value, `"1e-93"`.
    fileprivate var formatted: String { self < 1 ? "1e\(Int(Foundation.log10(self).rounded(.down)))" : "1" }
}
