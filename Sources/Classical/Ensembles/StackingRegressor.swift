import LinearAlgebra

/// Several regressors whose predictions are the columns from which a last one learns.
///
/// The columns for a row are made by members that did not see it: rows are held out fold by fold, in runs as they stand. Then every member is
/// fitted again to all rows.
///
/// Source: Wolpert, *Stacked generalization* (1992); Breiman, *Stacked regressions* (1996).
public struct StackingRegressor<Final: Regressor, each Base: Regressor>: Regressor {
    /// The members.
    public let bases: (repeat each Base)
    /// What learns from their predictions.
    public var final: Final
    /// How many folds, at least 2.
    public var folds: Int

    /// A stack.
    ///
    /// - Parameters:
    ///   - bases: The members.
    ///   - final: What learns from their predictions.
    ///   - folds: How many folds, from 2 to the number of rows.
    public init(_ bases: repeat each Base, final: Final, folds: Int = 5) {
        self.bases = (repeat each bases)
        (self.final, self.folds) = (final, folds)
    }

    /// The members and what learnt from them.
    public struct Model: RegressionModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The members, fitted to all rows.
        public let members: FittedMembers<repeat (each Base).Model>
        /// What learnt from their predictions.
        public let final: Final.Model

        /// The predictions of the members, side by side.
        ///
        /// - Parameter x: The rows, m × p.
        public func memberColumns(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "StackingRegressor.predict")
            var columns: [Matrix<Double>] = []
            for member in repeat each members.models {
                columns.append(member.predict(x).reshaped(rows: x.rows, columns: 1))
            }
            return StackedColumns.joined(columns)
        }

        /// The last regressor's predictions.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> { final.predict(memberColumns(x)) }
    }

    /// Fits every member once for each fold and once to all rows, and the last regressor to their answers.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    /// - Throws: ``FitError``, where a member cannot be fitted or there are fewer rows than folds.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        try Checks.features(x, allowsHuge: true)
        try Checks.target(y, rows: x.rows)
        guard folds >= 2 else { throw .badOption("folds is \(folds), which is below 2") }
        if x.rows < folds {
            throw .tooFewRows(x.rows, needed: folds, why: "every fold must have a row")
        }
        let held = MemberRows.folds(x.rows, folds: folds)
        var columns: [Matrix<Double>] = []
        let members: FittedMembers<repeat (each Base).Model>
        do {
            for base in repeat each bases {
                let made = try StackedColumns.heldOut(base, x, y, held, folds)
                columns.append(made.reshaped(rows: x.rows, columns: 1))
            }
            members = FittedMembers((repeat try (each bases).fit(x, y)))
        } catch {
            throw Voices.typed(error)
        }
        if columns.isEmpty { throw .badOption("a stack without members") }
        let last = try final.fit(StackedColumns.joined(columns), y)
        return Model(featureCount: x.columns, members: members, final: last)
    }
}

extension StackedColumns {
    static func heldOut<Base: Regressor>(
        _ base: Base, _ x: Matrix<Double>, _ y: Vector<Double>, _ held: [Int], _ folds: Int
    ) throws(FitError) -> Vector<Double> {
        var result = [Double](repeating: 0, count: x.rows)
        for fold in 0..<folds {
            let inside = held.indices.filter { held[$0] != fold },
                outside = held.indices.filter { held[$0] == fold }
            let answer = try base.fit(x[rows: inside], y[at: inside]).predict(x[rows: outside])
            for (place, row) in outside.enumerated() { result[row] = answer[place] }
        }
        return Vector(result)
    }
}
