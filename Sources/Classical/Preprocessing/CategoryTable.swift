import LinearAlgebra

/// The categories of a column, that is its different numbers, and which is which.
///
/// NaN, where it occurs, is a category of its own and comes last.
package struct CategoryTable: Sendable, Codable, Hashable {
    /// The different numbers, rising, NaN last.
    package let values: [Double]
    /// Whether the numbers are 0, 1, 2 … (before NaN), so that each is its own place.
    private let isRange: Bool

    package init(values: [Double]) {
        self.values = values
        let numbers = values.last?.isNaN == true ? values.dropLast() : values[...]
        isRange = zip(numbers, 0...).allSatisfy { $0 == Double($1) }
    }

    /// The categories of a column of rows. O(n log n), and O(n) for codes.
    package init(_ x: Matrix<Double>, column: Int) {
        var values = Array(Set(ColumnPasses.present(x, column))).sorted()
        if x[column: column].contains(where: { $0.isNaN }) { values.append(.nan) }
        self.init(values: values)
    }

    package var count: Int { values.count }

    /// Where a number stands among the categories; nil where it is none. O(log k), and O(1) for codes.
    @inline(__always)
    package func place(of value: Double) -> Int? {
        let numbers = values.last?.isNaN == true ? values.count - 1 : values.count
        if value.isNaN { return numbers < values.count ? numbers : nil }
        if isRange {
            guard value >= 0, value < Double(numbers) else { return nil }
            let place = Int(value)
            return Double(place) == value ? place : nil
        }
        var low = 0, high = numbers
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < numbers && values[low] == value ? low : nil
    }

    /// A category's number, as briefly as it can be written.
    package static func name(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

/// A learner of categories, which are different numbers in a column: strings become numbers in ``CategoryColumns``.
public protocol CategoryEncoder: PipelineStep where Model: CategoryEncoding {}

/// A fitted encoding of categories, which can name its columns by the categories.
public protocol CategoryEncoding: NamedFeatureTransform {
    /// The names of the columns that come out.
    ///
    /// - Parameters:
    ///   - names: The names of those that go in.
    ///   - category: The name of a category: of which column, and which number.
    func outputNames(_ names: [String], _ category: (Int, Double) -> String) -> [String]
}

extension CategoryEncoding {
    /// The names of the columns that come out, with categories named by their numbers.
    public func outputNames(_ names: [String]) -> [String] {
        outputNames(names) { _, value in CategoryTable.name(value) }
    }
}
