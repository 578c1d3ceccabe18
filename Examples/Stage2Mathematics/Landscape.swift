import Cairn
import Foundation

/// A drawn picture that has what photographs have: a soft sky, edges at every angle, and texture.
enum Landscape {
    /// Grey values from 0 to 1, `height` rows and half as many columns again.
    static func picture(height: Int, seed: UInt64) -> Matrix<Double> {
        let width = height * 3 / 2
        var rng = Generator(seed: seed)
        let grain = rng.standardNormal(count: height * width)
        let phases = rng.uniform(0, 2 * .pi, count: 12)
        return Matrix(rows: height, columns: width) { row, column in
            let y = Double(row) / Double(height), x = Double(column) / Double(height)
            let noise = grain[row * width + column]
            return min(max(shade(x, y, noise, phases), 0), 1)
        }
    }

    private static func shade(_ x: Double, _ y: Double, _ noise: Double, _ phases: [Double]) -> Double {
        let far = ridge(x, 0.45, 0.08, phases[0..<4]), near = ridge(x, 0.68, 0.10, phases[4..<8])
        if y > near {
            let depth = y - near
            let furrow = sin(70 * depth / (0.4 + y) + 6 * x)
            return 0.22 + 0.25 * depth + 0.05 * furrow + 0.03 * noise
        }
        if y > far { return 0.48 - 0.2 * (y - far) + 0.02 * noise }
        let toSun = hypot(x - 1.1, y - 0.2)
        if toSun < 0.09 { return 0.98 }
        let glow = 0.2 * exp(-6 * toSun)
        return 0.68 + 0.25 * y + glow + 0.006 * noise
    }

    /// The height of a line of hills at `x`: a sum of waves, the shorter the lower.
    private static func ridge(_ x: Double, _ level: Double, _ size: Double, _ phases: ArraySlice<Double>)
        -> Double
    {
        var height = level, amplitude = size, frequency = 3.0
        for phase in phases {
            height += amplitude * sin(frequency * x + phase)
            amplitude *= 0.5
            frequency *= 2.3
        }
        return height
    }
}
