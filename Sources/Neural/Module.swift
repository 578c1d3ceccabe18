import Autodiff
import LinearAlgebra
import Randomness

/// A layer or a whole network: a struct of parameters that is called like a function.
///
/// A network lists its parts in `visitParameters` and says in `callAsFunction` what becomes of its input:
///
///     struct Classifier: Module {
///         var hidden: Linear<Float>, output: Linear<Float>
///         func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
///             output(hidden(x, &context).relu(), &context)
///         }
///         mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
///             visit("hidden", &hidden)
///             visit("output", &output)
///         }
///     }
///
/// A value like any other: copies are independent, and the gradient of a module has the type of the module.
public protocol Module<Precision>: Parameterized {
    /// What becomes of the input, in training or inference as the context says.
    func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision>
}

extension Module {
    /// What becomes of the input in inference.
    public func callAsFunction(_ x: Tensor<Precision>) -> Tensor<Precision> {
        var context = Context.inference
        return self(x, &context)
    }
}

/// What a pass through a network carries along: whether it trains, and the generator of its random draws.
public struct Context: Sendable {
    /// Whether dropout drops, and normalisation uses the statistics of the batch.
    public var isTraining: Bool
    /// The generator of dropout and noise.
    public var generator: Generator
    /// What the layers note of themselves while a summary is made; nil otherwise.
    package var trace: [LayerNote]? = nil
    /// The names of the containers that the pass is in, while a summary is made.
    package var tracePath: [String] = []

    /// A context for training, whose draws follow from the seed.
    public static func training(seed: UInt64) -> Context {
        Context(isTraining: true, generator: Generator(seed: seed))
    }

    /// A context for inference, in which nothing is drawn.
    public static let inference = Context(isTraining: false, generator: Generator(seed: 0))
}
