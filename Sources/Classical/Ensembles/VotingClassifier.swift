import LinearAlgebra

/// Several classifiers of different kinds that vote.
///
///     let model = try VotingClassifier(DecisionTreeClassifier(), RandomForestClassifier()).fit(x, y)
///
/// A soft vote is the weighted mean of the members' probabilities, with the votes of members that have none; a hard vote the share of weight
/// that names a class. Members that err on different rows gain most.
public struct VotingClassifier<each Base: Classifier>: Classifier {
    /// The classifiers.
    public let bases: (repeat each Base)
    /// Whether probabilities are averaged; otherwise votes are counted.
    public var isSoft: Bool
    /// How much each member's voice counts, in order, each 0 or more; nil for all the same.
    public var voices: [Double]?

    /// A vote.
    ///
    /// - Parameters:
    ///   - bases: The classifiers.
    ///   - isSoft: Whether probabilities are averaged; otherwise votes are counted.
    ///   - voices: How much each member's voice counts, each 0 or more; nil for all the same.
    public init(_ bases: repeat each Base, isSoft: Bool = true, voices: [Double]? = nil) {
        self.bases = (repeat each bases)
        (self.isSoft, self.voices) = (isSoft, voices)
    }

    /// The members.
    public struct Model: ProbabilisticModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]
        /// The fitted members, in order.
        public let members: FittedMembers<repeat (each Base).Model>
        /// How much each member's voice counts; they sum to 1.
        public let voices: [Double]
        /// Whether probabilities are averaged.
        public let isSoft: Bool

        /// The weighted mean of the members' probabilities or votes, m × k.
        ///
        /// - Parameter x: The rows, m × p.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "VotingClassifier.predict")
            var sums = Matrix<Double>(repeating: 0, rows: x.rows, columns: classes.count), place = 0
            for member in repeat each members.models {
                let shares =
                    isSoft ? member.shares(x, of: classes) : member.predict(x).votes(of: classes)
                sums = sums + voices[place] * shares
                place += 1
            }
            return sums
        }
    }

    /// Fits every member.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    /// - Throws: ``FitError``, where a member cannot be fitted or the voices do not go with them.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try Checks.features(x, allowsHuge: true)
        let y = try Checks.labels(y, rows: x.rows)
        var count = 0
        for _ in repeat each bases { count += 1 }
        let shares = try Voices.shares(voices, count)
        let members: FittedMembers<repeat (each Base).Model>
        do {
            members = FittedMembers((repeat try (each bases).fit(x, y)))
        } catch {
            throw Voices.typed(error)
        }
        return Model(
            featureCount: x.columns, classes: y.classes, members: members, voices: shares, isSoft: isSoft)
    }
}

/// How much members count.
enum Voices {
    static func shares(_ given: [Double]?, _ members: Int) throws(FitError) -> [Double] {
        guard members > 0 else { throw .badOption("a vote without members") }
        let voices = given ?? [Double](repeating: 1, count: members), sum = voices.reduce(0, +)
        guard voices.count == members, voices.allSatisfy({ $0 >= 0 }), sum > 0, sum.isFinite else {
            throw .badOption("the voices \(voices) for \(members) members: each 0 or more, and not all 0")
        }
        return voices.map { $0 / sum }
    }

    /// An error of `fit` again as what it is.
    static func typed(_ error: any Error) -> FitError { error as? FitError ?? .badOption("\(error)") }
}

extension Labels {
    /// 1 for the class of each row among `all`, 0 elsewhere.
    func votes(of all: [Label]) -> Matrix<Double> {
        let places = classes.map { all.firstIndex(of: $0) ?? 0 }
        return Matrix(rows: count, columns: all.count) { places[codes[$0]] == $1 ? 1 : 0 }
    }
}

/// Fitted models of different kinds, saved and loaded one after another.
public struct FittedMembers<each Member: FittedModel>: Sendable, Codable {
    /// The models, in order.
    public let models: (repeat each Member)

    init(_ models: (repeat each Member)) { self.models = models }

    /// Reads the models in order.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        models = (repeat try container.decode((each Member).self))
    }

    /// Writes the models in order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for model in repeat each models { try container.encode(model) }
    }
}
