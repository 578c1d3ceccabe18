import LinearAlgebra

extension NMF {
    /// Fitted parts: what of each is in a row.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// The options that they were found with.
        public let options: NMF
        /// H, the parts, k × p.
        public let components: Matrix<Double>
        /// W, what of each part is in each row that was fitted, n × k.
        public let weights: Matrix<Double>
        /// `‖X - WH‖`, or the root of twice the divergence.
        public let error: Double
        /// How many iterations were made.
        public let iterations: Int

        /// How many columns the rows must have.
        public var featureCount: Int { components.columns }
        /// How many parts there are.
        public var outputCount: Int { components.rows }

        /// What of each part is in each row, m × k, H staying as it is: the minimum for each row by itself, to rounding or 1000 iterations. O(mk(p + k·iterations)).
        ///
        /// Requires numbers of 0 or more.
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "NMF.transform")
            guard x.rows > 0 else { return Matrix(repeating: 0, rows: 0, columns: outputCount) }
            require(
                x.min() >= 0 && x.sum().isFinite,
                "NMF.transform: the rows hold a number that is negative or not finite")
            let scale = Double(featureCount) * options.penalty
            let l1 = scale * options.mixing, l2 = scale * (1 - options.mixing)
            let result = Matrix<Double>.zeros(x.rows, outputCount), x = x.contiguous()
            if options.algorithm == .multiplicativeDivergence {
                inParallel(x.rows, grain: 4) { first, length in
                    for row in first..<first + length { divergenceRow(x, row, l1, l2, result) }
                }
                return result
            }
            var gram = matmul(components, components.transposed)
            gram.diagonal { $0 += l2 }
            let target = matmul(x, components.transposed) - l1
            inParallel(x.rows, grain: 16) { first, length in
                for row in first..<first + length {
                    Model.squaresRow(gram, target.start + row * outputCount, result.start + row * outputCount)
                }
            }
            return result
        }

        /// The row w ≥ 0 for which `½wGw - bw` is smallest, by coordinate descent from 0.
        private static func squaresRow(
            _ gram: Matrix<Double>, _ target: UnsafePointer<Double>, _ w: UnsafeMutablePointer<Double>
        ) {
            let k = gram.columns
            var first = 0.0
            for sweep in 0..<1000 {
                var violation = 0.0
                for t in 0..<k {
                    let own = gram.start + t * k
                    var slope = -target[t]
                    for r in 0..<k { slope += own[r] * w[r] }
                    violation += abs(w[t] == 0 ? min(0, slope) : slope)
                    if own[t] != 0 { w[t] = max(0, w[t] - slope / own[t]) }
                }
                if sweep == 0 { first = violation }
                if violation <= 1e-13 * first { return }
            }
        }

        /// The row w ≥ 0 with the smallest divergence, by multiplicative updates from equal shares.
        private func divergenceRow(
            _ x: Matrix<Double>, _ row: Int, _ l1: Double, _ l2: Double, _ result: Matrix<Double>
        ) {
            let k = outputCount, p = featureCount, h = components.contiguous(), line = x.start + row * p
            let sums = h.sum(over: .columns), total = sums.sum()
            var mass = 0.0
            for column in 0..<p { mass += line[column] }
            var w = [Double](repeating: total > 0 ? mass / total : 0, count: k)
            var ratios = [Double](repeating: 0, count: p)
            for _ in 0..<1000 {
                for column in 0..<p {
                    var product = 0.0
                    for t in 0..<k { product += w[t] * h.start[t * p + column] }
                    ratios[column] = line[column] / max(product, NMF.tiny)
                }
                var change = 0.0
                for t in 0..<k {
                    var above = 0.0
                    for column in 0..<p { above += ratios[column] * h.start[t * p + column] }
                    let next = w[t] * above / max(sums[t] + l1 + l2 * w[t], NMF.tiny)
                    change = max(change, abs(next - w[t]) / max(abs(next), 1e-12))
                    w[t] = next < Double.ulpOfOne ? 0 : next
                }
                if change < 1e-10 { break }
            }
            for t in 0..<k { result.start[row * k + t] = w[t] }
        }

        /// `WH`, m × p. O(mpk).
        ///
        /// - Parameter z: What of each part is in each row, m × k.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, outputCount, "NMF.inverseTransform")
            return matmul(z, components)
        }
    }
}
