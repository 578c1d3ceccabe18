import CAttention

/// The passes of ``NegativeSampling`` over a corpus, on memory that others hold.
struct NegativeSamplingRun {
    private let settings: NegativeSampling
    private let inputs: UnsafeMutablePointer<Float>
    private let outputs: UnsafeMutablePointer<Float>
    /// With which probability each word is read.
    private let kept: [Double]
    private let drawn: AliasTable
    private var source: ScrambledCounter
    /// The mean of the neighbours, and the slope of what is seen.
    private let mean: UnsafeMutablePointer<Float>
    private let change: UnsafeMutablePointer<Float>
    /// The word and those drawn.
    private let targets: UnsafeMutablePointer<Int32>
    private var loss = 0.0
    private var steps = 0
    private var rate: Float = 0

    init(
        _ settings: NegativeSampling, _ counts: WordFrequencies, inputs: UnsafeMutablePointer<Float>,
        outputs: UnsafeMutablePointer<Float>, _ source: ScrambledCounter
    ) {
        (self.settings, self.inputs, self.outputs, self.source) = (settings, inputs, outputs, source)
        let total = Double(counts.counts.reduce(0, +)), share = settings.subsampling
        kept = counts.counts.map { count in
            let ratio = share * total / Double(count)
            return share == 0 ? 1 : ratio.squareRoot() + ratio
        }
        drawn = AliasTable(counts.counts.map { power(Double($0), settings.exponent) })
        mean = .allocate(capacity: settings.dimension)
        change = .allocate(capacity: settings.dimension)
        targets = .allocate(capacity: settings.negatives + 1)
    }

    func free() {
        mean.deallocate()
        change.deallocate()
        targets.deallocate()
    }

    /// One pass.
    mutating func read(_ text: [[Int32]], from start: Int, of total: Int) {
        var seen = start, sentence: [Int32] = []
        for words in text {
            let done = Double(seen) / Double(Swift.max(1, total))
            rate = Float(settings.learningRate * Swift.max(1 - done, 0.004))
            seen += words.count
            sentence.removeAll(keepingCapacity: true)
            for word in words where kept[Int(word)] >= 1 || source.uniform() < kept[Int(word)] {
                sentence.append(word)
            }
            sentence.withUnsafeBufferPointer { read($0) }
        }
    }

    private mutating func read(_ sentence: UnsafeBufferPointer<Int32>) {
        for place in sentence.indices {
            let width = 1 + source.below(settings.window)
            let first = Swift.max(0, place - width), last = Swift.min(sentence.count - 1, place + width)
            guard last > first else { continue }
            switch settings.task {
            case .skipGram:
                for neighbor in first...last where neighbor != place {
                    let row = inputs + Int(sentence[neighbor]) * settings.dimension
                    step(sentence[place], seeing: row)
                    cairn_add_scaled_f32(row, change, 1, settings.dimension)
                }
            case .continuousBag:
                let share = 1 / Float(last - first)
                mean.update(repeating: 0, count: settings.dimension)
                for neighbor in first...last where neighbor != place {
                    let row = inputs + Int(sentence[neighbor]) * settings.dimension
                    cairn_add_scaled_f32(mean, row, share, settings.dimension)
                }
                step(sentence[place], seeing: mean)
                for neighbor in first...last where neighbor != place {
                    let row = inputs + Int(sentence[neighbor]) * settings.dimension
                    cairn_add_scaled_f32(row, change, share, settings.dimension)
                }
            }
        }
    }

    /// Foretells a word from a vector; its slope, times the rate, is then in `change`.
    private mutating func step(_ word: Int32, seeing vector: UnsafePointer<Float>) {
        change.update(repeating: 0, count: settings.dimension)
        targets[0] = word
        var count = 1
        for _ in 0..<settings.negatives {
            let other = drawn.place(source.next())
            targets[count] = other
            count += other == word ? 0 : 1
        }
        loss += cairn_negative_sampling_f32(vector, change, outputs, targets, count, settings.dimension, rate)
        steps += 1
    }

    /// The mean loss of the steps since the last call.
    mutating func endEpoch() -> Double {
        defer { (loss, steps) = (0, 0) }
        return steps == 0 ? 0 : loss / Double(steps)
    }
}
