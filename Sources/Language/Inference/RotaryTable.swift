import Foundation

/// The angles by which pairs of numbers turn, from position to position.
///
/// Pair i of position p turns by p · base^(−2i / dimension) / divisorᵢ.
struct RotaryTable: Sendable {
    /// The angle of each pair at position 1.
    let speeds: [Double]

    init(_ sizes: LlamaSizes) {
        let dimension = Double(sizes.rotaryDimension)
        speeds = (0..<sizes.rotaryDimension / 2).map { pair in
            let divisor = sizes.rotaryDivisors.isEmpty ? 1 : sizes.rotaryDivisors[pair]
            return pow(sizes.rotaryBase, -2 * Double(pair) / dimension) / divisor
        }
    }

    /// Writes the cosines and the sines of `count` positions, `speeds.count` numbers for each.
    func write(
        _ start: Int, _ count: Int, _ cosine: UnsafeMutablePointer<Float>, _ sine: UnsafeMutablePointer<Float>
    ) {
        for position in 0..<count {
            for (pair, speed) in speeds.enumerated() {
                let angle = Double(start + position) * speed, place = position * speeds.count + pair
                cosine[place] = Float(cos(angle))
                sine[place] = Float(sin(angle))
            }
        }
    }
}
