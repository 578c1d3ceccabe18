import LinearAlgebra

/// Minimises a smooth function of few variables between bounds: BFGS on the variables that are free, projected onto the bounds.
///
/// Source: Bertsekas, *Projected Newton Methods for Optimization Problems with Simple Constraints* (1982).
enum BoundedQuasiNewton {
    /// The best point found and its value.
    static func minimize(
        from start: [Double], lower: [Double], upper: [Double], maximumIterations: Int = 200,
        _ function: ([Double]) -> (value: Double, gradient: [Double])?
    ) -> (point: [Double], value: Double)? {
        let n = start.count
        var x = zip(start, zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
        guard var here = function(x) else { return nil }
        var inverse = Matrix<Double>.identity(n), stalls = 0
        for _ in 0..<maximumIterations {
            // A variable at a bound that the gradient pushes against stays there.
            let free = (0..<n).filter {
                !(x[$0] <= lower[$0] && here.gradient[$0] > 0)
                    && !(x[$0] >= upper[$0] && here.gradient[$0] < 0)
            }
            let size = free.map { abs(here.gradient[$0]) }.max() ?? 0
            if size <= 1e-7 * max(1, abs(here.value)) { break }
            var direction = [Double](repeating: 0, count: n)
            for i in free { for j in free { direction[i] -= inverse[i, j] * here.gradient[j] } }
            if free.reduce(0, { $0 + direction[$1] * here.gradient[$1] }) >= 0 {
                inverse = .identity(n)
                for i in free { direction[i] = -here.gradient[i] }
            }
            // The parameters are logarithms: a step of more than 3 is too bold.
            let longest = direction.map(abs).max() ?? 0
            var step = longest > 3 ? 3 / longest : 1
            var next: (point: [Double], value: Double, gradient: [Double])?
            for _ in 0..<20 {
                let point = (0..<n).map { min(max(x[$0] + step * direction[$0], lower[$0]), upper[$0]) }
                let promised = (0..<n).reduce(0.0) { $0 + here.gradient[$1] * (point[$1] - x[$1]) }
                if let there = function(point), there.value <= here.value + 1e-4 * promised {
                    next = (point, there.value, there.gradient)
                    break
                }
                step /= 2
            }
            guard let next else {
                if inverse == .identity(n) { break }
                inverse = .identity(n)
                continue
            }
            update(
                &inverse, zip(next.point, x).map { $0 - $1 },
                zip(next.gradient, here.gradient).map { $0 - $1 })
            let gain = here.value - next.value
            x = next.point
            here = (next.value, next.gradient)
            stalls = gain <= 1e-10 * max(1, abs(here.value)) ? stalls + 1 : 0
            if stalls == 2 { break }
        }
        return (x, here.value)
    }

    /// The change of the inverse of the second derivatives that a step s with a change y of the gradient teaches.
    private static func update(_ inverse: inout Matrix<Double>, _ s: [Double], _ y: [Double]) {
        let s = Vector(s), y = Vector(y), product = dot(s, y)
        guard product > 1e-12 * s.norm() * y.norm() else { return }
        let left = .identity(s.count) - outer(s, y) / product
        inverse = matmul(matmul(left, inverse), left.transposed) + outer(s, s) / product
    }
}
