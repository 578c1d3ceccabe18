import CKernels

/// A function from an array to a number, computed by one kernel.
public enum Reduction: String, CaseIterable, Sendable {
    /// What the function computes from the elements; `compensatedSum` carries the rounding errors along.
    case sum, compensatedSum, sumOfSquares, sumOfAbsoluteValues, product, minimum, maximum, logSumExp
}

/// The row- and column-wise reductions of a matrix.
public enum AxisReduction: String, CaseIterable, Sendable {
    /// What the function computes from each row or column.
    case sum, mean, minimum, maximum, sumOfSquares, logSumExp
}

/// `f(x, count)`.
public typealias ReductionKernel<T> = (UnsafePointer<T>, Int) -> T
/// `y[i] = f(row i)` or `y[j] = f(column j)`: `(x, rowStride, rows, columns, y)`.
public typealias AxisKernel<T> = (UnsafePointer<T>, Int, Int, Int, UnsafeMutablePointer<T>) -> Void

/// The kernels of a type that reduce, scan and move whole arrays.
public protocol ReductionScalar {
    /// The kernel of a reduction of a whole array.
    static func kernel(for reduction: Reduction) -> ReductionKernel<Self>
    /// The kernel that reduces each row.
    static func rowKernel(for reduction: AxisReduction) -> AxisKernel<Self>
    /// The kernel that reduces each column.
    static func columnKernel(for reduction: AxisReduction) -> AxisKernel<Self>
    /// The mean and `Σ(x - mean)²`.
    static func meanAndSquares(_ x: UnsafePointer<Self>, _ count: Int) -> (mean: Self, squares: Self)
    /// The mean and `Σ(x - mean)²` of each row.
    static func rowVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>)
    /// The mean and `Σ(x - mean)²` of each column.
    static func columnVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>)
    /// The first smallest element, or the first NaN; `count` where there is none.
    static func indexOfMinimum(_ x: UnsafePointer<Self>, _ count: Int) -> Int
    /// The first largest element, or the first NaN; `count` where there is none.
    static func indexOfMaximum(_ x: UnsafePointer<Self>, _ count: Int) -> Int
    /// The first NaN or infinity; `count` where all are finite.
    static func firstNonFinite(_ x: UnsafePointer<Self>, _ count: Int) -> Int
    /// `y[i] = x[0] + … + x[i]`.
    static func cumulativeSum(_ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// `y[i] = x[0] · … · x[i]`.
    static func cumulativeProduct(_ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// Copies a strided block to `destination`, row by row without gaps.
    static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>)
    /// Copies a strided block to a strided block.
    static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>, rowStride: Int, columnStride: Int)
    /// Softmax of each row.
    static func softmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int)
    /// Logarithm of the softmax of each row.
    static func logSoftmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int)
    /// Layer normalisation of each row; gain, bias and the outputs of statistics may be nil.
    static func layerNormRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, gain: UnsafePointer<Self>?, bias: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, means: UnsafeMutablePointer<Self>?,
        reciprocalDeviations: UnsafeMutablePointer<Self>?, rows: Int, columns: Int)
}

extension Float: ReductionScalar {
    public static func kernel(for reduction: Reduction) -> ReductionKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_f32
        case .compensatedSum: cairn_sum_kahan_f32
        case .sumOfSquares: cairn_sumsq_f32
        case .sumOfAbsoluteValues: cairn_sumabs_f32
        case .product: cairn_prod_f32
        case .minimum: cairn_min_f32
        case .maximum: cairn_max_f32
        case .logSumExp: cairn_logsumexp_f32
        }
    }

    public static func rowKernel(for reduction: AxisReduction) -> AxisKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_rows_f32
        case .mean: cairn_mean_rows_f32
        case .minimum: cairn_min_rows_f32
        case .maximum: cairn_max_rows_f32
        case .sumOfSquares: cairn_sumsq_rows_f32
        case .logSumExp: cairn_logsumexp_rows_f32
        }
    }

    public static func columnKernel(for reduction: AxisReduction) -> AxisKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_cols_f32
        case .mean: cairn_mean_cols_f32
        case .minimum: cairn_min_cols_f32
        case .maximum: cairn_max_cols_f32
        case .sumOfSquares: cairn_sumsq_cols_f32
        case .logSumExp: cairn_logsumexp_cols_f32
        }
    }

    public static func meanAndSquares(_ x: UnsafePointer<Self>, _ count: Int) -> (mean: Self, squares: Self) {
        var mean: Self = 0, squares: Self = 0
        cairn_var_f32(x, count, &mean, &squares)
        return (mean, squares)
    }

    public static func rowVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>
    ) {
        cairn_var_rows_f32(x, stride, rows, columns, means, squares)
    }

    public static func columnVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>
    ) {
        cairn_var_cols_f32(x, stride, rows, columns, means, squares)
    }

    public static func indexOfMinimum(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_argmin_f32(x, count)
    }

    public static func indexOfMaximum(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_argmax_f32(x, count)
    }

    public static func firstNonFinite(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_first_nonfinite_f32(x, count)
    }

    public static func cumulativeSum(_ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    {
        cairn_cumsum_f32(x, y, count)
    }

    public static func cumulativeProduct(
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_cumprod_f32(x, y, count)
    }

    public static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>
    ) {
        if rowStride == 1, columns > 1, rows > 1, columnStride >= rows {
            cairn_transpose_f32(source, columnStride, destination, columns, columns, rows)
        } else {
            cairn_copy_strided_f32(source, rowStride, columnStride, destination, columns, 1, rows, columns)
        }
    }

    public static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>, rowStride toRowStride: Int,
        columnStride toColumnStride: Int
    ) {
        cairn_copy_strided_f32(
            source, rowStride, columnStride, destination, toRowStride, toColumnStride, rows, columns)
    }

    public static func softmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_softmax_f32(x, xStride, y, yStride, rows, columns)
    }

    public static func logSoftmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_log_softmax_f32(x, xStride, y, yStride, rows, columns)
    }

    public static func layerNormRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, gain: UnsafePointer<Self>?, bias: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, means: UnsafeMutablePointer<Self>?,
        reciprocalDeviations: UnsafeMutablePointer<Self>?, rows: Int, columns: Int
    ) {
        cairn_layer_norm_f32(
            x, xStride, gain, bias, epsilon, y, yStride, means, reciprocalDeviations, rows, columns)
    }
}

