import Cairn
import Foundation
import LessonKit

/// A long short-term memory that foretells airline passengers.
struct Forecasting: Lesson {
    let name = "forecasting"
    let title = "An LSTM foretells a series"
    let summary =
        "Two years of passengers in, the next month out, and so on for two years: an LSTM against rules of thumb."
    let topics = [
        "Stage 4 · item 96 RNNs, LSTMs (GRU)", "Stage 4 · item 128 Time-series predictor",
    ]
    let budget = Budget(seconds: 25, megabytes: 300)
    let target = Target("error two years ahead, over that of 1958 with its growth", atMost: 0.7)

    /// How many months the network looks at.
    private let window = 24

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A cell with a memory")
        page.text(
            "A recurrent network reads a series step by step and keeps a state. In a long short-term memory (Hochreiter and Schmidhuber, 1997) gates decide what of the state is forgotten, what is written, and what is shown; the state is added to, not multiplied, so gradients reach far back."
        )
        page.formula(
            """
            i, f, o = σ(xW + hU + b), one each        g = tanh(xW + hU + b)
            c ← f ∘ c + i ∘ g                         h ← o ∘ tanh(c)
            """)
        let table = loadAirlinePassengers()
        let passengers = Array(table["passengers"].doubles)
        page.heading("Passengers")
        page.text(
            "144 months, 1949 to 1960, with a trend and a season that grow together: logarithms make both even. The network sees 24 months relative to the last of them and says how far the next one is from it. It learns from 1949 to 1958; 1959 and 1960 are unseen."
        )
        let logs = passengers.map { log($0) }, split = 120
        var generator = Generator(seed: page.seed), net = Reader(using: &generator)
        let rows = Array(window..<split)
        let (x, y) = windows(logs, rows)
        var optimizer = Adam<Float>(learningRate: 0.01), losses: [Double] = []
        let steps = page.isQuick ? 200 : 400, schedule = CosineSchedule(from: 0.01, steps: steps)
        var context = Context.training(seed: page.seed)
        for step in page.progress("training", over: 0..<steps) {
            let (loss, slope) = valueAndGradient(at: net) { net in
                meanSquaredError(net(x, &context), y)
            }
            optimizer.learningRate = schedule.rate(at: step)
            optimizer.update(&net, along: slope)
            losses.append(Double(loss.item))
        }
        return judge(net, logs, passengers, split, losses, &page)
    }

    /// An LSTM and a dense layer on its last output.
    struct Reader: Module {
        var memory: LSTM<Float>, output: Linear<Float>

        init(using generator: inout Generator) {
            memory = LSTM(1, 32, using: &generator)
            output = Linear(32, 1, using: &generator)
        }

        func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
            output(memory(x, &context)[.all, -1], &context)  // [rows, 1]
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
            visit("memory", &memory)
            visit("output", &output)
        }
    }

    /// The months before each of `rows`, [rows, window, 1], and how far the month itself is from the last of them; ten times enlarged, so
    /// that numbers are near 1.
    private func windows(_ logs: [Double], _ rows: [Int]) -> (x: Tensor<Float>, y: Tensor<Float>) {
        let x = rows.flatMap { row in (row - window..<row).map { Float(5 * (logs[$0] - logs[row - 1])) } }
        let y = rows.map { Float(5 * (logs[$0] - logs[$0 - 1])) }
        return (
            Tensor(shape: [rows.count, window, 1], elements: x), Tensor(shape: [rows.count, 1], elements: y)
        )
    }

    private func judge(
        _ net: Reader, _ logs: [Double], _ passengers: [Double], _ split: Int, _ losses: [Double],
        _ page: inout Narrator
    ) -> Double {
        let unseen = Array(split..<logs.count)
        // A month ahead, each time from the months that were seen by then.
        let ahead = zip(unseen, net(windows(logs, unseen).x).elements).map {
            exp(logs[$0 - 1] + Double($1) / 5)
        }
        // Two years ahead: each forecast is read as if it had happened.
        var known = Array(logs[..<split])
        for _ in unseen {
            let step = net(windows(known + [0], [known.count]).x).item
            known.append(known[known.count - 1] + Double(step) / 5)
        }
        let far = known[split...].map { exp($0) }
        let lastYear = unseen.map { passengers[$0 - 12] * passengers[$0 - 1] / passengers[$0 - 13] }
        let naive = unseen.map { passengers[$0 - 12] }
        let (last, before) = (passengers[108..<120].reduce(0, +), passengers[96..<108].reduce(0, +))
        let carried = unseen.map { place in
            passengers[108 + place % 12] * pow(last / before, Double(place / 12 - 9))
        }
        func miss(_ forecast: [Double]) -> Double {
            let misses: [Double] = zip(forecast, unseen).map { Swift.abs($0 / passengers[$1] - 1) }
            return 100 * misses.reduce(0, +) / Double(misses.count)
        }
        page.table(
            ["forecast of 1959 and 1960", "mean error, %"],
            rows: [
                ["the same month of last year", miss(naive).text(3)],
                ["the same, times the growth of the month before", miss(lastYear).text(3)],
                ["1958, with its growth, for both years", miss(carried).text(3)],
                ["LSTM, a month ahead", miss(ahead).text(3)],
                ["LSTM, two years ahead from 1958", miss(far).text(3)],
            ])
        var figure = Figure(title: "Airline passengers", xLabel: "year", yLabel: "thousands", width: 760)
        let year: [Double] = logs.indices.map { 1949 + Double($0) / 12 }
        figure.line(Array(year[60...]), Array(passengers[60...]), label: "what happened", color: .ink)
        figure.line(Array(year[split...]), ahead, label: "a month ahead")
        figure.line(Array(year[split...]), far, label: "two years ahead")
        figure.verticalLine(at: 1959, label: "unseen from here")
        page.figure(figure, caption: "The network saw nothing after 1958.")
        var curve = Figure(title: "Learning", xLabel: "step", yLabel: "squared error")
        curve.yScale = .log10
        curve.line(losses)
        page.figure(curve, caption: "All 96 windows in each step.")
        page.check(Target("mean error a month ahead, %", atMost: 5), score: miss(ahead))
        page.youShouldSee(
            "the season, which nobody told the network about, and a trend that goes on. A month ahead, two multiplications do as well as the network; two years ahead they do not."
        )
        return miss(far) / miss(carried)
    }
}
