import LinearAlgebra

/// The class of each row: what a classifier learns from and what it answers.
///
///     let y: Labels = ["mail", "spam", "mail"]
///     print(y.classes, y.codes, y[1])  // [mail, spam] [0, 1, 0] spam
///
/// Each label is kept as its place among the sorted classes. Parts of it, `y[[0, 2]]`, keep all classes, so that the two sides of a
/// split speak of the same ones.
public struct Labels: Sendable, Codable {
    /// The classes, sorted, each once. A class need not occur in `codes`.
    public let classes: [Label]
    /// For each row its place in `classes`.
    public let codes: [Int]

    /// The labels of rows; their classes are those that occur, sorted. O(n + k log k).
    public init(_ labels: some Sequence<Label>) {
        let labels = Array(labels)
        let classes = Set(labels).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
        self.init(trusted: labels.map { places[$0, default: 0] }, classes)
    }

    /// The labels of rows as whole numbers, such as digits.
    public init(_ values: some Sequence<Int>) { self.init(values.lazy.map(Label.integer)) }
    /// The labels of rows as texts.
    public init(_ values: some Sequence<String>) { self.init(values.lazy.map(Label.text)) }
    /// The labels of rows as truth values.
    public init(_ values: some Sequence<Bool>) { self.init(values.lazy.map(Label.boolean)) }

    /// The labels `classes[code]` for each code.
    ///
    /// - Parameters:
    ///   - codes: For each row a place in `classes`.
    ///   - classes: The classes, sorted, each once.
    public init(codes: [Int], classes: [Label]) {
        require(
            zip(classes, classes.dropFirst()).allSatisfy { $0 < $1 },
            "Labels(codes:classes:): the classes \(classes) are not sorted, each once")
        if let bad = codes.first(where: { !classes.indices.contains($0) }) {
            require(false, "Labels(codes:classes:): the code \(bad) for \(classes.count) classes")
        }
        self.init(trusted: codes, classes)
    }

    /// Codes that are known to be places in sorted classes.
    package init(trusted codes: [Int], _ classes: [Label]) {
        self.classes = classes
        self.codes = codes
    }

    /// How many rows each class has, in the order of `classes`.
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: classes.count)
        for code in codes { counts[code] += 1 }
        return counts
    }

    /// The labels of some of the rows, in their order; all classes stay.
    public subscript(rows: [Int]) -> Labels {
        Labels(trusted: rows.map { codes[$0] }, classes)
    }

    /// The same labels without the classes that do not occur.
    public var withoutEmptyClasses: Labels { counts.contains(0) ? Labels(Array(self)) : self }

    /// Whether each row is of a class, as 1 and 0. O(n).
    ///
    /// - Parameter label: The class in question, 1 where a row is of it.
    public func indicator(of label: Label) -> Vector<Double> {
        let code = classes.firstIndex(of: label)
        return Vector(codes.map { $0 == code ? 1 : 0 })
    }

    /// The labels as whole numbers; nil where one is no number.
    public var integers: [Int]? {
        let numbers = classes.compactMap { label -> Int? in
            if case .integer(let value) = label { value } else { nil }
        }
        return numbers.count == classes.count ? codes.map { numbers[$0] } : nil
    }

    /// The labels as texts, numbers and truth values spelled out.
    public var strings: [String] {
        let names = classes.map(\.description)
        return codes.map { names[$0] }
    }
}

extension Labels: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { codes.count }
    /// The label of a row, counted from 0.
    public subscript(row: Int) -> Label { classes[codes[row]] }
}

extension Labels: Hashable {
    /// Whether the rows have the same labels; classes that do not occur make no difference.
    public static func == (left: Labels, right: Labels) -> Bool {
        left.classes == right.classes ? left.codes == right.codes : left.elementsEqual(right)
    }

    /// Hashes the label of each row.
    public func hash(into hasher: inout Hasher) {
        for label in self { hasher.combine(label) }
    }
}

extension Labels: ExpressibleByArrayLiteral {
    /// The labels as they are written.
    public init(arrayLiteral labels: Label...) { self.init(labels) }
}

extension Labels: CustomStringConvertible {
    /// The labels in brackets.
    public var description: String { "[\(map(\.description).joined(separator: ", "))]" }
}