extension Double: ReductionScalar {
    public static func kernel(for reduction: Reduction) -> ReductionKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_f64
        case .compensatedSum: cairn_sum_kahan_f64
        case .sumOfSquares: cairn_sumsq_f64
        case .sumOfAbsoluteValues: cairn_sumabs_f64
        case .product: cairn_prod_f64
        case .minimum: cairn_min_f64
        case .maximum: cairn_max_f64
        case .logSumExp: cairn_logsumexp_f64
        }
    }

    public static func rowKernel(for reduction: AxisReduction) -> AxisKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_rows_f64
        case .mean: cairn_mean_rows_f64
        case .minimum: cairn_min_rows_f64
        case .maximum: cairn_max_rows_f64
        case .sumOfSquares: cairn_sumsq_rows_f64
        case .logSumExp: cairn_logsumexp_rows_f64
        }
    }

    public static func columnKernel(for reduction: AxisReduction) -> AxisKernel<Self> {
        switch reduction {
        case .sum: cairn_sum_cols_f64
        case .mean: cairn_mean_cols_f64
        case .minimum: cairn_min_cols_f64
        case .maximum: cairn_max_cols_f64
        case .sumOfSquares: cairn_sumsq_cols_f64
        case .logSumExp: cairn_logsumexp_cols_f64
        }
    }

    public static func meanAndSquares(_ x: UnsafePointer<Self>, _ count: Int) -> (mean: Self, squares: Self) {
        var mean: Self = 0, squares: Self = 0
        cairn_var_f64(x, count, &mean, &squares)
        return (mean, squares)
    }

    public static func rowVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>
    ) {
        cairn_var_rows_f64(x, stride, rows, columns, means, squares)
    }

    public static func columnVariances(
        _ x: UnsafePointer<Self>, _ stride: Int, rows: Int, columns: Int, means: UnsafeMutablePointer<Self>,
        squares: UnsafeMutablePointer<Self>
    ) {
        cairn_var_cols_f64(x, stride, rows, columns, means, squares)
    }

    public static func indexOfMinimum(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_argmin_f64(x, count)
    }

    public static func indexOfMaximum(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_argmax_f64(x, count)
    }

    public static func firstNonFinite(_ x: UnsafePointer<Self>, _ count: Int) -> Int {
        cairn_first_nonfinite_f64(x, count)
    }

    public static func cumulativeSum(_ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    {
        cairn_cumsum_f64(x, y, count)
    }

    public static func cumulativeProduct(
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_cumprod_f64(x, y, count)
    }

    public static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>
    ) {
        if rowStride == 1, columns > 1, rows > 1, columnStride >= rows {
            cairn_transpose_f64(source, columnStride, destination, columns, columns, rows)
        } else {
            cairn_copy_strided_f64(source, rowStride, columnStride, destination, columns, 1, rows, columns)
        }
    }

    public static func copyStrided(
        rows: Int, columns: Int, from source: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
        to destination: UnsafeMutablePointer<Self>, rowStride toRowStride: Int,
        columnStride toColumnStride: Int
    ) {
        cairn_copy_strided_f64(
            source, rowStride, columnStride, destination, toRowStride, toColumnStride, rows, columns)
    }

    public static func softmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_softmax_f64(x, xStride, y, yStride, rows, columns)
    }

    public static func logSoftmaxRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_log_softmax_f64(x, xStride, y, yStride, rows, columns)
    }

    public static func layerNormRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, gain: UnsafePointer<Self>?, bias: UnsafePointer<Self>?,
        epsilon: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, means: UnsafeMutablePointer<Self>?,
        reciprocalDeviations: UnsafeMutablePointer<Self>?, rows: Int, columns: Int
    ) {
        cairn_layer_norm_f64(
            x, xStride, gain, bias, epsilon, y, yStride, means, reciprocalDeviations, rows, columns)
    }
}
