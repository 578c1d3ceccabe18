import CKernels

/// The sizes of a pooling, as the kernels take them.
package typealias PoolingSizes = cairn_pooling

/// The kernels of a type for pooling and batch normalisation; see `planes.h`.
public protocol PlaneScalar {
    /// The maximum of each window, and where in its plane it is.
    static func maxPool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>, _ at: UnsafeMutablePointer<Int32>?)
    /// `g` at the places `at`, summed where they meet.
    static func maxPoolBackward(
        _ g: UnsafePointer<Self>, _ at: UnsafePointer<Int32>, planes: Int,
        _ sizes: UnsafePointer<cairn_pooling>, _ dx: UnsafeMutablePointer<Self>)
    /// The mean of each window.
    static func averagePool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>)
    /// The share of each element in the gradients of the means.
    static func averagePoolBackward(
        _ g: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ dx: UnsafeMutablePointer<Self>)
    /// The mean and the mean squared deviation of one channel: `batch` planes of `count`, `stride` apart.
    static func channelMoments(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        _ moments: UnsafeMutablePointer<Double>)
    /// `Σ g` and `Σ g (x - mean)` of one channel.
    static func channelProducts(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, _ sums: UnsafeMutablePointer<Double>)
    /// `y = (x - mean) scale + shift` in one channel.
    static func channelScale(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int, mean: Self, scale: Self,
        shift: Self, _ y: UnsafeMutablePointer<Self>)
    /// `dx = g scale + (x - mean) slope + shift` in one channel.
    static func channelGradient(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, scale: Self, slope: Self, shift: Self, _ dx: UnsafeMutablePointer<Self>)
}

extension Float: PlaneScalar {
    public static func maxPool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>, _ at: UnsafeMutablePointer<Int32>?
    ) {
        cairn_max_pool_f32(x, planes, sizes, y, at)
    }

    public static func maxPoolBackward(
        _ g: UnsafePointer<Self>, _ at: UnsafePointer<Int32>, planes: Int,
        _ sizes: UnsafePointer<cairn_pooling>, _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_max_pool_backward_f32(g, at, planes, sizes, dx)
    }

    public static func averagePool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_average_pool_f32(x, planes, sizes, y)
    }

    public static func averagePoolBackward(
        _ g: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_average_pool_backward_f32(g, planes, sizes, dx)
    }

    public static func channelMoments(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        _ moments: UnsafeMutablePointer<Double>
    ) {
        cairn_channel_moments_f32(x, batch, stride, count, moments)
    }

    public static func channelProducts(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, _ sums: UnsafeMutablePointer<Double>
    ) {
        cairn_channel_products_f32(g, x, batch, stride, count, mean, sums)
    }

    public static func channelScale(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int, mean: Self, scale: Self,
        shift: Self, _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_channel_scale_f32(x, batch, stride, count, mean, scale, shift, y)
    }

    public static func channelGradient(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, scale: Self, slope: Self, shift: Self, _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_channel_gradient_f32(g, x, batch, stride, count, mean, scale, slope, shift, dx)
    }
}

extension Double: PlaneScalar {
    public static func maxPool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>, _ at: UnsafeMutablePointer<Int32>?
    ) {
        cairn_max_pool_f64(x, planes, sizes, y, at)
    }

    public static func maxPoolBackward(
        _ g: UnsafePointer<Self>, _ at: UnsafePointer<Int32>, planes: Int,
        _ sizes: UnsafePointer<cairn_pooling>, _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_max_pool_backward_f64(g, at, planes, sizes, dx)
    }

    public static func averagePool(
        _ x: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_average_pool_f64(x, planes, sizes, y)
    }

    public static func averagePoolBackward(
        _ g: UnsafePointer<Self>, planes: Int, _ sizes: UnsafePointer<cairn_pooling>,
        _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_average_pool_backward_f64(g, planes, sizes, dx)
    }

    public static func channelMoments(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        _ moments: UnsafeMutablePointer<Double>
    ) {
        cairn_channel_moments_f64(x, batch, stride, count, moments)
    }

    public static func channelProducts(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, _ sums: UnsafeMutablePointer<Double>
    ) {
        cairn_channel_products_f64(g, x, batch, stride, count, mean, sums)
    }

    public static func channelScale(
        _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int, mean: Self, scale: Self,
        shift: Self, _ y: UnsafeMutablePointer<Self>
    ) {
        cairn_channel_scale_f64(x, batch, stride, count, mean, scale, shift, y)
    }

    public static func channelGradient(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ batch: Int, _ stride: Int, _ count: Int,
        mean: Self, scale: Self, slope: Self, shift: Self, _ dx: UnsafeMutablePointer<Self>
    ) {
        cairn_channel_gradient_f64(g, x, batch, stride, count, mean, scale, slope, shift, dx)
    }
}
