import LinearAlgebra

/// The versions of this module's algorithms to read: networks on plain matrices, every derivative as a formula.
///
/// Each is held equal to the layers, and to automatic differentiation, by tests.
public typealias Textbook = LinearAlgebra.Textbook
