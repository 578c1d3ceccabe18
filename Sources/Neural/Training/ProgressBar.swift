import Foundation

/// A line on a terminal that says how far a run is.
struct ProgressBar {
    private let isShown: Bool
    private let epochs: Int
    private var last: ContinuousClock.Instant?
    private var speed = Throughput()

    init(isShown: Bool, epochs: Int) {
        self.isShown = isShown && isatty(STDERR_FILENO) != 0
        self.epochs = epochs
    }

    /// At most ten times a second.
    mutating func show(epoch: Int, step: Int, of steps: Int, loss: Double, examples: Int) {
        guard isShown else { return }
        speed.record(examples)
        let now = ContinuousClock.now
        if let last, now - last < .milliseconds(100), step < steps { return }
        last = now
        let line = ProgressBar.line(epoch: epoch, of: epochs, step: step, of: steps, loss: loss)
        write("\r" + line + String(format: "  %.0f examples/s", speed.examplesPerSecond) + "\u{1B}[K")
    }

    /// `epoch 2/5 [#####---------------]  25 %  loss 0.4321`.
    static func line(epoch: Int, of epochs: Int, step: Int, of steps: Int, loss: Double) -> String {
        let done = 20 * step / max(1, steps), percent = 100 * step / max(1, steps)
        let bar = String(repeating: "#", count: done) + String(repeating: "-", count: 20 - done)
        return "epoch \(epoch + 1)/\(epochs) [\(bar)] \(String(format: "%3d %%  loss %.4g", percent, loss))"
    }

    /// Leaves the epoch's figures on the screen.
    mutating func endEpoch(_ record: EpochRecord) {
        guard isShown else { return }
        let metrics = record.metrics.sorted { $0.key < $1.key }
            .map { "  \($0.key) \(String(format: "%.4g", $0.value))" }.joined()
        write(
            "\repoch \(record.epoch + 1)/\(epochs)  loss \(String(format: "%.4g", record.loss))\(metrics)\u{1B}[K\n"
        )
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
