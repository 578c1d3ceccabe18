/// A line that fills as work is done; silent where no person is looking.
package struct ProgressBar: Sendable {
    let label: String
    let total: Int
    let terminal: Terminal

    package init(label: String, total: Int, terminal: Terminal) {
        self.label = label
        self.total = total
        self.terminal = terminal
    }

    /// Draws the bar with `done` steps behind it.
    package func show(_ done: Int) {
        guard terminal.isInteractive, total > 0 else { return }
        let room = max(10, terminal.width - label.count - 16)
        let filled = room * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        terminal.write("\r\(label) \(bar) \(done)/\(total)")
    }

    /// Takes the bar away.
    package func clear() {
        guard terminal.isInteractive, total > 0 else { return }
        terminal.write("\r\u{1B}[K")
    }
}

/// Steps of long work that move a progress bar as they are taken.
public struct ProgressSteps<Steps: Collection>: Sequence {
    let steps: Steps
    let bar: ProgressBar

    /// Takes the steps from the first on.
    public func makeIterator() -> Iterator { Iterator(inner: steps.makeIterator(), bar: bar) }

    /// Takes one step after the other and redraws the bar between them.
    public struct Iterator: IteratorProtocol {
        var inner: Steps.Iterator
        let bar: ProgressBar
        var done = 0

        /// The next step, if there is one.
        public mutating func next() -> Steps.Element? {
            guard let step = inner.next() else {
                bar.clear()
                return nil
            }
            bar.show(done)
            done += 1
            return step
        }
    }
}
