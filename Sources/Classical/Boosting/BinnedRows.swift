import CKernels
import LinearAlgebra

/// Rows as bins, one byte a value, in blocks of up to 16 features that lie row after row: a thread that sums over a block reads only
/// that block, and its sums stay in the first cache.
final class BinnedRows {
    /// The bin of missing values, of every feature.
    static let missing = UInt8(CAIRN_BOOSTING_MISSING)
    /// How many words a feature has in a histogram.
    static let stride = Int(CAIRN_BOOSTING_BINS)
    private static let lane = Int(CAIRN_BOOSTING_BLOCK)

    let rows: Int
    /// The features of each block.
    let blocks: [Range<Int>]
    private let bins: UnsafeMutablePointer<UInt8>
    private let blockOfFeature: [Int]

    /// Bins rows. O(n p log b) for n rows of p features and b bins.
    init(_ x: Matrix<Double>, _ columns: [BinnedColumn]) {
        let x = x.contiguous()
        rows = x.rows
        blocks = BinnedRows.blocks(columns.count)
        blockOfFeature = blocks.enumerated().flatMap { block, features in features.map { _ in block } }
        let size = max(1, blocks.count * rows * BinnedRows.lane)
        bins = .allocate(capacity: size)
        bins.initialize(repeating: 0, count: size)
        let start = x.start, width = x.columns, count = rows
        let chunk = 2048, chunks = (count + chunk - 1) / chunk
        concurrently(chunks) { part in
            let first = part * chunk, length = min(chunk, count - first)
            for feature in columns.indices {
                columns[feature].bin(
                    start + first * width + feature, stride: width, count: length,
                    into: column(feature) + first * BinnedRows.lane)
            }
        }
    }

    deinit { bins.deallocate() }

    /// Blocks of equal width, an even number of them, so that two threads have the same work.
    private static func blocks(_ features: Int) -> [Range<Int>] {
        var count = (features + lane - 1) / lane
        if features >= 8 { count += count % 2 }
        return (0..<count).map { features * $0 / count..<features * ($0 + 1) / count }
    }

    /// The bytes of a block, 16 a row.
    func block(_ block: Int) -> UnsafeMutablePointer<UInt8> { bins + block * rows * BinnedRows.lane }

    /// The bytes of a feature, 16 apart.
    func column(_ feature: Int) -> UnsafeMutablePointer<UInt8> {
        let block = blockOfFeature[feature]
        return self.block(block) + (feature - blocks[block].lowerBound)
    }

    /// The bin of a row.
    func bin(_ row: Int, _ feature: Int) -> UInt8 { column(feature)[row * BinnedRows.lane] }
}
