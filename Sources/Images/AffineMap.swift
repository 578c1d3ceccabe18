import Foundation

/// A map of the plane that keeps lines straight, from places of the *new* picture to places of the *old* one:
///
///     x' = a x + b y + c
///     y' = d x + e y + f
///
/// Places are measured from the middle of the picture, with -1 and 1 at its edges, x to the right and y down, as PyTorch's
/// `affine_grid` with `align_corners=False` does. A map that shrinks therefore shows the picture larger.
public struct AffineMap: Sendable, Hashable {
    /// The numbers a, b, c, d, e, f.
    public var numbers: [Double]

    /// The map of six numbers.
    ///
    /// - Parameters:
    ///   - a: What x adds to x'.
    ///   - b: What y adds to x'.
    ///   - c: What is added to x'.
    ///   - d: What x adds to y'.
    ///   - e: What y adds to y'.
    ///   - f: What is added to y'.
    public init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
        numbers = [a, b, c, d, e, f]
    }

    /// The map that changes nothing.
    public static let identity = AffineMap(1, 0, 0, 0, 1, 0)

    /// The map by which a square picture appears turned, magnified, sheared and moved, in this order.
    ///
    /// - Parameters:
    ///   - degrees: The turn, clockwise as seen (y points down).
    ///   - scale: The magnification, above 0.
    ///   - shear: The tangent of the angle by which upright lines lean.
    ///   - right: The move to the right, in halves of the width.
    ///   - down: The move down, in halves of the height.
    public init(
        degrees: Double = 0, scale: Double = 1, shear: Double = 0, right: Double = 0, down: Double = 0
    ) {
        // The inverse of x ↦ S R x · scale + (right, down): turn back, unshear, shrink, after moving back.
        let angle = degrees * .pi / 180, cosine = cos(angle) / scale, sine = sin(angle) / scale
        let a = cosine, b = -cosine * shear + sine
        let d = -sine, e = sine * shear + cosine
        self.init(a, b, -(a * right + b * down), d, e, -(d * right + e * down))
    }
}
