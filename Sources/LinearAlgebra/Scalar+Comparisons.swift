import CKernels

/// A comparison of two elements, computed for whole arrays by one kernel. A comparison with NaN is false, but for `notEqual`.
public enum Comparison: String, CaseIterable, Sendable {
    /// The relation that is asked for.
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
}

/// A property of one element, found for a whole array by one kernel.
public enum Classification: String, CaseIterable, Sendable {
    /// NaN, ±infinity, and neither of them.
    case nan, infinite, finite
}

/// The four searches for the place of an extreme value in each row or column.
public enum ArgumentReduction: String, CaseIterable, Sendable {
    /// The smallest or the largest element, of each row or of each column.
    case rowMinimum, rowMaximum, columnMinimum, columnMaximum
}

/// `mask[i] = x[i] op z[i]`.
public typealias ComparisonKernel<T> = (
    UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<UInt8>, Int
) -> Void
/// `mask[i] = x[i] op s`.
public typealias NumberComparisonKernel<T> = (UnsafePointer<T>, T, UnsafeMutablePointer<UInt8>, Int) -> Void
/// `mask[i] = f(x[i])`.
public typealias ClassificationKernel<T> = (UnsafePointer<T>, UnsafeMutablePointer<UInt8>, Int) -> Void
/// `(x, rowStride, rows, columns, y)`.
public typealias ArgumentKernel<T> = (UnsafePointer<T>, Int, Int, Int, UnsafeMutablePointer<Int64>) -> Void

/// The kernels of a type that compare, choose, fill and gather.
public protocol ComparisonScalar {
    /// The kernel that compares two arrays.
    static func kernel(for comparison: Comparison) -> ComparisonKernel<Self>
    /// The kernel that compares an array with a number.
    static func numberKernel(for comparison: Comparison) -> NumberComparisonKernel<Self>
    /// The kernel that asks each element.
    static func kernel(for classification: Classification) -> ClassificationKernel<Self>
    /// The kernel that finds the first extreme value in each row or column.
    static func kernel(for reduction: ArgumentReduction) -> ArgumentKernel<Self>
    /// `y[i] = mask[i] ? a[i] : b[i]`.
    static func select(
        _ mask: UnsafePointer<UInt8>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// Row i of `y` is row `indices[i]` of `x`.
    static func gatherRows(
        _ x: UnsafePointer<Self>, _ stride: Int, _ indices: UnsafePointer<Int64>, _ count: Int,
        _ y: UnsafeMutablePointer<Self>, _ columns: Int)
    /// `y[i] = value`.
    static func fill(_ value: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// `y[i] = start + i · step`.
    static func count(from start: Self, by step: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int)
}

extension Float: ComparisonScalar {
    public static func kernel(for comparison: Comparison) -> ComparisonKernel<Self> {
        switch comparison {
        case .less: cairn_lt_f32
        case .lessOrEqual: cairn_le_f32
        case .greater: cairn_gt_f32
        case .greaterOrEqual: cairn_ge_f32
        case .equal: cairn_eq_f32
        case .notEqual: cairn_ne_f32
        }
    }

    public static func numberKernel(for comparison: Comparison) -> NumberComparisonKernel<Self> {
        switch comparison {
        case .less: cairn_lt_vs_f32
        case .lessOrEqual: cairn_le_vs_f32
        case .greater: cairn_gt_vs_f32
        case .greaterOrEqual: cairn_ge_vs_f32
        case .equal: cairn_eq_vs_f32
        case .notEqual: cairn_ne_vs_f32
        }
    }

    public static func kernel(for classification: Classification) -> ClassificationKernel<Self> {
        switch classification {
        case .nan: cairn_isnan_f32
        case .infinite: cairn_isinf_f32
        case .finite: cairn_isfinite_f32
        }
    }

    public static func kernel(for reduction: ArgumentReduction) -> ArgumentKernel<Self> {
        switch reduction {
        case .rowMinimum: cairn_argmin_rows_f32
        case .rowMaximum: cairn_argmax_rows_f32
        case .columnMinimum: cairn_argmin_cols_f32
        case .columnMaximum: cairn_argmax_cols_f32
        }
    }

    public static func select(
        _ mask: UnsafePointer<UInt8>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_select_f32(mask, a, b, y, count)
    }

    public static func gatherRows(
        _ x: UnsafePointer<Self>, _ stride: Int, _ indices: UnsafePointer<Int64>, _ count: Int,
        _ y: UnsafeMutablePointer<Self>, _ columns: Int
    ) {
        cairn_gather_rows_f32(x, stride, indices, count, y, columns, columns)
    }

    public static func fill(_ value: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int) {
        cairn_fill_f32(value, y, count)
    }

    public static func count(from start: Self, by step: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int) {
        cairn_iota_f32(start, step, y, count)
    }
}

extension Double: ComparisonScalar {
    public static func kernel(for comparison: Comparison) -> ComparisonKernel<Self> {
        switch comparison {
        case .less: cairn_lt_f64
        case .lessOrEqual: cairn_le_f64
        case .greater: cairn_gt_f64
        case .greaterOrEqual: cairn_ge_f64
        case .equal: cairn_eq_f64
        case .notEqual: cairn_ne_f64
        }
    }

    public static func numberKernel(for comparison: Comparison) -> NumberComparisonKernel<Self> {
        switch comparison {
        case .less: cairn_lt_vs_f64
        case .lessOrEqual: cairn_le_vs_f64
        case .greater: cairn_gt_vs_f64
        case .greaterOrEqual: cairn_ge_vs_f64
        case .equal: cairn_eq_vs_f64
        case .notEqual: cairn_ne_vs_f64
        }
    }

    public static func kernel(for classification: Classification) -> ClassificationKernel<Self> {
        switch classification {
        case .nan: cairn_isnan_f64
        case .infinite: cairn_isinf_f64
        case .finite: cairn_isfinite_f64
        }
    }

    public static func kernel(for reduction: ArgumentReduction) -> ArgumentKernel<Self> {
        switch reduction {
        case .rowMinimum: cairn_argmin_rows_f64
        case .rowMaximum: cairn_argmax_rows_f64
        case .columnMinimum: cairn_argmin_cols_f64
        case .columnMaximum: cairn_argmax_cols_f64
        }
    }

    public static func select(
        _ mask: UnsafePointer<UInt8>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_select_f64(mask, a, b, y, count)
    }

    public static func gatherRows(
        _ x: UnsafePointer<Self>, _ stride: Int, _ indices: UnsafePointer<Int64>, _ count: Int,
        _ y: UnsafeMutablePointer<Self>, _ columns: Int
    ) {
        cairn_gather_rows_f64(x, stride, indices, count, y, columns, columns)
    }

    public static func fill(_ value: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int) {
        cairn_fill_f64(value, y, count)
    }

    public static func count(from start: Self, by step: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int) {
        cairn_iota_f64(start, step, y, count)
    }
}
