import CQuantized
import LinearAlgebra

/// The keys and values of past tokens, in pages of 64 positions.
///
/// A page holds all layers: for each layer and each head the keys, dimension by dimension, so that a query meets 64 positions in four
/// vectors, then the values, position by position. A copy shares the pages; who writes to a page that is shared copies that page
/// first. So a beam or a speculation costs at most one page.
struct KeyValuePages: Sendable {
    static let length = Int(CAIRN_PAGE)

    let layers: Int
    let heads: Int
    let dimension: Int
    /// The dimension of a value, filled up to whole vectors.
    let width: Int
    private(set) var pages: [Buffer<Float>] = []

    init(_ sizes: LlamaSizes) {
        layers = sizes.layers
        heads = sizes.keyValueHeads
        dimension = sizes.headDimension
        width = (sizes.headDimension + 15) / 16 * 16
    }

    /// The numbers of one layer and head in a page.
    private var headSize: Int { KeyValuePages.length * (dimension + width) }

    /// Makes pages for positions up to `end`, and those from `start` on this value's own.
    mutating func prepare(_ start: Int, _ end: Int) {
        let count = layers * heads * headSize, length = KeyValuePages.length
        for index in start / length..<(end + length - 1) / length {
            if index == pages.count {
                pages.append(Buffer(uninitialized: count))
            } else if !isKnownUniquelyReferenced(&pages[index]) {
                let copy = Buffer<Float>(uninitialized: count)
                // lives: the array holds the page until the copy takes its place.
                copy.base.update(from: pages[index].base, count: count)
                pages[index] = copy
            }
        }
    }

    /// Drops the pages behind `count` positions.
    mutating func truncate(to count: Int) {
        pages.removeLast(pages.count - (count + KeyValuePages.length - 1) / KeyValuePages.length)
    }

    func keys(_ page: Int, _ layer: Int, _ head: Int) -> UnsafeMutablePointer<Float> {
        // lives: the array holds its pages.
        pages[page].base + (layer * heads + head) * headSize
    }

    func values(_ page: Int, _ layer: Int, _ head: Int) -> UnsafeMutablePointer<Float> {
        keys(page, layer, head) + KeyValuePages.length * dimension
    }

    /// Stores the keys and the values of one position, head after head.
    func store(
        _ key: UnsafePointer<Float>, _ value: UnsafePointer<Float>, layer: Int, position: Int
    ) {
        let page = position / KeyValuePages.length, place = position % KeyValuePages.length
        for head in 0..<heads {
            cairn_store(
                key + head * dimension, value + head * dimension, dimension, place,
                keys(page, layer, head), values(page, layer, head))
        }
    }
}
