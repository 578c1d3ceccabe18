import LinearAlgebra
import Randomness

/// Derivatives from values alone. Each has two errors that pull in opposite directions: what is cut off falls with the step h,
/// and the rounding of f, ε|f|, is divided by it.
extension Textbook {
    /// `f'(x) ≈ (f(x + h) - f(x))/h`, off by `h/2 · f''`.
    ///
    /// The best step is about √ε ≈ 1.5e-8, and half the digits are then right.
    ///
    /// - Parameters:
    ///   - x: Where.
    ///   - step: h, not 0.
    ///   - function: f.
    public static func forwardDifference(
        at x: Double, step: Double = 1.5e-8, of function: (Double) throws -> Double
    ) rethrows -> Double {
        requireStep(step, "forwardDifference")
        let neighbour = x + step  // divide by the step that was taken, not by the one that was meant
        return (try function(neighbour) - function(x)) / (neighbour - x)
    }

    /// `f'(x) ≈ (f(x + h) - f(x - h))/2h`, off by `h²/6 · f'''`: the even terms of Taylor's series cancel.
    ///
    /// The best step is about ∛ε ≈ 6e-6, and two thirds of the digits are then right.
    ///
    /// - Parameters:
    ///   - x: Where.
    ///   - step: h, not 0.
    ///   - function: f.
    public static func centralDifference(
        at x: Double, step: Double = 6e-6, of function: (Double) throws -> Double
    ) rethrows -> Double {
        requireStep(step, "centralDifference")
        let above = x + step, below = x - step
        return (try function(above) - function(below)) / (above - below)
    }

    /// Central differences with the steps h, h/2, h/4, …, extrapolated to h = 0.
    ///
    /// With `D(h) = f' + c₂h² + c₄h⁴ + …`, the mixture `(4 D(h/2) - D(h))/3` has no h² left, `(16 … - …)/15` no h⁴, and so on:
    /// large steps, whose rounding is harmless, give almost all digits.
    /// Source: Richardson (1911); Ridders (1982).
    ///
    /// - Parameters:
    ///   - x: Where.
    ///   - step: The largest h, not 0; f must be smooth in x ± h.
    ///   - levels: The number of steps, at least 1.
    ///   - function: f.
    public static func extrapolatedDifference(
        at x: Double, step: Double = 0.1, levels: Int = 5, of function: (Double) throws -> Double
    ) rethrows -> Double {
        require(levels > 0, "Textbook.extrapolatedDifference: \(levels) levels; it takes at least one")
        var row: [Double] = []  // D(h), then without h², then without h⁴, …
        var step = step
        for _ in 0..<levels {
            var refined = [try centralDifference(at: x, step: step, of: function)]
            var power = 4.0
            for coarse in row {
                refined.append((power * refined[refined.count - 1] - coarse) / (power - 1))
                power *= 4
            }
            row = refined
            step /= 2
        }
        return row[row.count - 1]
    }

    private static func requireStep(_ step: Double, _ name: String) {
        require(step != 0 && step.isFinite, "Textbook.\(name): a step of \(step)")
    }
}
