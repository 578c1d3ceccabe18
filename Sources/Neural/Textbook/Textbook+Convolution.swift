import LinearAlgebra
import Randomness

extension Textbook {
    /// An image: channels of rows of numbers.
    public typealias Image = [[[Double]]]

    /// A convolution as loops: `y[o][i][j] = b[o] + Σ_{c,u,v} w[o][c][u][v] x[c][i s + u - p][j s + v - p]`, where x is 0 outside.
    ///
    /// Four loops say it all: over the outputs, over the rows and columns of each, and over the terms of one sum (channel, row and
    /// column of the kernel). ``Convolution2D`` computes the same some hundred times faster. O(count of y · kernel² · channels).
    ///
    /// - Parameters:
    ///   - x: The image, `[channels][height][width]`.
    ///   - kernels: w, `[outputs][channels][kernel][kernel]`.
    ///   - bias: b, `[outputs]`.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    /// - Returns: y, `[outputs][(height + 2p - kernel) / s + 1][…]`.
    public static func convolution(
        _ x: Image, _ kernels: [Image], bias: [Double], stride: Int = 1, padding: Int = 0
    ) -> Image {
        let window = Window(x, kernels, stride, padding)
        require(bias.count == kernels.count, "convolution: \(bias.count) biases for \(kernels.count) kernels")
        var y: Image = Array(
            repeating: Array(repeating: Array(repeating: 0, count: window.columns), count: window.rows),
            count: kernels.count)
        for output in kernels.indices {
            for i in 0..<window.rows {
                for j in 0..<window.columns {
                    var sum = bias[output]
                    for (c, u, v) in window.terms {
                        sum += kernels[output][c][u][v] * window.element(x, c, i, j, u, v)
                    }
                    y[output][i][j] = sum
                }
            }
        }
        return y
    }

    /// The gradients of a convolution as loops, given g, that of its result: each product of the forward loops sends g to both of its factors.
    ///
    /// `dx[c][i s + u - p][j s + v - p] += w[o][c][u][v] g[o][i][j]`, `dw[o][c][u][v] += x[…] g[o][i][j]`, `db[o] += g[o][i][j]`.
    ///
    /// - Parameters:
    ///   - g: The gradient of the result, of its shape.
    ///   - x: The image.
    ///   - kernels: w.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    /// - Returns: The gradients of the image, the kernels and the biases.
    public static func convolutionGradients(
        _ g: Image, _ x: Image, _ kernels: [Image], stride: Int = 1, padding: Int = 0
    ) -> (image: Image, kernels: [Image], bias: [Double]) {
        let window = Window(x, kernels, stride, padding)
        var dx = x.map { $0.map { $0.map { _ in 0.0 } } }
        var dw = kernels.map { $0.map { $0.map { $0.map { _ in 0.0 } } } }
        var db = kernels.map { _ in 0.0 }
        for output in kernels.indices {
            for i in 0..<window.rows {
                for j in 0..<window.columns {
                    let change = g[output][i][j]
                    db[output] += change
                    for (c, u, v) in window.terms {
                        dw[output][c][u][v] += window.element(x, c, i, j, u, v) * change
                        let row = i * stride + u - padding, column = j * stride + v - padding
                        if x[c].indices.contains(row) && x[c][row].indices.contains(column) {
                            dx[c][row][column] += kernels[output][c][u][v] * change
                        }
                    }
                }
            }
        }
        return (dx, dw, db)
    }

    /// The sizes of the loops.
    private struct Window {
        let rows, columns, stride, padding: Int
        let terms: [(c: Int, u: Int, v: Int)]

        init(_ x: Image, _ kernels: [Image], _ stride: Int, _ padding: Int) {
            let height = x.first?.count ?? 0, width = x.first?.first?.count ?? 0
            let tall = kernels.first?.first?.count ?? 0, wide = kernels.first?.first?.first?.count ?? 0
            require(
                stride >= 1 && padding >= 0 && tall >= 1 && wide >= 1 && height + 2 * padding >= tall
                    && width + 2 * padding >= wide && kernels.allSatisfy { $0.count == x.count },
                "convolution: \(x.count) × \(height) × \(width) by kernels of \(kernels.first?.count ?? 0) × \(tall) × \(wide)"
            )
            rows = (height + 2 * padding - tall) / stride + 1
            columns = (width + 2 * padding - wide) / stride + 1
            self.stride = stride
            self.padding = padding
            terms = x.indices.flatMap { c in
                (0..<tall).flatMap { u in (0..<wide).map { (c: c, u: u, v: $0) } }
            }
        }

        /// The element of x that tap (u, v) meets at place (i, j); 0 outside.
        func element(_ x: Image, _ c: Int, _ i: Int, _ j: Int, _ u: Int, _ v: Int) -> Double {
            let row = i * stride + u - padding, column = j * stride + v - padding
            guard x[c].indices.contains(row), x[c][row].indices.contains(column) else { return 0 }
            return x[c][row][column]
        }
    }
}
