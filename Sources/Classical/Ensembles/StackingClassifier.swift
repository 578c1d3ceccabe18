import LinearAlgebra

/// Several classifiers whose probabilities are the columns from which a last one learns.
///
///     let model = try StackingClassifier(
///         DecisionTreeClassifier(), RandomForestClassifier(), final: BaselineClassifier()).fit(x, y)
///
/// The columns for a row are made by members that did not see it: rows are held out fold by fold, each class spread evenly over the folds. Then
/// every member is fitted again to all rows. Of two classes the probability of the second alone is a column.
///
/// Source: Wolpert, *Stacked generalization* (1992).
public struct StackingClassifier<Final: Classifier, each Base: Classifier>: Classifier {
    /// The members.
    public let bases: (repeat each Base)
    /// What learns from their probabilities.
    public var final: Final
    /// How many folds, at least 2.
    public var folds: Int

    /// A stack.
    ///
    /// - Parameters:
    ///   - bases: The members.
    ///   - final: What learns from their probabilities.
    ///   - folds: How many folds, at least 2; no more than the rarest class has rows.
    public init(_ bases: repeat each Base, final: Final, folds: Int = 5) {
        self.bases = (repeat each bases)
        (self.final, self.folds) = (final, folds)
    }

    /// The members and what learnt from them.
    public struct Model: ClassificationModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]
        /// The members, fitted to all rows.
        public let members: FittedMembers<repeat (each Base).Model>
        /// What learnt from their probabilities.
        public let final: Final.Model

        /// The probabilities of the members, side by side.
        ///
        /// - Parameter x: The rows, m × p.
        public func memberColumns(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "StackingClassifier.predict")
            var columns: [Matrix<Double>] = []
            for member in repeat each members.models {
                columns.append(StackedColumns.of(member, x, classes))
            }
            return StackedColumns.joined(columns)
        }

        /// The scores of the last classifier.
        ///
        /// - Parameter x: The rows, m × p.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> { final.scores(memberColumns(x)) }
    }

    /// Fits every member once for each fold and once to all rows, and the last classifier to their answers.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    /// - Throws: ``FitError``, where a member cannot be fitted or a class has fewer rows than there are folds.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try Checks.features(x, allowsHuge: true)
        let y = try Checks.labels(y, rows: x.rows)
        guard folds >= 2 else { throw .badOption("folds is \(folds), which is below 2") }
        if let rare = y.counts.indices.first(where: { y.counts[$0] < folds }) {
            throw .badClass(y.classes[rare], why: "it has \(y.counts[rare]) rows for \(folds) folds")
        }
        let held = MemberRows.folds(y.codes, y.classes.count, folds: folds)
        var columns: [Matrix<Double>] = []
        let members: FittedMembers<repeat (each Base).Model>
        do {
            for base in repeat each bases {
                columns.append(try StackedColumns.heldOut(base, x, y, held, folds))
            }
            members = FittedMembers((repeat try (each bases).fit(x, y)))
        } catch {
            throw Voices.typed(error)
        }
        if columns.isEmpty { throw .badOption("a stack without members") }
        let last = try final.fit(StackedColumns.joined(columns), y)
        return Model(featureCount: x.columns, classes: last.classes, members: members, final: last)
    }
}

/// The columns that members make for the last model of a stack.
enum StackedColumns {
    static func of(_ member: some ClassificationModel, _ x: Matrix<Double>, _ classes: [Label]) -> Matrix<
        Double
    > {
        let shares = member.shares(x, of: classes)
        return classes.count == 2 ? shares[columns: [1]] : shares
    }

    static func heldOut<Base: Classifier>(
        _ base: Base, _ x: Matrix<Double>, _ y: Labels, _ held: [Int], _ folds: Int
    ) throws(FitError) -> Matrix<Double> {
        let width = y.classes.count == 2 ? 1 : y.classes.count
        var result = [Double](repeating: 0, count: x.rows * width)
        for fold in 0..<folds {
            let inside = held.indices.filter { held[$0] != fold },
                outside = held.indices.filter { held[$0] == fold }
            let answer = of(try base.fit(x[rows: inside], y[inside]), x[rows: outside], y.classes)
            for (place, row) in outside.enumerated() {
                for column in 0..<width { result[row * width + column] = answer[place, column] }
            }
        }
        return Matrix(rows: x.rows, columns: width, elements: result)
    }

    static func joined(_ parts: [Matrix<Double>]) -> Matrix<Double> {
        var places: [(part: Int, column: Int)] = []
        for (part, matrix) in parts.enumerated() { places += (0..<matrix.columns).map { (part, $0) } }
        return Matrix(rows: parts.first?.rows ?? 0, columns: places.count) { row, column in
            parts[places[column].part][row, places[column].column]
        }
    }
}
