import CKernels
import CQuantized
import LinearAlgebra

/// Attention of new tokens to themselves and to all before them, over pages of keys and values.
struct PagedAttention {
    let cache: KeyValuePages
    let layer: Int
    let heads: Int
    let dimension: Int
    /// The position of the first new token.
    let start: Int

    private var scale: Float { 1 / Float(dimension).squareRoot() }
    private var group: Int { heads / cache.heads }
    private var page: Int { KeyValuePages.length }

    /// Attends for `count` tokens whose queries begin `stride` numbers apart; results lie head after head, token after token.
    func run(
        _ queries: UnsafePointer<Float>, stride: Int, count: Int, into out: UnsafeMutablePointer<Float>
    ) {
        guard count >= 8 else {
            for token in 0..<count {
                one(queries + token * stride, start + token + 1, out + token * heads * dimension)
            }
            return
        }
        let block = page, blocks = (count + block - 1) / block
        // Late blocks attend to more: they come first, so that threads end together.
        concurrently(blocks * heads) { part in
            let first = (blocks - 1 - part / heads) * block, head = part % heads
            many(
                queries + first * stride + head * dimension, stride, min(block, count - first), start + first,
                head, out + (first * heads + head) * dimension)
        }
    }

    /// One token that sees `seen` positions: each page for itself, then merged.
    private func one(_ queries: UnsafePointer<Float>, _ seen: Int, _ out: UnsafeMutablePointer<Float>) {
        let pages = (seen + page - 1) / page, size = (2 + cache.width + 15) / 16 * 16
        let parts = Buffer<Float>(uninitialized: heads * pages * size)
        func attend(_ index: Int) {
            for head in 0..<heads {
                let shared = head / group
                cairn_attend(
                    queries + head * dimension, cache.keys(index, layer, shared),
                    cache.values(index, layer, shared), dimension, min(page, seen - index * page), scale,
                    parts.base + (head * pages + index) * size)
            }
        }
        if pages > 1, pages * page * heads * dimension > 1 << 16 {
            concurrently(pages, attend)
        } else {
            for index in 0..<pages { attend(index) }
        }
        for head in 0..<heads {
            cairn_merge(parts.base + head * pages * size, pages, size, dimension, out + head * dimension)
        }
    }

    /// `count` tokens of one head from `position` on, by matrix products page by page.
    private func many(
        _ queries: UnsafePointer<Float>, _ stride: Int, _ count: Int, _ position: Int, _ head: Int,
        _ out: UnsafeMutablePointer<Float>
    ) {
        let seen = position + count, pages = (seen + page - 1) / page, width = pages * page
        let scores = Buffer<Float>(uninitialized: count * width)
        for index in 0..<pages {
            Float.gemm(
                transposeA: false, transposeB: false, m: count, n: min(page, seen - index * page),
                k: dimension,
                alpha: scale, a: queries, lda: stride, b: cache.keys(index, layer, head / group), ldb: page,
                beta: 0, c: scores.base + index * page, ldc: width)
        }
        for token in 0..<count {
            let row = scores.base + token * width, visible = position + token + 1
            cairn_softmax_f32(row, width, row, width, 1, visible)
            (row + visible).update(repeating: 0, count: seen - visible)
        }
        for index in 0..<pages {
            Float.gemm(
                transposeA: false, transposeB: false, m: count, n: dimension,
                k: min(page, seen - index * page),
                alpha: 1, a: scores.base + index * page, lda: width,
                b: cache.values(index, layer, head / group),
                ldb: cache.width, beta: index == 0 ? 0 : 1, c: out, ldc: heads * dimension)
        }
    }
}
