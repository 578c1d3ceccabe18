import LinearAlgebra
import Tables

/// A model that knows what it learned from: what `fit` of ``Observations`` returns.
///
/// It changes rows, predicts and scores as the model does, and tells the guard what it was given.
public struct Watched<Model: Sendable>: Sendable {
    /// The fitted model.
    public let model: Model
    /// What it learned from.
    let training: Observations
    /// The fit itself.
    let step: LearnedStep
    /// The estimator's options, which tell settings apart.
    let setting: String

    var guardian: MistakeGuard { training.guardian }
}

extension Observations {
    /// Notes a fit and looks for what is wrong with its rows.
    func learn<Model: Sendable>(
        _ name: String, usesTarget: Bool, learnsFromRows: Bool = true, setting: String, _ line: CodeLine,
        _ model: Model
    ) -> Watched<Model> {
        let step = LearnedStep(
            id: guardian.nextNumber(), name: name, usesTarget: usesTarget,
            rows: learnsFromRows ? rowKeys : [],
            sawTestSide: sides.contains(.test), line: line)
        let watched = Watched(model: model, training: self, step: step, setting: setting)
        if learnsFromRows { reportFitOnTestRows(step) }
        return watched
    }

    /// The rows that these are, or were made from.
    var rowKeys: Set<Int> {
        var keys: Set<Int> = []
        keys.reserveCapacity(count)
        for origin in origins {
            keys.insert(origin.key)
            if let partner = origin.partnerKey { keys.insert(partner) }
        }
        return keys
    }

    /// Tells the guard that the program itself learns something from these rows: a threshold, a constant, the words of a dictionary.
    ///
    /// - Parameters:
    ///   - what: What is learned, for reports.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Returns: What ``noting(_:)`` takes, where the learned thing changes rows.
    @discardableResult
    public func learning(_ what: String, file: String = #fileID, line: Int = #line) -> Watched<String> {
        learn(what, usesTarget: true, setting: what, CodeLine(file: file, line: line), what)
    }

    /// These rows, changed by something that the program learned itself.
    ///
    /// - Parameter step: What ``learning(_:file:line:)`` returned.
    public func noting(_ step: Watched<String>) -> Observations {
        var result = self
        result.lineage.append(step.step)
        return result
    }
}

/// The name of a type without its module and what it is generic over, or those of a pipeline's parts.
func stepName<T>(_ type: T.Type) -> String {
    String(describing: type).replacing("Pipeline<", with: "").replacing(">", with: "")
        .replacing(", ", with: " then ")
}

extension PipelineStep {
    /// Learns from watched rows.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<Model>
    {
        try fitTransform(data, file: file, line: line).step
    }

    /// Learns from watched rows and changes these very rows, which a ``TargetEncoder`` does by inner folds.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fitTransform(_ data: Observations, file: String = #fileID, line: Int = #line)
        throws(FitError) -> (step: Watched<Model>, output: Observations)
    {
        let (model, output) = try fitTransform(data.features, data.target)
        let watched = data.learn(
            stepName(Self.self), usesTarget: !(self is any FeatureTransformer),
            learnsFromRows: Self.learnsFromRows, setting: "\(self)", CodeLine(file: file, line: line), model)
        return (watched, data.changed(output, model.names(for: data.names), watched.step))
    }
}

extension Observations {
    /// The rows with what a fitted step made of them.
    func changed(_ features: Matrix<Double>, _ names: [String], _ step: LearnedStep) -> Observations {
        var result = self
        result.features = features
        result.names = names
        result.lineage.append(step)
        return result
    }
}

extension Watched where Model: FeatureTransform {
    /// The changed rows.
    ///
    /// - Parameters:
    ///   - data: Rows as they were when the transformer was fitted.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func transform(_ data: Observations, file: String = #fileID, line: Int = #line) -> Observations {
        inspect(data, CodeLine(file: file, line: line), isScore: false, isStep: true)
        if step.encodesTarget, data.sides.contains(.training) || data.sides.contains(.whole),
            data.origins.contains(where: { step.rows.contains($0.key) })
        {
            guardian.report(
                .targetEncodingWithoutFolds,
                "\(step.name) encodes rows by targets that are their own", CodeLine(file: file, line: line),
                key: "\(step.id)")
        }
        return data.changed(model.transform(data.features), model.names(for: data.names), step)
    }
}

extension Regressor {
    /// Learns from watched rows. See ``Regressor/fit(_:_:)``.
    ///
    /// - Parameters:
    ///   - data: The rows, with a number each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<Model>
    {
        let model = try fit(data.features, data.numbers)
        return data.learnWhole(self, model, CodeLine(file: file, line: line))
    }
}

extension Classifier {
    /// Learns from watched rows. See ``Classifier/fit(_:_:)``.
    ///
    /// - Parameters:
    ///   - data: The rows, with a class each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<Model>
    {
        let model = try fit(data.features, data.labels)
        return data.learnWhole(self, model, CodeLine(file: file, line: line))
    }
}

extension Clusterer {
    /// Finds groups of watched rows. See ``Clusterer/fit(_:)``.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<Model>
    {
        let model = try fit(data.features)
        return data.learnWhole(self, model, CodeLine(file: file, line: line))
    }
}

extension OutlierDetector {
    /// Learns what is usual among watched rows. See ``OutlierDetector/fit(_:)``.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<Model>
    {
        let model = try fit(data.features)
        return data.learnWhole(self, model, CodeLine(file: file, line: line))
    }
}

extension Observations {
    /// Notes the fit of a last step, and looks at what it was given.
    func learnWhole<E: Estimator, M: FittedModel>(_ estimator: E, _ model: M, _ line: CodeLine) -> Watched<M>
    {
        let supervised = estimator is any Regressor || estimator is any Classifier
        let watched = learn(
            stepName(E.self), usesTarget: supervised, setting: "\(estimator)", line, model)
        let seen = (model as? any StagedModel)?.finalInput(features) ?? features
        FitInspection(
            data: self, step: watched.step, input: seen, lastName: lastStepName(E.self),
            supervised: supervised
        ).run()
        return watched
    }
}

/// The name of the last step of a type.
func lastStepName<T>(_ type: T.Type) -> String {
    stepName(type).split(separator: " then ").last.map { String($0.prefix { $0 != "<" }) } ?? ""
}

/// A model that prepares rows before its last step sees them.
protocol StagedModel {
    /// The rows as the last step sees them.
    func finalInput(_ x: Matrix<Double>) -> Matrix<Double>
}

extension PipelineModel: StagedModel {
    func finalInput(_ x: Matrix<Double>) -> Matrix<Double> {
        let input = first.transform(x)
        return (final as? any StagedModel)?.finalInput(input) ?? input
    }
}
