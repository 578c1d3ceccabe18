#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What to do where a matrix is invertible, but so nearly singular that the solution may have no correct digit.
///
/// A solution of `Ax = b` is wrong by about κ times the rounding unit ε, with κ = ‖A‖₁‖A⁻¹‖₁ the condition number. Solvers estimate
/// 1/κ from the factors, in O(n²), and where it is below ε they follow this policy:
///
///     let x = try hilbert.solve(b)                                // writes a line to the standard error
///     let y = try hilbert.solve(b, onIllConditioned: .ignore)
///     let z = try hilbert.solve(b, onIllConditioned: .report { print($0) })
///     let w = try? hilbert.solve(b, onIllConditioned: .fail)      // throws: nil
///
/// SciPy's counterpart is the warning `LinAlgWarning`.
public enum IllConditionedPolicy: Sendable {
    /// Print one line with the condition number to the standard error, and go on.
    case warn
    /// Go on; the condition number is not even estimated.
    case ignore
    /// Throw ``LinearAlgebraError/illConditioned(operation:reciprocalCondition:)``.
    case fail
    /// Hand the error to a function, and go on.
    case report(@Sendable (LinearAlgebraError) -> Void)

    var wantsEstimate: Bool { if case .ignore = self { false } else { true } }

    /// Follows the policy where `reciprocalCondition`, in the precision of `T`, is below the rounding unit.
    func check<T: Scalar>(_ reciprocalCondition: T, _ operation: String) throws(LinearAlgebraError) {
        if reciprocalCondition >= T.ulpOfOne { return }
        let error = LinearAlgebraError.illConditioned(
            operation: operation, reciprocalCondition: Double(reciprocalCondition))
        switch self {
        case .ignore: return
        case .fail: throw error
        case .report(let handler): handler(error)
        case .warn:
            let line = "warning: \(error); the result may be inaccurate\n"
            _ = write(STDERR_FILENO, line, line.utf8.count)
        }
    }
}
