import Autodiff
import LinearAlgebra

/// The layers that an input passes, with the shapes of their outputs, their parameters and their operations: a table to print.
///
///     var generator = Generator(seed: 0)
///     let model = Sequential<Float>([
///         Convolution2D(1, 8, kernel: 3, using: &generator), MaxPooling2D(2), Flatten(),
///         Linear(1352, 10, using: &generator),
///     ])
///     print(summary(of: model, input: [1, 1, 28, 28]))
///     // layer            output          parameters  operations
///     // 0 Convolution2D  [1, 8, 26, 26]          80       97344
///     // 1 MaxPooling2D   [1, 8, 13, 13]           0        4056
///     // 2 Flatten        [1, 1352]                0           0
///     // 3 Linear         [1, 10]              13530       27040
///     // total                                 13610      128440
///
public struct ModelSummary: Sendable, Hashable, CustomStringConvertible {
    /// One layer, as it was passed.
    public struct Row: Sendable, Hashable {
        /// The path to the layer in the model; empty for what has no parameters and is in no ``Sequential``.
        public var name: String
        /// The type of the layer.
        public var kind: String
        /// The shape of its input.
        public var input: [Int]
        /// The shape of its output.
        public var output: [Int]
        /// The number of numbers in its parameters.
        public var parameterCount: Int
        /// Multiplications and additions.
        public var operations: Int
    }

    /// The layers, in the order in which they were passed.
    public let rows: [Row]
    /// The number of numbers in the parameters of the model.
    public let parameterCount: Int

    /// Multiplications and additions of all layers.
    public var operations: Int { rows.reduce(0) { $0 + $1.operations } }

    /// The table.
    public var description: String {
        var lines = [["layer", "output", "parameters", "operations"]]
        for row in rows {
            let name = row.name.isEmpty ? row.kind : "\(row.name) \(row.kind)"
            lines.append([name, describe(row.output), String(row.parameterCount), String(row.operations)])
        }
        lines.append(["total", "", String(parameterCount), String(operations)])
        let widths = (0..<4).map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            (0..<4).map { column -> String in
                let blanks = String(repeating: " ", count: widths[column] - line[column].count)
                return column < 2 ? line[column] + blanks : blanks + line[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// The layers of `model` that an input of the given shape passes, in inference.
///
/// The model runs once, on zeros. Layers of this library are noted wherever they are used, others where they are in a ``Sequential``,
/// ``Residual`` or ``Parallel``, with an operation for each element of their output; a layer of your own can call ``Context/note(_:from:to:operations:)``.
///
/// - Parameters:
///   - model: The network.
///   - shape: The shape of its input.
public func summary<Model: Module>(of model: Model, input shape: [Int]) -> ModelSummary {
    summary(of: model) { model, context in
        model(Tensor(repeating: 0, shape: shape), &context)
    }
}

/// The layers of `model` that are passed when `run` uses it; for models whose input is not a tensor.
///
/// - Parameters:
///   - model: The network.
///   - run: Calls it with an input of your choice, and with the context.
public func summary<Model: Parameterized>(
    of model: Model, _ run: (Model, inout Context) -> Tensor<Model.Precision>
) -> ModelSummary {
    var copy = model, names: [UInt: String] = [:], kept: [Tensor<Model.Precision>] = []
    copy.forEachTensor(named: true) { name, tensor, _ in
        // A place in memory of its own tells a layer apart.
        tensor = tensor.copied()
        kept.append(tensor)
        let path = name.split(separator: ".").dropLast().joined(separator: ".")
        names[UInt(bitPattern: tensor.start)] = path
    }
    var context = Context.inference
    context.trace = []
    _ = run(copy, &context)
    let rows = (context.trace ?? []).map { note in
        ModelSummary.Row(
            name: note.place.flatMap { names[$0] } ?? note.path, kind: note.kind, input: note.input,
            output: note.output, parameterCount: note.parameterCount, operations: note.operations)
    }
    withExtendedLifetime(kept) {}
    return ModelSummary(rows: rows, parameterCount: model.parameterCount)
}
