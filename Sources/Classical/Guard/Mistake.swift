/// A place in the program that uses the library.
public struct CodeLine: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Module and file, as `#fileID` gives them.
    public let file: String
    /// The line, counted from 1.
    public let line: Int

    /// A place.
    ///
    /// - Parameters:
    ///   - file: Module and file.
    ///   - line: The line, counted from 1.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `Lesson.swift:12`.
    public var description: String { "\(file.split(separator: "/").last ?? ""):\(line)" }
}

/// The kinds of mistakes that a ``MistakeGuard`` tells apart.
public enum MistakeKind: String, Sendable, Codable, CaseIterable {
    /// Something was fitted on rows that are there to test it.
    case fittedOnTestRows
    /// A preparation learned from rows that later became test rows: it was made before the split, or outside of the folds.
    case preparedBeforeSplit
    /// The same rows are on both sides of a split.
    case duplicatesAcrossSplit
    /// Rows that differ by next to nothing are on both sides of a split.
    case nearDuplicatesAcrossSplit
    /// Rows of one group, such as a customer, are on both sides of a split.
    case groupsAcrossSplit
    /// Training rows are later than test rows.
    case futureInTraining
    /// Rows with a time were split at random.
    case shuffledTimeSeries
    /// A feature is the target, or nearly tells it alone.
    case targetLeak
    /// An encoding by the target was made with the targets of test rows.
    case targetEncodingLeak
    /// Rows that are trained on were encoded with their own targets.
    case targetEncodingWithoutFolds
    /// A model that compares columns was given columns of very different widths.
    case unscaledFeatures
    /// Accuracy was asked for where nearly all rows are of one class.
    case accuracyOnImbalance
    /// Several settings of one estimator were scored on the same test rows.
    case tunedOnTestRows
    /// Rows were copied or made up before the split, from rows of both sides.
    case resampledBeforeSplit
    /// Rows of the test side were copied or made up.
    case resampledTestRows
    /// A model was scored on rows that it had learned from.
    case scoredOnTrainingRows
    /// The rows were not prepared as those that the model learned from.
    case differentPreparation
    /// The columns are not those that the model learned from, or not in their order.
    case differentColumns
    /// Sorted rows were cut in two: the sides have different targets.
    case sortedRowsSplit
    /// A feature is a running number or a name of the row.
    case identifierAsFeature

    /// What to do instead.
    public var advice: String {
        switch self {
        case .fittedOnTestRows: "fit on the training side only, and apply the fitted model to the other"
        case .preparedBeforeSplit:
            "split first; put the preparation into the pipeline, so that every split fits it anew"
        case .duplicatesAcrossSplit: "leave out repeated rows before the split"
        case .nearDuplicatesAcrossSplit:
            "keep variants of one row on one side: give them a group, or make them after the split"
        case .groupsAcrossSplit: "split by groups"
        case .futureInTraining, .shuffledTimeSeries: "train on what came before the test rows"
        case .targetLeak: "leave the column out, unless it is known before the target is"
        case .targetEncodingLeak: "fit the encoder on the training side only"
        case .targetEncodingWithoutFolds:
            "encode training rows by inner folds: TargetEncoder().then(…) or fitTransform"
        case .unscaledFeatures: "put a scaler before it: StandardScaler().then(…)"
        case .accuracyOnImbalance:
            "use the area under the precision-recall curve, the F score or the cost of errors"
        case .tunedOnTestRows:
            "choose by cross-validation within the training side, and score the choice once"
        case .resampledBeforeSplit: "split first, and resample the training side only"
        case .resampledTestRows: "leave test rows as they are: they stand for what the model will meet"
        case .scoredOnTrainingRows: "score on rows that the model has not seen"
        case .differentPreparation:
            "give the model rows that went through the same fitted steps, or use a pipeline"
        case .differentColumns: "give the columns that were fitted, in their order"
        case .sortedRowsSplit: "shuffle before the split"
        case .identifierAsFeature: "leave the column out"
        }
    }
}

/// A mistake that was found: its kind, the facts, and the line that made it.
public struct Mistake: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of mistake.
    public let kind: MistakeKind
    /// What was found, in a sentence with the numbers.
    public let facts: String
    /// Where the program made it.
    public let line: CodeLine

    /// `Lesson.swift:12: targetLeak: … → leave the column out, …`.
    public var description: String { "\(line): \(kind.rawValue): \(facts) → \(kind.advice)" }
}

/// What ``MistakeGuard/requireNone()`` throws.
public struct MistakesFound: Error, Sendable, CustomStringConvertible {
    /// The mistakes, in the order in which they were made.
    public let mistakes: [Mistake]
    /// One line for each.
    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
