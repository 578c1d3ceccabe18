import LinearAlgebra

/// The versions of this module's algorithms to read: differentiation on single numbers, and minimisers of ten lines.
public typealias Textbook = LinearAlgebra.Textbook
