import Autodiff
import LinearAlgebra

extension Tensor where Element == Float {
    /// Each picture of a batch seen through its own map, with bilinear interpolation; 0 outside.
    ///
    /// PyTorch's `grid_sample(x, affine_grid(maps, x.shape, align_corners=False), padding_mode="zeros", align_corners=False)`.
    ///
    /// - Parameter maps: One map for each picture, from the new picture's places to the old one's.
    /// - Returns: As many pictures of the same size, [n, channels, height, width]. No derivative is taken through it.
    ///
    /// Complexity: O(pixels).
    ///
    /// Source: M. Jaderberg, K. Simonyan, A. Zisserman, K. Kavukcuoglu, "Spatial Transformer Networks" (2015).
    public func mapped(by maps: [AffineMap]) -> Tensor {
        checkPictures("mapped")
        require(maps.count == shape[0], "Tensor.mapped: \(maps.count) maps for \(shape[0]) pictures")
        let (channels, height, width) = (shape[1], shape[2], shape[3])
        var result = Tensor(repeating: 0, shape: shape)
        withUnsafeBufferPointer { source in
            result.withUnsafeMutableBufferPointer { target in
                for (picture, map) in maps.enumerated() {
                    let size = channels * height * width, start = picture * size
                    Sampling.map(
                        UnsafeBufferPointer(rebasing: source[start..<start + size]),
                        UnsafeMutableBufferPointer(rebasing: target[start..<start + size]), map, channels,
                        height, width)
                }
            }
        }
        return result
    }

    /// Requires pictures.
    func checkPictures(_ name: StaticString) {
        require(rank == 4, "Tensor.\(name): \(shape), not [pictures, channels, height, width]")
    }
}

private enum Sampling {
    static func map(
        _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, _ map: AffineMap,
        _ channels: Int, _ height: Int, _ width: Int
    ) {
        let m = map.numbers, columns = Double(width), rows = Double(height)
        for row in 0..<height {
            let y = (2 * Double(row) + 1) / rows - 1
            for column in 0..<width {
                let x = (2 * Double(column) + 1) / columns - 1
                let u = ((m[0] * x + m[1] * y + m[2] + 1) * columns - 1) / 2
                let v = ((m[3] * x + m[4] * y + m[5] + 1) * rows - 1) / 2
                guard u > -1, v > -1, u < columns, v < rows else { continue }
                let left = Int(u.rounded(.down)), top = Int(v.rounded(.down))
                let across = Float(u - Double(left)), down = Float(v - Double(top))
                for channel in 0..<channels {
                    let plane = channel * height * width
                    func shade(_ y: Int, _ x: Int) -> Float {
                        x >= 0 && y >= 0 && x < width && y < height ? source[plane + y * width + x] : 0
                    }
                    let upper = shade(top, left) * (1 - across) + shade(top, left + 1) * across
                    let lower = shade(top + 1, left) * (1 - across) + shade(top + 1, left + 1) * across
                    target[plane + row * width + column] = upper * (1 - down) + lower * down
                }
            }
        }
    }
}
