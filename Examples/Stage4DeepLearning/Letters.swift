import Cairn
import Foundation
import LessonKit

/// A recurrent network that learns to write, letter by letter.
struct Letters: Lesson {
    let name = "letters"
    let title = "A network that writes"
    let summary =
        "Which letter comes next? An LSTM reads Genesis and then goes on by itself; counts of letter pairs are the measure."
    let topics = [
        "Stage 4 · item 96 RNNs, LSTMs (GRU)", "Stage 4 · item 105 NLP", "Stage 5 · item 114 Language models",
    ]
    let budget = Budget(seconds: 60, megabytes: 500)
    let target = Target("bits for each unseen letter", atMost: 2.45)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("The next letter")
        page.text(
            "A model of language gives each possible next letter a probability. It is measured by what it pays: minus the logarithm, to base 2, of the probability of the letter that came. A letter among 61 that are equally likely costs 5.9 bits."
        )
        page.formula("bits = -1/n Σ log₂ p(letterᵢ | letters before it)")
        let text = Array(loadGenesis()), alphabet = Set(text).sorted()
        let places = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
        let codes = text.map { places[$0] ?? 0 }, split = codes.count * 9 / 10
        let known = Array(codes[..<split]), unseen = Array(codes[split...])
        var generator = Generator(seed: page.seed), net = Writer(alphabet.count, using: &generator)
        let steps = 500, batch = 32, length = 64
        var optimizer = Adam<Float>(learningRate: 4e-3), curve: [Double] = []
        let schedule = CosineSchedule(from: 4e-3, steps: steps)
        var samples: [[String]] = []
        for step in page.progress("training", over: 0..<steps) {
            let starts = generator.integers(in: 0..<known.count - length, count: batch)
            let x = Indices(rows: starts.map { Array(known[$0..<$0 + length]) })
            let y = Indices(starts.flatMap { known[$0 + 1...$0 + length] })
            var context = Context.training(seed: UInt64(step))
            let (loss, slope) = valueAndGradient(at: net) { net in
                crossEntropy(net(x, &context), y)
            }
            optimizer.learningRate = schedule.rate(at: step)
            optimizer.update(&net, along: slope)
            curve.append(Double(loss.item) / log(2))
            if [0, steps / 10, steps / 2, steps - 1].contains(step) {
                samples.append(["\(step + 1)", write(net, alphabet, "And ", 60, 0.7, &generator)])
            }
        }
        let bits = cost(net, unseen)
        page.table(
            ["model", "bits for each unseen letter"],
            rows: [
                ["any of \(alphabet.count) letters", log2(Double(alphabet.count)).text(3)],
                ["how often each letter comes", pairs(known, unseen, alphabet.count, before: 0).text(3)],
                ["which letter follows which", pairs(known, unseen, alphabet.count, before: 1).text(3)],
                ["which follows which two", pairs(known, unseen, alphabet.count, before: 2).text(3)],
                ["LSTM", bits.text(3)],
            ])
        var figure = Figure(title: "Learning to spell", xLabel: "step", yLabel: "bits for each letter")
        figure.line(curve, label: "batch of 32 × 64 letters")
        figure.horizontalLine(at: bits, label: "unseen text, at the end")
        page.figure(figure, caption: "First letters' shares, then pairs, then words.")
        page.heading("What it writes")
        page.table(["step", "after \"And \""], rows: samples)
        page.code(write(net, alphabet, "In the beginning ", 300, 0.6, &generator))
        page.youShouldSee(
            "letters, then words, then turns of phrase: spelling and quotation, and no sense yet.")
        return bits
    }

    /// Letters as vectors, an LSTM, a logit for each next letter.
    struct Writer: Parameterized {
        var letters: Embedding<Float>, memory: LSTM<Float>, output: Linear<Float>

        init(_ count: Int, using generator: inout Generator) {
            letters = Embedding(count, 32, using: &generator)
            memory = LSTM(32, 128, using: &generator)
            output = Linear(128, count, using: &generator)
        }

        /// [batch · time, letters] for codes of [batch, time].
        func callAsFunction(_ codes: Indices, _ context: inout Context) -> Tensor<Float> {
            let h: Tensor<Float> = memory(letters(codes, &context), &context)  // [batch, time, 128]
            return output(h.reshaped([-1, 128]), &context)
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
            visit("letters", &letters)
            visit("memory", &memory)
            visit("output", &output)
        }
    }

    /// Bits for each letter of a text, read in rows of 500.
    private func cost(_ net: Writer, _ codes: [Int]) -> Double {
        let length = 500, rows = (codes.count - 1) / length
        let x = Indices(rows: (0..<rows).map { Array(codes[$0 * length..<($0 + 1) * length]) })
        let y = Indices((0..<rows).flatMap { codes[$0 * length + 1...($0 + 1) * length] })
        var context = Context.inference
        return Double(crossEntropy(net(x, &context), y).item) / log(2)
    }

    /// Bits for each letter by counts of what followed the `before` letters before it, with one tenth of a count given to all.
    private func pairs(_ known: [Int], _ unseen: [Int], _ kinds: Int, before: Int) -> Double {
        var counts: [Int: [Double]] = [:]
        func key(_ codes: [Int], _ place: Int) -> Int {
            codes[place - before..<place].reduce(0) { $0 * kinds + $1 }
        }
        for place in before..<known.count {
            counts[key(known, place), default: Array(repeating: 0.1, count: kinds)][known[place]] += 1
        }
        var total = 0.0
        for place in before..<unseen.count {
            let row = counts[key(unseen, place)] ?? Array(repeating: 0.1, count: kinds)
            total -= log2(row[unseen[place]] / row.reduce(0, +))
        }
        return total / Double(unseen.count - before)
    }

    /// Goes on from `start`, drawing each letter from the shares that the network gives, sharpened by a temperature.
    private func write(
        _ net: Writer, _ alphabet: [Character], _ start: String, _ count: Int, _ temperature: Float,
        _ generator: inout Generator
    ) -> String {
        var codes = start.compactMap { alphabet.firstIndex(of: $0) }
        var context = Context.inference
        for _ in 0..<count {
            let seen = Array(codes.suffix(80))
            let logits = net(Indices(rows: [seen]), &context)[-1] / temperature
            let weights = (logits - logits.max()).exp().elements.map(Double.init), sum = weights.reduce(0, +)
            codes.append(generator.choice(probabilities: weights.map { $0 / sum }))
        }
        return String(codes.map { alphabet[$0] == "\n" ? " " : alphabet[$0] })
    }
}
