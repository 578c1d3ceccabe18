import LinearAlgebra

/// Learns several numbers for each row, each by a model of its own.
///
/// Equal to scikit-learn's class of this name. As many fits as outputs.
public struct MultiOutputRegressor<Base: Regressor>: Sendable {
    /// What learns each of them.
    public var base: Base

    /// A regressor of several numbers.
    ///
    /// - Parameter base: What learns each of them.
    public init(_ base: Base) { self.base = base }

    /// A model for each output.
    public struct Model: FittedModel {
        /// The models, one for each column of the targets.
        public let models: [Base.Model]
        /// How many columns the rows must have.
        public var featureCount: Int { models[0].featureCount }

        /// The numbers expected for each row, m × outputs.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Matrix<Double> {
            stack(models.map { $0.predict(x) }, as: .columns)
        }
    }

    /// Fits a model to each column of the targets.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The numbers of each row, n × outputs.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ x: Matrix<Double>, _ y: Matrix<Double>) throws(FitError) -> Model {
        require(y.rows == x.rows, "MultiOutputRegressor.fit: \(y.rows) rows of targets for \(x.rows) rows")
        guard y.columns > 0 else { throw .empty(rows: y.rows, columns: 0) }
        var models: [Base.Model] = []
        for column in 0..<y.columns { models.append(try base.fit(x, y[column: column].copied())) }
        return Model(models: models)
    }
}

/// Learns several classes for each row, each by a model of its own.
///
/// Equal to scikit-learn's class of this name. As many fits as outputs.
public struct MultiOutputClassifier<Base: Classifier>: Sendable {
    /// What learns each of them.
    public var base: Base

    /// A classifier of several classes.
    ///
    /// - Parameter base: What learns each of them.
    public init(_ base: Base) { self.base = base }

    /// A model for each output.
    public struct Model: FittedModel {
        /// The models, one for each of the targets.
        public let models: [Base.Model]
        /// How many columns the rows must have.
        public var featureCount: Int { models[0].featureCount }

        /// The classes of each row, one list for each output.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> [Labels] { models.map { $0.predict(x) } }
    }

    /// Fits a model to each of the targets.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The classes of each row, one list for each output.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ x: Matrix<Double>, _ y: [Labels]) throws(FitError) -> Model {
        guard !y.isEmpty else { throw .empty(rows: x.rows, columns: 0) }
        var models: [Base.Model] = []
        for labels in y { models.append(try base.fit(x, labels)) }
        return Model(models: models)
    }
}
