import Autodiff
import LinearAlgebra

/// A rectangle in an image, from its left upper to its right lower corner.
public struct Box: Hashable, Sendable, Codable {
    /// The left side.
    public var left: Double
    /// The upper side.
    public var top: Double
    /// The right side.
    public var right: Double
    /// The lower side.
    public var bottom: Double

    /// The rectangle between these sides.
    public init(left: Double, top: Double, right: Double, bottom: Double) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    /// Width times height; 0 where a side is beyond its opposite.
    public var area: Double { max(0, right - left) * max(0, bottom - top) }

    /// The area that two boxes share, over the area that they cover together: in 0...1, 0 where both are empty.
    public func intersectionOverUnion(_ other: Box) -> Double {
        let shared = Box(
            left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
            bottom: min(bottom, other.bottom)
        ).area
        let covered = area + other.area - shared
        return covered > 0 ? shared / covered : 0
    }
}

/// The boxes that remain when each one that overlaps a better one too much is dropped: greedy non-maximum suppression. O(n²).
///
///     let boxes = [
///         Box(left: 0, top: 0, right: 10, bottom: 10), Box(left: 1, top: 1, right: 11, bottom: 11),
///         Box(left: 20, top: 20, right: 30, bottom: 30),
///     ]
///     print(nonMaximumSuppression(boxes, scores: [0.8, 0.9, 0.7], threshold: 0.5))     // [1, 2]
///
/// - Parameters:
///   - boxes: The boxes.
///   - scores: How good each is, not NaN.
///   - threshold: The intersection over union above which the worse of two boxes is dropped.
/// - Returns: The positions of those that remain, from the best score down; of equal scores the first comes first.
///
/// Source: Girshick et al., "Rich Feature Hierarchies for Accurate Object Detection" (2014).
public func nonMaximumSuppression(_ boxes: [Box], scores: [Double], threshold: Double) -> [Int] {
    require(
        boxes.count == scores.count && !scores.contains { $0.isNaN } && !threshold.isNaN,
        "nonMaximumSuppression: \(boxes.count) boxes, \(scores.count) scores, threshold \(threshold)")
    let order = boxes.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    var kept: [Int] = []
    for candidate in order
    where kept.allSatisfy({ boxes[$0].intersectionOverUnion(boxes[candidate]) <= threshold }) {
        kept.append(candidate)
    }
    return kept
}

/// Parts of feature maps, each brought to one size by bilinear interpolation: "ROI align".
///
/// Each box is divided into `size` cells, and each cell gives the mean of the map at `samples` × `samples` points in it. The map is taken to continue
/// for one element over its sides; further out it is 0. O(boxes · channels · size · samples²).
///
/// - Parameters:
///   - features: `[batch, channels, height, width]`.
///   - boxes: The image of each region, in `0..<batch`, and its box in the units of the image.
///   - size: The height and width of each result.
///   - scale: What turns units of the image into units of the map, such as 1/16.
///   - samples: The points in a cell along each side, at least 1.
///   - isAligned: Whether element (0, 0) of the map is centred at (0.5, 0.5) of its units, as is right, or at (0, 0).
/// - Returns: `[boxes, channels, size]`. The gradient goes to the features.
///
/// Source: He et al., "Mask R-CNN" (2017).
public func regionOfInterestAlign<T: Scalar>(
    _ features: Tensor<T>, boxes: [(image: Int, box: Box)], size: PlaneSize, scale: Double = 1,
    samples: Int = 2, isAligned: Bool = true
) -> Tensor<T> {
    requireImages("regionOfInterestAlign", features)
    require(
        size.height >= 1 && size.width >= 1 && samples >= 1,
        "regionOfInterestAlign: cells \(size.height) × \(size.width) with \(samples) samples a side")
    require(
        boxes.allSatisfy { $0.image >= 0 && $0.image < features.shape[0] },
        "regionOfInterestAlign: a box in image \(boxes.map(\.image).max() ?? 0) of \(describe(features.shape))"
    )
    var positions: [Int] = [], weights: [T] = []
    let plane = PlaneSize(features.shape[2], features.shape[3])
    for (image, box) in boxes {
        let origin = isAligned ? 0.5 : 0.0
        let (left, top) = (box.left * scale - origin, box.top * scale - origin)
        var (width, height) = ((box.right - box.left) * scale, (box.bottom - box.top) * scale)
        if !isAligned { (width, height) = (max(width, 1), max(height, 1)) }
        let rows = samplePoints(from: top, height, size.height, samples)
        let columns = samplePoints(from: left, width, size.width, samples)
        for cellRows in rows {
            for cellColumns in columns {
                for y in cellRows {
                    for x in cellColumns {
                        for corner in plane.corners(y, x) {
                            positions.append(image * plane.count + corner.place)
                            weights.append(T(corner.weight / Double(samples * samples)))
                        }
                    }
                }
            }
        }
    }
    let channels = features.shape[1], cells = boxes.count * size.count, terms = 4 * samples * samples
    let places = features.permuted([0, 2, 3, 1]).reshaped([features.shape[0] * plane.count, channels])
    let rows = places.gathered(Indices(shape: [cells, terms], positions))
    let means = (rows * Tensor(shape: [cells, terms, 1], elements: weights)).sum(over: [1])
    return means.reshaped([boxes.count, size.height, size.width, channels]).permuted([0, 3, 1, 2])
}

/// The points at which each of `cells` is sampled along a side.
private func samplePoints(from start: Double, _ length: Double, _ cells: Int, _ samples: Int) -> [[Double]] {
    let step = length / Double(cells)
    let gap = step / Double(samples)
    return (0..<cells).map { (cell: Int) -> [Double] in
        let first: Double = start + step * Double(cell) + gap / 2
        return (0..<samples).map { (sample: Int) -> Double in first + gap * Double(sample) }
    }
}

extension PlaneSize {
    /// The four elements around a point, with their shares; shares of 0 where the point is more than one element outside.
    fileprivate func corners(_ y: Double, _ x: Double) -> [(place: Int, weight: Double)] {
        guard y >= -1, y <= Double(height), x >= -1, x <= Double(width) else {
            return Array(repeating: (0, 0), count: 4)
        }
        let (rows, columns) = (PlaneSize.neighbours(y, height), PlaneSize.neighbours(x, width))
        var result: [(place: Int, weight: Double)] = []
        for row in rows {
            for column in columns { result.append((row.0 * width + column.0, row.1 * column.1)) }
        }
        return result
    }

    private static func neighbours(_ point: Double, _ length: Int) -> [(Int, Double)] {
        let point = max(0, point), low = min(Int(point), length - 1)
        if low == length - 1 { return [(low, 1), (low, 0)] }
        return [(low, 1 - (point - Double(low))), (low + 1, point - Double(low))]
    }
}
