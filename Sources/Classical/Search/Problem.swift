import Foundation
import LinearAlgebra
import Synchronization

/// What one fold gave.
struct FoldOutcome<Prediction: Sendable>: Sendable {
    var scores: [Double]
    var trainScores: [Double]?
    var fitSeconds: Double
    var scoreSeconds: Double
    var prediction: Prediction?
}

/// Rows, what is known of them, and how a configuration is judged on a split: the same for classes and numbers.
struct Problem<E: Sendable, Prediction: Sendable, Model: Sendable>: Sendable {
    /// How many rows there are.
    var rows: Int
    /// The splits to judge by.
    var splits: [Split]
    /// The names of the scores, and whether more of the first is better.
    var scoreNames: [String]
    var isBetterWhenHigher: Bool
    /// Learns from one side of a split and is scored on the other, on demand also on its own.
    var evaluate:
        @Sendable (E, Split, _ scoresTrain: Bool, _ keeps: Bool) throws(EvaluationError) -> FoldOutcome<
            Prediction
        >
    /// Learns from all rows.
    var fit: @Sendable (E) throws(FitError) -> Model
    /// The same problem on some of the rows, in their order.
    var restricted: @Sendable ([Int]) throws(EvaluationError) -> Problem
    /// An order of rows in which every beginning has the classes in their shares.
    var balancedOrder: @Sendable (UInt32) -> [Int]
}

/// Seconds that `body` takes.
func timed<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> (Result, Double) {
    let start = ContinuousClock.now
    let result = try body()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return (result, Double(seconds) + Double(attoseconds) * 1e-18)
}

/// `body(0) … body(count - 1)` on all threads, in order; the error of the first that failed.
func concurrentMap<Value: Sendable, Failure: Error>(
    _ count: Int, _ body: (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
    var results = [Result<Value, Failure>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { places in
        concurrently(count) { index in
            do throws(Failure) {
                places[index] = .success(try body(index))
            } catch {
                places[index] = .failure(error)
            }
        }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for result in results { if let result { values.append(try result.get()) } }
    return values
}

/// How far long work has come.
public struct EvaluationProgress: Sendable {
    /// How many fits are done.
    public let done: Int
    /// How many there will be, as far as is known.
    public let total: Int
    /// The best mean score so far; nil before the first.
    public let best: Double?
    /// The settings that gave it, in words.
    public let settings: String
    /// Seconds since the beginning.
    public let seconds: Double

    /// Seconds that are left if the fits to come take as long as those done; nil before the first.
    public var secondsLeft: Double? {
        done > 0 ? seconds * Double(max(0, total - done)) / Double(done) : nil
    }
}

/// Counts fits from several threads and tells a callback, one call at a time.
final class ProgressCounter: Sendable {
    private struct State {
        var done = 0
        var total: Int
        var best: Double?
        var settings = ""
    }

    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let report: (@Sendable (EvaluationProgress) -> Void)?

    init(_ total: Int, _ report: (@Sendable (EvaluationProgress) -> Void)?) {
        state = Mutex(State(total: total))
        self.report = report
    }

    func step() { change { $0.done += 1 } }

    func found(_ best: Double, _ settings: String) {
        change {
            $0.best = best
            $0.settings = settings
        }
    }

    private func change(_ body: (inout State) -> Void) {
        guard let report else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        state.withLock { state in
            body(&state)
            report(
                EvaluationProgress(
                    done: state.done, total: max(state.total, state.done), best: state.best,
                    settings: state.settings, seconds: seconds))
        }
    }
}
