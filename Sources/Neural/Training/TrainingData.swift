import Autodiff
import LinearAlgebra

/// What a model is trained on: a number of examples, of which batches are made.
public protocol TrainingData<Batch>: Sendable {
    /// What the loss is computed of.
    associatedtype Batch
    /// How many examples there are.
    var exampleCount: Int { get }
    /// The examples at some positions, in that order.
    func batch(_ positions: [Int]) -> Batch
}

/// What has one row for each example.
public protocol ExampleRows: Sendable {
    /// How many rows there are.
    var rowCount: Int { get }
    /// The rows at some positions, in that order. O(their elements).
    func rows(_ positions: [Int]) -> Self
}

extension Tensor: ExampleRows {
    /// The length of the first axis.
    public var rowCount: Int { shape.first ?? 0 }

    /// The rows of the first axis at some positions.
    public func rows(_ positions: [Int]) -> Tensor { gathered(Indices(positions)) }
}

extension Indices: ExampleRows {
    /// The length of the first axis.
    public var rowCount: Int { shape.first ?? 0 }

    /// The rows of the first axis at some positions.
    public func rows(_ positions: [Int]) -> Indices {
        let width = shape.dropFirst().reduce(1, *)
        return Indices(
            shape: [positions.count] + shape.dropFirst(),
            positions.flatMap { position in
                self.positions[(position * width)..<((position + 1) * width)]
            })
    }
}

/// Inputs, each with its target: the classes (`Indices`) or the values (`Tensor`) that a model shall give.
///
///     let data = Examples(Tensor<Float>([[0, 1], [2, 3], [4, 5]]), Indices([0, 1, 1]))
///     let batch = data.batch([2, 0])
///     print(batch.inputs.elements, batch.targets.positions)   // [4.0, 5.0, 0.0, 1.0] [1, 0]
public struct Examples<Inputs: ExampleRows, Targets: ExampleRows>: TrainingData {
    /// One row for each example.
    public let inputs: Inputs
    /// One row for each example.
    public let targets: Targets

    /// Examples.
    ///
    /// - Parameters:
    ///   - inputs: One row for each example.
    ///   - targets: As many rows.
    public init(_ inputs: Inputs, _ targets: Targets) {
        require(
            inputs.rowCount == targets.rowCount,
            "Examples: \(inputs.rowCount) inputs and \(targets.rowCount) targets")
        self.inputs = inputs
        self.targets = targets
    }

    /// How many examples there are.
    public var exampleCount: Int { inputs.rowCount }

    /// The examples at some positions.
    public func batch(_ positions: [Int]) -> Examples {
        Examples(inputs.rows(positions), targets.rows(positions))
    }
}

/// Inputs without targets, for models that learn to give back what they get.
public struct Inputs<Rows: ExampleRows>: TrainingData {
    /// One row for each example.
    public let rows: Rows

    /// Inputs.
    ///
    /// - Parameter rows: One row for each example.
    public init(_ rows: Rows) { self.rows = rows }

    /// How many examples there are.
    public var exampleCount: Int { rows.rowCount }

    /// The examples at some positions.
    public func batch(_ positions: [Int]) -> Rows { rows.rows(positions) }
}
