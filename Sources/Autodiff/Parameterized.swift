import LinearAlgebra

/// What gradients can be taken with respect to: a tensor, or a struct that is made of such things.
public protocol Parameterized: Sendable {
    /// `Float` or `Double`: the numbers that the parameters are made of.
    associatedtype Precision: Scalar
}
