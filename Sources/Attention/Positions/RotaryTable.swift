import Autodiff
import Foundation
import LinearAlgebra
import Synchronization

/// The cosines and sines of positions `0..<length`, made when they are first asked for and kept; those of far positions are made anew.
///
/// What it holds follows from the angles alone, so that all copies of an embedding may share it.
final class RotaryTable<Precision: Scalar>: Sendable {
    /// θ of each pair.
    let angles: [Double]
    /// What sines and cosines are multiplied by.
    let magnitude: Double
    private let rows: Mutex<(cosines: Tensor<Precision>, sines: Tensor<Precision>)>

    init(angles: [Double], magnitude: Double) {
        self.angles = angles
        self.magnitude = magnitude
        let none = Tensor<Precision>(repeating: 0, shape: [0, angles.count])
        rows = Mutex((none, none))
    }

    /// The most rows that are kept: 131 072 positions of 64 pairs, 64 MB in single precision, or fewer of more pairs.
    private var most: Int { min(1 << 17, max(1 << 12, (1 << 23) / max(1, angles.count))) }

    /// The rows of some positions among others, and which of them is the first's.
    func rows(_ positions: Range<Int>) -> (cosines: Tensor<Precision>, sines: Tensor<Precision>, first: Int) {
        let isFar = positions.upperBound > most
        let (cosines, sines) = isFar ? made(positions) : upTo(positions.upperBound)
        return (cosines, sines, isFar ? 0 : positions.lowerBound)
    }

    /// The rows of positions `0..<count` and perhaps more: `[≥ count, pairs]`.
    private func upTo(_ count: Int) -> (cosines: Tensor<Precision>, sines: Tensor<Precision>) {
        rows.withLock { rows in
            // Doubling: a text that grows position by position computes each row about twice at most.
            let held = rows.cosines.shape[0]
            if held < count { rows = made(0..<max(count, min(2 * held, most))) }
            return rows
        }
    }

    /// The rows of any positions, in their order: `[count, pairs]`.
    func made(_ positions: some Collection<Int>) -> (cosines: Tensor<Precision>, sines: Tensor<Precision>) {
        let shape = [positions.count, angles.count]
        let cosines = Tensor<Precision>(uninitialized: shape), sines = Tensor<Precision>(uninitialized: shape)
        var place = 0
        for position in positions {
            for angle in angles {
                let turn = Double(position) * angle
                cosines.start[place] = Precision(cos(turn) * magnitude)
                sines.start[place] = Precision(sin(turn) * magnitude)
                place += 1
            }
        }
        return (cosines, sines)
    }
}
