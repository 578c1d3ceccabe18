import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

import Classical

/// What scikit-learn says of five real data sets: Tests/Golden/classical/kernels.py, whose functions these repeat.
enum KernelsGolden {
    struct Support: Decodable {
        var values: [[Double]]
        var support: Int
        var dual: Double
    }

    struct Process: Decodable {
        var mean, deviation, gradient: [Double]
        var likelihood: Double
    }

    struct Optimum: Decodable {
        var likelihood: Double
        var mean: [Double]
    }

    struct Classes: Decodable {
        var p, gradient: [Double]
        var likelihood: Double
    }

    /// One data set: tables of numbers by name, and what has a form of its own.
    struct Results: Decodable {
        var tables: [String: [[Double]]] = [:]
        var lists: [String: [Double]] = [:]
        var supports: [String: Support] = [:]
        var process: Process
        var optimum: Optimum
        var classes: Classes

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
            init(_ name: String) { stringValue = name }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            process = try container.decode(Process.self, forKey: Key("gp"))
            optimum = try container.decode(Optimum.self, forKey: Key("gp-optimum"))
            classes = try container.decode(Classes.self, forKey: Key("gpc"))
            for key in container.allKeys {
                if let table = try? container.decode([[Double]].self, forKey: key) {
                    tables[key.stringValue] = table
                } else if let list = try? container.decode([Double].self, forKey: key) {
                    lists[key.stringValue] = list
                } else if let support = try? container.decode(Support.self, forKey: key) {
                    supports[key.stringValue] = support
                }
            }
        }
    }

    struct File: Decodable { var sets: [String: Results] }

    static let names = ["iris", "wine", "breast_cancer", "digits", "diabetes"]

    static func results() throws -> [String: Results] {
        try Golden.load("classical/kernels", as: File.self).sets
    }

    /// The data set, every column scaled to mean 0 and deviation 1; constant columns are left out.
    static func load(_ name: String) -> (x: Matrix<Double>, y: Labels) {
        var (x, labels) = raw(name)
        let spread = x.standardDeviation(over: .rows)
        x = x[columns: (0..<x.columns).filter { spread[$0] > 0 }]
        x = (x - x.mean(over: .rows)) / x.standardDeviation(over: .rows)
        return (x, Labels(labels))
    }

    private static func raw(_ name: String) -> (Matrix<Double>, [Int]) {
        switch name {
        case "iris": return (loadIris().features, loadIris().labels)
        case "wine": return (loadWine().features, loadWine().labels)
        case "breast_cancer": return (loadBreastCancer().features, loadBreastCancer().labels)
        case "digits":
            let data = loadDigits()
            return (data.features[..<300, ...], Array(data.labels[..<300]))
        default:
            let data = loadDiabetes()
            return (data.raw, data.target.map { $0 > 140 ? 1 : 0 })
        }
    }

    /// A target with some of the columns and the class in it.
    static func target(_ x: Matrix<Double>, _ y: Labels) -> Vector<Double> {
        Vector(count: x.rows) { row in
            10 * x[row, 0] - x[row, 1] * x[row, 2] + Double(y.codes[row])
        }
    }

    /// The largest difference between every 17th row of a matrix and the golden rows, relative to the largest of these or to 1.
    static func error(_ x: Matrix<Double>, _ golden: [[Double]]) -> Double {
        let expected = Matrix(rows: golden)
        let rows = Array(stride(from: 0, to: x.rows, by: 17))
        guard rows.count == expected.rows, x.columns == expected.columns else { return .infinity }
        let scale = max(1, expected.abs().max())
        return (x[rows: rows] - expected).abs().max() / scale
    }

    static func error(_ x: Vector<Double>, _ golden: [Double]) -> Double {
        error(x.asColumn, golden.map { [$0] })
    }

    /// The largest relative difference of two lists.
    static func plainError(_ x: [Double], _ golden: [Double]) -> Double {
        guard x.count == golden.count else { return .infinity }
        let scale = max(1, golden.map(abs).max() ?? 1)
        return zip(x, golden).map { abs($0 - $1) / scale }.max() ?? 0
    }
}
