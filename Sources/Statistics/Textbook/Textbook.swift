import LinearAlgebra

/// The versions of this module's algorithms to read: a few lines each, held equal to the fast ones by tests.
public typealias Textbook = LinearAlgebra.Textbook
