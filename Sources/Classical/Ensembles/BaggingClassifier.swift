import LinearAlgebra
import Randomness

/// Members of one kind, each fitted to rows drawn at random; their probabilities (or votes) are averaged.
///
///     let model = try BaggingClassifier(DecisionTreeClassifier(), members: 50).fit(x, y)
///
/// Averaging lowers the variance and leaves the bias: it helps bases that change much when rows change, such as deep trees, and not linear
/// ones. Rows are drawn in proportion to their weights. A draw with one class only is drawn again, up to 100 times.
///
/// Source: Breiman, *Bagging predictors* (1996).
public struct BaggingClassifier<Base: Classifier>: WeightedClassifier {
    /// What the members are.
    public var base: Base
    /// How many members, at least 1.
    public var members: Int
    /// How many rows each draws, as a share of n above 0.
    public var rowFraction: Double
    /// How many columns each sees, as a share of p in (0, 1], drawn without replacement.
    public var columnFraction: Double
    /// The seed of all that is drawn.
    public var seed: UInt64
    /// As the base.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// Bags a classifier.
    ///
    /// - Parameters:
    ///   - base: What the members are.
    ///   - members: How many members, at least 1.
    ///   - rowFraction: How many rows each draws, as a share of n above 0.
    ///   - columnFraction: How many columns each sees, as a share of p in (0, 1].
    ///   - seed: The seed of all that is drawn.
    public init(
        _ base: Base, members: Int = 10, rowFraction: Double = 1, columnFraction: Double = 1, seed: UInt64 = 0
    ) {
        (self.base, self.members, self.seed) = (base, members, seed)
        (self.rowFraction, self.columnFraction) = (rowFraction, columnFraction)
    }

    /// The members and the columns that each sees.
    public struct Model: ProbabilisticModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]
        /// The members.
        public let members: [Base.Model]
        /// The columns that each member sees.
        public let columns: [[Int]]

        /// The mean of the members' probabilities, or of their votes where they have no probabilities, m × k.
        ///
        /// - Parameter x: The rows, m × p.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "BaggingClassifier.predict")
            var sums = Matrix<Double>(repeating: 0, rows: x.rows, columns: classes.count)
            for (member, columns) in zip(members, columns) {
                let view = columns.count == x.columns ? x : x[columns: columns]
                sums = sums + member.shares(view, of: classes)
            }
            return sums / Double(members.count)
        }
    }

    /// Fits the members. O(members) fits of the base.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts: rows are drawn in proportion.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let plan = BaggingPlan(
            members: members, rowFraction: rowFraction, columnFraction: columnFraction, seed: seed)
        try plan.check()
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        var fitted: [Base.Model] = [], columns: [[Int]] = []
        for member in 0..<members {
            var draw = plan.draw(member, x, weights, attempt: 0)
            for attempt in 1..<100 where y[draw.rows].withoutEmptyClasses.classes.count < 2 {
                draw = plan.draw(member, x, weights, attempt: attempt)
            }
            fitted.append(try base.fit(plan.part(x, draw), y[draw.rows]))
            columns.append(draw.columns)
        }
        return Model(featureCount: x.columns, classes: y.classes, members: fitted, columns: columns)
    }
}

extension ClassificationModel {
    /// The probabilities of given classes, 0 of those that the model does not know; votes where it has no probabilities.
    func shares(_ x: Matrix<Double>, of all: [Label]) -> Matrix<Double> {
        guard let model = self as? any ProbabilisticModel else { return predict(x).votes(of: all) }
        let own = model.probabilities(x), places = all.map { classes.firstIndex(of: $0) }
        return Matrix(rows: x.rows, columns: all.count) { row, column in
            places[column].map { own[row, $0] } ?? 0
        }
    }
}

/// What the members of a bag see.
struct BaggingPlan {
    var members: Int
    var rowFraction: Double
    var columnFraction: Double
    var seed: UInt64

    func check() throws(FitError) {
        guard members >= 1 else { throw .badOption("members is \(members), which is below 1") }
        guard rowFraction > 0, rowFraction.isFinite else {
            throw .badOption("rowFraction is \(rowFraction), not above 0")
        }
        guard columnFraction > 0, columnFraction <= 1 else {
            throw .badOption("columnFraction is \(columnFraction), not in (0, 1]")
        }
    }

    func draw(_ member: Int, _ x: Matrix<Double>, _ weights: Vector<Double>?, attempt: Int) -> (
        rows: [Int], columns: [Int]
    ) {
        let key = [UInt32(member), UInt32(attempt)]
        var generator = Generator(seeds: SeedSequence(entropy: [seed], spawnKey: key))
        let count = max(1, Int(rowFraction * Double(x.rows)))
        let rows: [Int] =
            weights.map { MemberRows.byWeight(Array($0), count: count, using: &generator) }
            ?? generator.integers(in: 0..<x.rows, count: count)
        let wanted = max(1, Int(columnFraction * Double(x.columns)))
        let columns = generator.permutation(x.columns).prefix(wanted).sorted()
        return (rows, columns)
    }

    func part(_ x: Matrix<Double>, _ draw: (rows: [Int], columns: [Int])) -> Matrix<Double> {
        draw.columns.count == x.columns ? x[rows: draw.rows] : x[columns: draw.columns][rows: draw.rows]
    }
}
