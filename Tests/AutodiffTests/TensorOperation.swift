import Autodiff
import LinearAlgebra

/// The operations of `Tests/Golden/autodiff/operations.py`, by name.
enum TensorOperation {
    static func apply<T: Scalar>(_ name: String, _ x: [Tensor<T>]) -> Tensor<T> {
        let parts = name.split(separator: ":", maxSplits: 1).map { String($0) }
        let variant = parts.count > 1 ? String(parts[1].dropFirst()) : ""
        if parts[0] == "einsum" { return einsum(variant, x) }
        if let operation = UnaryOperation(rawValue: parts[0]) { return x[0].applying(operation) }
        if let operation = BinaryOperation(rawValue: parts[0]) { return binary(operation, variant, x) }
        switch parts[0] {
        case "matmul", "linear": return product(parts[0], variant, x)
        case "sum", "mean", "variance", "max", "min", "product", "logSumExp", "cumulativeSum", "norm":
            return reduction(parts[0], variant, x[0])
        default: return movement(parts[0], variant, x)
        }
    }

    private static func binary<T: Scalar>(
        _ operation: BinaryOperation, _ variant: String, _ x: [Tensor<T>]
    ) -> Tensor<T> {
        switch variant {
        case "number right": x[0].applying(operation, 1.5)
        case "number left": x[0].applying(operation, toLeft: 1.5)
        case "negative base, whole exponent": x[0].pow(3)
        case "exponent 0": x[0].pow(0)
        default: x[0].applying(operation, x[1])
        }
    }

    private static func reduction<T: Scalar>(
        _ name: String, _ variant: String, _ x: Tensor<T>
    ) -> Tensor<T> {
        switch (name, variant) {
        case ("sum", "over 1"): x.sum(over: 1)
        case ("sum", "over 0 and 2, keeping"): x.sum(over: 0, 2, keepingAxes: true)
        case ("sum", "of a view"): x.permuted([2, 0, 1]).sum(over: 0)
        case ("sum", _): x.sum()
        case ("mean", "over the last"): x.mean(over: -1)
        case ("mean", _): x.mean()
        case ("variance", "over 0 and 2, correction 1"): x.variance(over: [0, 2], correction: 1)
        case ("variance", _): x.variance()
        case ("max", "over 1"), ("max", "over 1, ties"): x.max(over: 1)
        case ("max", _): x.max()
        case ("min", "over 1, keeping"): x.min(over: 1, keepingAxis: true)
        case ("min", "over 0, ties"): x.min(over: 0)
        case ("min", _): x.min()
        case ("product", _): x.product(over: 1)
        case ("logSumExp", _): x.logSumExp(over: 1)
        case ("cumulativeSum", "over the last"): x.cumulativeSum()
        case ("cumulativeSum", _): x.cumulativeSum(over: 1)
        case ("norm", "over 2"): x.norm(over: [2])
        case ("norm", "over 1, one row 0"): x.norm(over: [1])
        default: x.norm()
        }
    }

    private static func movement<T: Scalar>(
        _ name: String, _ variant: String, _ x: [Tensor<T>]
    ) -> Tensor<T> {
        let a = x[0]
        switch (name, variant) {
        case ("clamped", _): return a.clamped(to: -1...1)
        case ("reshaped", "of a view"): return a.permuted([2, 0, 1]).reshaped(4, -1)
        case ("reshaped", _): return a.reshaped(4, 6)
        case ("flattened", _): return a.flattened(from: 1)
        case ("permuted", _): return a.permuted([2, 0, 1])
        case ("transposed", "0 and 2"): return a.transposed(0, 2)
        case ("transposed", _): return a.transposed
        case ("insertingAxis", _): return a.insertingAxis(1)
        case ("removingAxis", _): return a.removingAxis(1)
        case ("broadcast", _): return a.broadcast(to: [2, 4, 3])
        case ("summed", _): return a.summed(to: [3, 1])
        case ("slice", "by 3"): return a.slice(2, 0..<4, by: 3)
        case ("slice", _): return a.slice(1, 1..<3)
        case ("subscript", "range"): return a[0..<1]
        case ("subscript", "mixed"): return a[.all, 1, .newAxis, .every(2)]
        case ("subscript", "ellipsis"): return a[.ellipsis, -1]
        case ("subscript", _): return a[1]
        case ("flipped", _): return a.flipped(0, 2)
        case ("padded", _): return a.padded([(0, 1), (1, 2)], with: 3)
        case ("concatenated", _): return concatenated([a, x[1], a], along: 1)
        case ("stacked", _): return stacked([a, x[1]], along: -1)
        case ("split", _): return a.split(2, along: 1)[1]
        case ("gathered", _): return a.gathered(Indices(rows: [[1, 0], [1, 2]]))
        case ("scatteredSum", _): return a.scatteredSum([2, 0, 2], rows: 4)
        case ("takenAlong", "0"): return a.takenAlong(0, Indices(rows: [[1, 0, 1]]))
        case ("takenAlong", _): return a.takenAlong(1, Indices(rows: [[2, 0], [1, 1]]))
        case ("select", "broadcast"): return Autodiff.select(x[1] .> 0.25, a, x[1])
        case ("select", _): return Autodiff.select(a .> 0.25, a, x[1])
        default: return Tensor(T.nan)
        }
    }

    private static func product<T: Scalar>(
        _ name: String, _ variant: String, _ x: [Tensor<T>]
    ) -> Tensor<T> {
        if name == "linear" { return linear(x[0], x[1], x.count > 2 ? x[2] : nil) }
        switch variant {
        case "left transposed": return matmul(x[0].transposed, x[1])
        case "right transposed", "batched, right transposed": return matmul(x[0], x[1].transposed)
        case "both transposed": return matmul(x[0].transposed, x[1].transposed)
        case "heads":
            let heads = x.map { $0.reshaped(2, 3, 2, 2).transposed(1, 2) }
            return matmul(heads[0], heads[1].transposed)
        case "columns of a slice": return matmul(x[0][.all, .every(2)], x[1])
        default: return matmul(x[0], x[1])
        }
    }
}
