import LinearAlgebra

/// The versions of this module's algorithms to read: attention on plain matrices, one loop for each index of the formula.
///
/// Each is held equal to the version to run by tests.
public typealias Textbook = LinearAlgebra.Textbook
