import Foundation
import LinearAlgebra

/// One option of a configuration and what it may be: a list, or a range.
///
///     let space: [Parameter<SupportVectorClassifier>] = [
///         .logarithmic(\.penalty, 0.01...100),
///         .values(\.kernel, [.linear, .rbf(gamma: .scale)]),
///     ]
///
/// Key paths reach into pipelines: `.values(\.final.penalty, [0.1, 1, 10])`.
public struct Parameter<Configuration: Sendable>: Sendable {
    /// What it is called in tables.
    public let name: String
    /// How many values the list has; nil for a range.
    public let count: Int?
    /// Whether neighbours in the list are alike, as numbers are.
    let isOrdered: Bool
    /// Sets the value at a place in 0...1 and says what it is.
    let set: @Sendable (inout Configuration, Double) -> String

    init(
        _ name: String, count: Int?, isOrdered: Bool,
        _ set: @escaping @Sendable (inout Configuration, Double) -> String
    ) {
        self.name = name
        self.count = count
        self.isOrdered = isOrdered
        self.set = set
    }

    /// A list of values.
    ///
    /// - Parameters:
    ///   - path: The option.
    ///   - values: What it may be, one or more.
    ///   - name: What it is called in tables; nil, the default, for the last part of the path.
    public static func values<Value: Sendable>(
        _ path: any WritableKeyPath<Configuration, Value> & Sendable, _ values: [Value], name: String? = nil
    ) -> Parameter {
        listed(name ?? lastPart(path), values) { configuration, value in
            configuration[keyPath: path] = value
        }
    }

    /// A list of values, set by a closure: for what no key path reaches, or for several options at once.
    ///
    /// - Parameters:
    ///   - name: What it is called in tables.
    ///   - values: What it may be, one or more.
    ///   - set: Sets it.
    public static func values<Value: Sendable>(
        _ name: String, _ values: [Value], set: @escaping @Sendable (inout Configuration, Value) -> Void
    ) -> Parameter {
        listed(name, values, set)
    }

    private static func listed<Value: Sendable>(
        _ name: String, _ values: [Value], _ set: @escaping @Sendable (inout Configuration, Value) -> Void
    ) -> Parameter {
        require(!values.isEmpty, "Parameter.values: no values for \(name)")
        let isOrdered = values[0] is any (Comparable & Numeric)
        return Parameter(name, count: values.count, isOrdered: isOrdered) { configuration, place in
            let value = values[min(values.count - 1, Int(place * Double(values.count)))]
            set(&configuration, value)
            return "\(value)"
        }
    }

    /// A range of numbers, all equally likely.
    ///
    /// - Parameters:
    ///   - path: The option.
    ///   - range: What it may be.
    ///   - name: What it is called in tables; nil, the default, for the last part of the path.
    public static func linear(
        _ path: any WritableKeyPath<Configuration, Double> & Sendable, _ range: ClosedRange<Double>,
        name: String? = nil
    ) -> Parameter {
        Parameter(name ?? lastPart(path), count: nil, isOrdered: true) { configuration, place in
            let value = range.lowerBound + place * (range.upperBound - range.lowerBound)
            configuration[keyPath: path] = value
            return String(format: "%.4g", value)
        }
    }

    /// A range of positive numbers, all orders of magnitude equally likely: for penalties and learning rates.
    ///
    /// - Parameters:
    ///   - path: The option.
    ///   - range: What it may be, above 0.
    ///   - name: What it is called in tables; nil, the default, for the last part of the path.
    public static func logarithmic(
        _ path: any WritableKeyPath<Configuration, Double> & Sendable, _ range: ClosedRange<Double>,
        name: String? = nil
    ) -> Parameter {
        require(range.lowerBound > 0, "Parameter.logarithmic: the range \(range) is not above 0")
        let low = log(range.lowerBound), high = log(range.upperBound)
        return Parameter(name ?? lastPart(path), count: nil, isOrdered: true) { configuration, place in
            let value = min(max(exp(low + place * (high - low)), range.lowerBound), range.upperBound)
            configuration[keyPath: path] = value
            return String(format: "%.4g", value)
        }
    }

    /// A range of whole numbers, all equally likely.
    ///
    /// - Parameters:
    ///   - path: The option.
    ///   - range: What it may be.
    ///   - name: What it is called in tables; nil, the default, for the last part of the path.
    public static func integers(
        _ path: any WritableKeyPath<Configuration, Int> & Sendable, _ range: ClosedRange<Int>,
        name: String? = nil
    ) -> Parameter {
        Parameter(name ?? lastPart(path), count: range.count, isOrdered: true) { configuration, place in
            let value = range.lowerBound + min(range.count - 1, Int(place * Double(range.count)))
            configuration[keyPath: path] = value
            return "\(value)"
        }
    }

    /// `penalty` of `\Ridge.penalty`.
    private static func lastPart(_ path: AnyKeyPath) -> String {
        let text = "\(path)"
        return text.split(separator: ".").last.map(String.init) ?? text
    }

    /// The place of a value in a list, in the middle of its share of 0...1.
    func place(_ index: Int) -> Double { (Double(index) + 0.5) / Double(max(1, count ?? 1)) }

    /// The same place for all places that mean the same value.
    func snapped(_ place: Double) -> Double {
        count.map { self.place(min($0 - 1, Int(place * Double($0)))) } ?? place
    }
}

/// A point of a space: the configuration, and what was set in it.
struct Setting<Configuration: Sendable>: Sendable {
    var configuration: Configuration
    var texts: [String]
    var places: [Double]

    init(_ base: Configuration, _ space: [Parameter<Configuration>], _ places: [Double]) {
        configuration = base
        self.places = zip(space, places).map { $0.snapped($1) }
        texts = []
        for (parameter, place) in zip(space, self.places) {
            texts.append(parameter.set(&configuration, place))
        }
    }
}
