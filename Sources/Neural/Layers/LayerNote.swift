import Autodiff
import LinearAlgebra

/// What one layer did in a pass: a line of a ``summary(of:input:)``.
package struct LayerNote: Sendable {
    /// The name of the type, without its precision.
    package var kind: String
    package var input: [Int]
    package var output: [Int]
    package var parameterCount: Int
    /// Multiplications and additions.
    package var operations: Int
    /// Where the first parameter is stored; it tells the layers of a network apart.
    package var place: UInt?
    /// The names of the containers around, with points between them.
    package var path: String
}

extension Context {
    /// Notes that a layer took an input of one shape to an output of another; does nothing unless a summary is made.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - input: The shape of its input.
    ///   - output: The shape of its output.
    ///   - operations: The multiplications and additions that this took.
    public mutating func note<Layer: Parameterized>(
        _ layer: Layer, from input: [Int], to output: [Int], operations: @autoclosure () -> Int
    ) {
        guard trace != nil else { return }
        let parameters = layer.parameters
        trace?.append(
            LayerNote(
                kind: String(String(describing: Layer.self).prefix { $0 != "<" }), input: input,
                output: output,
                parameterCount: parameters.reduce(0) { $0 + $1.count }, operations: operations(),
                place: parameters.first.map { UInt(bitPattern: $0.start) },
                path: tracePath.joined(separator: ".")))
    }
}

extension Parameterized {
    /// The multiplications and additions of all products with the weights, for one row of input: what a step of a recurrent layer takes.
    var operationsPerStep: Int { 2 * parameters.reduce(0) { $0 + ($1.rank == 2 ? $1.count : 0) } }
}
