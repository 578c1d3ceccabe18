import LinearAlgebra
import Randomness
import Synchronization

/// The first NaN or infinity of a computation: which operation made it, and from which line it was called.
public struct Anomaly: Error, Sendable, CustomStringConvertible {
    /// Whether the value itself or a gradient went wrong.
    public enum Phase: String, Sendable {
        /// While the function was computed.
        case forward
        /// While its gradient was taken back.
        case backward
    }

    /// The name of the operation.
    public let operation: String
    /// The shapes of its inputs.
    public let shapes: [[Int]]
    /// Where it arose.
    public let phase: Phase
    /// The element that was found, NaN or an infinity.
    public let value: Double
    /// The file and line that called the operation, where debug information tells; nil in a backward pass.
    public let place: String?

    /// `log of [2] gave -inf in the forward pass (called at Model.swift:12)`.
    public var description: String {
        let inputs = shapes.map { Autodiff.describe($0) }.joined(separator: ", ")
        let where_ = place.map { " (called at \($0))" } ?? ""
        return "\(operation) of \(inputs) gave \(value) in the \(phase.rawValue) pass\(where_)"
    }
}

/// Keeps the first anomaly of a computation, and the values of its nodes where a graph is to be described.
@usableFromInline package final class AnomalyWatch: Sendable {
    private let first = Mutex<Anomaly?>(nil)
    private let seen = Mutex<[UInt64: [Double]]>([:])
    private let keepsValues: Bool

    init(keepsValues: Bool = false) { self.keepsValues = keepsValues }

    var found: Anomaly? { first.withLock { $0 } }

    /// The first elements of the value of a node.
    func values(of number: UInt64) -> [Double] { seen.withLock { $0[number] ?? [] } }

    /// Looks at the value of a new node.
    func see<T: Scalar>(_ tensor: Tensor<T>, _ node: Node<T>, _ shapes: [[Int]]) {
        check(tensor, node.operation, shapes, .forward)
        if keepsValues {
            let elements = tensor.elements.prefix(GraphDescription.shownElements).map { Double($0) }
            seen.withLock { $0[node.number] = elements }
        }
    }

    func check<T: Scalar>(_ tensor: Tensor<T>, _ operation: String, _ shapes: [[Int]], _ phase: Anomaly.Phase)
    {
        let plain = tensor.contiguous(), index = T.firstNonFinite(plain.start, plain.count)
        guard index < plain.count, found == nil else { return }
        let anomaly = Anomaly(
            operation: operation, shapes: shapes, phase: phase, value: Double(plain.start[index]),
            place: phase == .forward ? callerOutsideCairn() : nil)
        first.withLock { $0 = $0 ?? anomaly }
    }
}

/// The first NaN or infinity that arises while `function` and its gradient at `point` are computed; nil where all is finite.
///
/// Each operation that depends on the point is checked as it runs, forward and back: twice the time, for when a training run has gone wrong.
///
///     let anomaly = firstAnomaly(at: Tensor<Double>([1, 0])) { x in x.log().sum() }
///     print(anomaly?.operation ?? "none", anomaly?.value ?? 0)       // log -inf
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - function: Gives a tensor of one element.
public func firstAnomaly<Point: Parameterized, Failure: Error>(
    at point: Point, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> Anomaly? {
    let watch = AnomalyWatch()
    _ = try valueAndGradient(at: point, watch: watch, function)
    return watch.found
}
