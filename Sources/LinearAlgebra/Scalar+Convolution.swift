import CKernels

/// What the indirect product does with its sums.
public enum ProductMode: Sendable {
    /// Stores them, stores `max(0, ·)` of them, or adds them to what is there.
    case store, storeRectified, accumulate

    fileprivate var code: Int32 {
        switch self {
        case .store: Int32(CAIRN_PRODUCT_STORE.rawValue)
        case .storeRectified: Int32(CAIRN_PRODUCT_RELU.rawValue)
        case .accumulate: Int32(CAIRN_PRODUCT_ACCUMULATE.rawValue)
        }
    }
}

/// The kernels of a type for convolution; see `convolution.h`.
public protocol ConvolutionScalar: PlaneScalar {
    /// Elements in 64 bytes: what widths of panels are multiples of.
    static var panelLanes: Int { get }
    /// `y[i][j] = Σ_k x[rows[i] + terms[k]] w[k][j]`, plus a bias, for `j < width`, at most `4 * panelLanes`.
    static func indirectProduct(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, terms: UnsafePointer<Int>,
        _ termCount: Int, _ w: UnsafePointer<Self>, width: Int, bias: UnsafePointer<Self>?, mode: ProductMode,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int)
    /// `w[k][j] = x[rows[k] + j * step]` for `j < count`, and 0 up to `width`.
    static func packPanel(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, step: Int, count: Int,
        _ w: UnsafeMutablePointer<Self>, width: Int)
    /// Planes of height × width into planes of `rows` × `columns`, at (top, left), with zeros around.
    static func padPlanes(
        _ x: UnsafePointer<Self>, planes: Int, height: Int, width: Int, _ y: UnsafeMutablePointer<Self>,
        rows: Int, columns: Int, top: Int, left: Int)
    /// `y[j][i] = x[i][j]`.
    static func turn(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int)
    /// `sums[j] += Σ_i x[i][j]`.
    static func addRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, rows: Int, columns: Int, _ sums: UnsafeMutablePointer<Self>)
    /// `y[to[i]] = x[i]`.
    static func scatter(
        _ x: UnsafePointer<Self>, to: UnsafePointer<Int>, _ count: Int, _ y: UnsafeMutablePointer<Self>)
}

extension Float: ConvolutionScalar {
    public static var panelLanes: Int { 16 }

    public static func indirectProduct(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, terms: UnsafePointer<Int>,
        _ termCount: Int, _ w: UnsafePointer<Self>, width: Int, bias: UnsafePointer<Self>?, mode: ProductMode,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int
    ) {
        cairn_indirect_product_f32(
            x, rows, rowCount, terms, termCount, w, width, bias, mode.code, y, yStride)
    }

    public static func packPanel(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, step: Int, count: Int,
        _ w: UnsafeMutablePointer<Self>, width: Int
    ) {
        cairn_pack_panel_f32(x, rows, rowCount, step, count, w, width)
    }

    public static func padPlanes(
        _ x: UnsafePointer<Self>, planes: Int, height: Int, width: Int, _ y: UnsafeMutablePointer<Self>,
        rows: Int, columns: Int, top: Int, left: Int
    ) {
        cairn_pad_planes_f32(x, planes, height, width, y, rows, columns, top, left)
    }

    public static func turn(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_turn_f32(x, xStride, y, yStride, rows, columns)
    }

    public static func addRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, rows: Int, columns: Int, _ sums: UnsafeMutablePointer<Self>
    ) {
        cairn_add_rows_f32(x, xStride, rows, columns, sums)
    }

    public static func scatter(
        _ x: UnsafePointer<Self>, to: UnsafePointer<Int>, _ count: Int, _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_scatter_f32(x, to, count, y)
    }
}

extension Double: ConvolutionScalar {
    public static var panelLanes: Int { 8 }

    public static func indirectProduct(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, terms: UnsafePointer<Int>,
        _ termCount: Int, _ w: UnsafePointer<Self>, width: Int, bias: UnsafePointer<Self>?, mode: ProductMode,
        _ y: UnsafeMutablePointer<Self>, _ yStride: Int
    ) {
        cairn_indirect_product_f64(
            x, rows, rowCount, terms, termCount, w, width, bias, mode.code, y, yStride)
    }

    public static func packPanel(
        _ x: UnsafePointer<Self>, rows: UnsafePointer<Int>, _ rowCount: Int, step: Int, count: Int,
        _ w: UnsafeMutablePointer<Self>, width: Int
    ) {
        cairn_pack_panel_f64(x, rows, rowCount, step, count, w, width)
    }

    public static func padPlanes(
        _ x: UnsafePointer<Self>, planes: Int, height: Int, width: Int, _ y: UnsafeMutablePointer<Self>,
        rows: Int, columns: Int, top: Int, left: Int
    ) {
        cairn_pad_planes_f64(x, planes, height, width, y, rows, columns, top, left)
    }

    public static func turn(
        _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafeMutablePointer<Self>, _ yStride: Int, rows: Int,
        columns: Int
    ) {
        cairn_turn_f64(x, xStride, y, yStride, rows, columns)
    }

    public static func addRows(
        _ x: UnsafePointer<Self>, _ xStride: Int, rows: Int, columns: Int, _ sums: UnsafeMutablePointer<Self>
    ) {
        cairn_add_rows_f64(x, xStride, rows, columns, sums)
    }

    public static func scatter(
        _ x: UnsafePointer<Self>, to: UnsafePointer<Int>, _ count: Int, _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_scatter_f64(x, to, count, y)
    }
}
