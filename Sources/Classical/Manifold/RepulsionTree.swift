import CKernels
import LinearAlgebra

/// The repulsion of t-SNE from far points by the heap: a heap of points whose box is smaller than `angle` times its distance pushes as
/// all its points would from their centre. O(n log n) a step.
///
/// The points are halved along their widest coordinate until a leaf has at most 32; a leaf's points share one list of heaps and single
/// points, near enough for all of them, so that the sums run in vectors. The order is kept from step to step, for points move little.
/// Source: Barnes and Hut, *A Hierarchical O(N log N) Force-Calculation Algorithm* (1986); van der Maaten, *Accelerating t-SNE using
/// Tree-Based Algorithms* (2014).
package struct RepulsionTree {
    private static let leafSize = 32
    /// The numbers of a node: its centre, its low and its high corner, at 0, 3 and 6, and the square of its diagonal.
    private static let nodeSize = 10

    private let n: Int
    private let dimensions: Int
    private let levels: Int
    private let angle: Float
    /// The row at each place.
    private let order: Buffer<Int32>
    /// The points by their places, coordinate by coordinate, `width` apart.
    private let points: Buffer<Float>
    private let forces: Buffer<Float>
    private let width: Int
    /// Node i has the children 2i + 1 and 2i + 2.
    private let nodes: Buffer<Float>

    private var leafCount: Int { 1 << levels }

    package init(_ count: Int, _ dimensions: Int, angle: Double) {
        var levels = 0
        while (count + (1 << levels) - 1) >> levels > RepulsionTree.leafSize { levels += 1 }
        (n, self.dimensions, self.levels, self.angle) = (count, dimensions, levels, Float(angle))
        width = (count + 31) / 32 * 32
        order = Buffer(uninitialized: count)
        for row in 0..<count { order.base[row] = Int32(row) }
        points = Buffer(repeating: 0, count: dimensions * width)
        forces = Buffer(repeating: 0, count: dimensions * width)
        nodes = Buffer(repeating: 0, count: (2 << levels) * RepulsionTree.nodeSize)
    }

    /// Fills the forces on all points, coordinate d of point i at `d * stride + i`; returns `Σ q` over all pairs.
    package func sum(_ y: UnsafePointer<Float>, _ stride: Int, into force: UnsafeMutablePointer<Float>)
        -> Double
    {
        build(y, stride)
        var sums = [Double](repeating: 0, count: leafCount)
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            concurrently(leafCount) { leaf in
                let run = run(leaf, levels)
                sums[leaf] = push(leaf, run) - Double(run.count)
                for d in 0..<dimensions {
                    for place in run {
                        force[d * stride + Int(order.base[place])] = forces.base[d * width + place]
                    }
                }
            }
        }
        return sums.reduce(0, +)
    }

    private func run(_ place: Int, _ level: Int) -> Range<Int> {
        (n * place) >> level..<(n * (place + 1)) >> level
    }

    private func node(_ number: Int) -> UnsafeMutablePointer<Float> {
        nodes.base + number * RepulsionTree.nodeSize
    }

    // MARK: - The tree

    private func build(_ y: UnsafePointer<Float>, _ stride: Int) {
        inParallel(n, grain: 4096) { first, length in
            for d in 0..<dimensions {
                for place in first..<first + length {
                    points.base[d * width + place] = y[d * stride + Int(order.base[place])]
                }
            }
        }
        for level in 0...levels {
            concurrently(1 << level) { place in
                let run = run(place, level), node = node((1 << level) - 1 + place)
                let widest = surround(run, node)
                if level == levels { return center(run, node) }
                halve(run, at: self.run(2 * place, level + 1).upperBound, along: widest)
            }
        }
        for level in (0..<levels).reversed() {
            for place in 0..<1 << level { center(place, level) }
        }
    }

    /// Sets the corners of a node; returns its widest coordinate.
    private func surround(_ run: Range<Int>, _ node: UnsafeMutablePointer<Float>) -> Int {
        var widest = 0, longest: Float = -1, diagonal: Float = 0
        for d in 0..<dimensions {
            let values = points.base + d * width
            var low = Float.infinity, high = -Float.infinity
            for place in run {
                low = values[place] < low ? values[place] : low
                high = values[place] > high ? values[place] : high
            }
            (node[3 + d], node[6 + d]) = (low, high)
            diagonal += (high - low) * (high - low)
            if high - low > longest { (widest, longest) = (d, high - low) }
        }
        node[9] = diagonal
        return widest
    }

    private func center(_ run: Range<Int>, _ node: UnsafeMutablePointer<Float>) {
        for d in 0..<dimensions {
            var sum: Float = 0
            for place in run { sum += points.base[d * width + place] }
            node[d] = sum / Float(run.count)
        }
    }

    /// The centre of a node from those of its children.
    private func center(_ place: Int, _ level: Int) {
        let number = (1 << level) - 1 + place, node = node(number)
        let left = self.node(2 * number + 1), right = self.node(2 * number + 2)
        let share = Float(run(2 * place, level + 1).count) / Float(run(place, level).count)
        for d in 0..<dimensions { node[d] = right[d] + share * (left[d] - right[d]) }
    }

    /// Puts the points with the smaller values before `middle`, by Hoare's selection (1961).
    private func halve(_ run: Range<Int>, at middle: Int, along widest: Int) {
        let keys = points.base + widest * width
        var low = run.lowerBound, high = run.upperBound - 1
        while low < high {
            let a = keys[low], b = keys[low + (high - low) / 2], c = keys[high]
            let pivot = max(min(a, b), min(max(a, b), c))
            var i = low, j = high
            while i <= j {
                while keys[i] < pivot { i += 1 }
                while keys[j] > pivot { j -= 1 }
                if i <= j {
                    exchange(i, j)
                    i += 1
                    j -= 1
                }
            }
            if middle <= j { high = j } else if middle >= i { low = i } else { return }
        }
    }

    @inline(__always) private func exchange(_ i: Int, _ j: Int) {
        (order.base[i], order.base[j]) = (order.base[j], order.base[i])
        for d in 0..<dimensions {
            let values = points.base + d * width
            (values[i], values[j]) = (values[j], values[i])
        }
    }

    // MARK: - The sums

    /// The forces on the points of a leaf; returns `Σ q`, the points themselves included.
    private func push(_ leaf: Int, _ run: Range<Int>) -> Double {
        let bodies = Bodies(dimensions, capacity: width + 32)
        let own = node(leafCount - 1 + leaf)
        collect(0, 0, own, bodies)
        bodies.fill()
        return cairn_tsne_bodies_f32(
            points.base, width, dimensions, run.lowerBound, run.upperBound, bodies.places.base, bodies.width,
            bodies.masses.base, bodies.count, forces.base)
    }

    /// Adds the part of a node: itself where it is far from the box of the leaf, its points, or its children's parts.
    private func collect(
        _ place: Int, _ level: Int, _ own: UnsafePointer<Float>, _ bodies: Bodies
    ) {
        let number = (1 << level) - 1 + place, node = node(number)
        var distance: Float = 0
        for d in 0..<dimensions {
            let gap = max(0, max(own[3 + d] - node[d], node[d] - own[6 + d]))
            distance += gap * gap
        }
        let run = run(place, level)
        if node[9] < angle * angle * distance {
            bodies.add(node, Float(run.count))
        } else if level == levels {
            bodies.add(points.base + run.lowerBound, width, run.count)
        } else {
            collect(2 * place, level + 1, own, bodies)
            collect(2 * place + 1, level + 1, own, bodies)
        }
    }
}

/// What pushes the points of a leaf: places and masses.
private final class Bodies {
    let places: Buffer<Float>
    let masses: Buffer<Float>
    let width: Int
    private(set) var count = 0
    private let dimensions: Int

    init(_ dimensions: Int, capacity: Int) {
        (self.dimensions, width) = (dimensions, capacity)
        places = Buffer(uninitialized: dimensions * capacity)
        masses = Buffer(uninitialized: capacity)
    }

    func add(_ place: UnsafePointer<Float>, _ mass: Float) {
        for d in 0..<dimensions { places.base[d * width + count] = place[d] }
        masses.base[count] = mass
        count += 1
    }

    func add(_ points: UnsafePointer<Float>, _ stride: Int, _ number: Int) {
        for d in 0..<dimensions {
            (places.base + d * width + count).update(from: points + d * stride, count: number)
        }
        (masses.base + count).update(repeating: 1, count: number)
        count += number
    }

    /// Bodies without mass up to the next multiple of 32.
    func fill() {
        while !count.isMultiple(of: 32) {
            for d in 0..<dimensions { places.base[d * width + count] = places.base[d * width] }
            masses.base[count] = 0
            count += 1
        }
    }
}
