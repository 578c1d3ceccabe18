import LinearAlgebra
import Randomness

/// The engine of resampling: arrangements are drawn one after another, so that the draws are those of the
/// seed whatever the number of threads, and their statistics are computed on all threads.
enum Resamples {
    /// A statistic of `count` arrangements.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - size: About how many elements one has.
    ///   - next: Draws the next one.
    ///   - statistic: Its statistic.
    static func values<Arrangement>(
        _ count: Int, size: Int, next: () -> Arrangement, statistic: (Arrangement) -> Double
    ) -> Vector<Double> {
        var result = Vector<Double>(repeating: 0, count: count)
        let run = max(64, min(count, (1 << 19) / max(1, size)))
        result.withUnsafeMutableBufferPointer { places in
            guard let base = places.baseAddress else { return }
            for start in stride(from: 0, to: count, by: run) {
                let arrangements = (start..<min(start + run, count)).map { _ in next() }
                inParallel(arrangements.count, grain: max(1, 2048 / max(1, size))) { first, length in
                    for index in first..<(first + length) {
                        base[start + index] = statistic(arrangements[index])
                    }
                }
            }
        }
        return result
    }
}

/// The places of a sample that resamples are gathered from.
struct SamplePool: Sendable {
    private let values: Vector<Double>

    init(_ values: Vector<Double>) { self.values = values.contiguous() }

    /// The values at `positions`.
    func gathered(_ positions: some RandomAccessCollection<Int>) -> Vector<Double> {
        let result = Vector<Double>(uninitialized: positions.count)
        var place = result.start
        for position in positions {
            place.pointee = values.start[position]
            place += 1
        }
        return result
    }

    /// All values but one.
    func without(_ position: Int) -> Vector<Double> {
        let result = Vector<Double>(uninitialized: values.count - 1)
        for index in 0..<position { result.start[index] = values.start[index] }
        for index in position..<(values.count - 1) { result.start[index] = values.start[index + 1] }
        return result
    }
}
