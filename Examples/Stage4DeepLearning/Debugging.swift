import Cairn
import LessonKit

/// A network that does not learn, five times over, and the tests that find out why.
struct Debugging: Lesson {
    let name = "debugging"
    let title = "Debugging a net that does not learn"
    let summary =
        "Five broken training programs that run without an error, and the three cheap tests that tell them from a sound one."
    let topics = ["Stage 4 · item 111 Debug models; build, train, debug"]
    let budget = Budget(seconds: 15, megabytes: 300)
    let target = Target("broken programs that the three tests find, of 5", atLeast: 5)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Nothing crashes")
        page.text(
            "A wrong training program is not one that stops. It runs, the loss moves a little, and the score is poor. Three tests cost a second each; do them before a long run."
        )
        page.formula(
            """
            the first loss     about log(classes): nothing is known yet       log 10 = 2.303
            one batch          32 digits must be learnt by heart              loss → 0
            shuffled labels    the unseen score must beat what chance gives   if not, labels do not go with pictures
            """)
        let programs: [Program] = [
            Program("sound"), Program("rate 100 times too high", rate: 0.3),
            Program("weights all zero", startsAtZero: true),
            Program("softmax before the loss that has one", doubleSoftmax: true),
            Program("pictures of 0 to 1600", scale: 1600),
            Program("pictures shuffled, labels not", mixesLabels: true),
        ]
        var rows: [[String]] = [], found = 0, soundPasses = false
        var figure = Figure(title: "One batch, 60 steps", xLabel: "step", yLabel: "cross-entropy")
        figure.yScale = .log10
        for program in page.progress("testing", over: programs) {
            let report = examine(program, page.seed)
            let isFine = [
                Swift.abs(report.first - 2.303) < 0.3, report.batch[report.batch.count - 1] < 0.02,
                report.score > 0.5,
            ]
            rows.append(
                [
                    program.name, report.first.text(3), report.batch[report.batch.count - 1].text(2),
                    report.score.text(2),
                ]
                    + [isFine.allSatisfy { $0 } ? "sound" : "broken"])
            if program.name == "sound" {
                soundPasses = isFine.allSatisfy { $0 }
            } else if !isFine.allSatisfy({ $0 }) {
                found += 1
            }
            figure.line(report.batch.map { max($0, 1e-4) }, label: program.name)
        }
        page.table(
            ["program", "first loss", "loss on one batch", "unseen right, 3 epochs", "verdict"], rows: rows)
        page.figure(
            figure,
            caption:
                "Most programs that are broken stay high. Two do not: pictures of 0 to 1600 go down, and shuffled labels are learnt by heart, only later. That is why there is more than one test."
        )
        page.youShouldSee("that no single test finds all of them.")
        deadUnits(&page)
        anomaly(&page)
        return soundPasses ? Double(found) : 0
    }

    struct Program {
        var name: String, rate = 0.003, startsAtZero = false, doubleSoftmax = false, scale: Float = 1,
            mixesLabels = false
        init(
            _ name: String, rate: Double = 0.003, startsAtZero: Bool = false, doubleSoftmax: Bool = false,
            scale: Float = 1, mixesLabels: Bool = false
        ) {
            self.name = name
            self.rate = rate
            self.startsAtZero = startsAtZero
            self.doubleSoftmax = doubleSoftmax
            self.scale = scale
            self.mixesLabels = mixesLabels
        }
    }

    private func examine(_ program: Program, _ seed: UInt64) -> (
        first: Double, batch: [Double], score: Double
    ) {
        let (training, test) = digits()
        var generator = Generator(seed: seed), net = MLP([64, 64, 64, 10], using: &generator)
        if program.startsAtZero {
            for place in net.layers.indices {
                net.layers[place] = Linear(
                    weight: net.layers[place].weight.zerosLike, bias: net.layers[place].bias?.zerosLike)
            }
        }
        var data = Labelled(x: training.x * program.scale, labels: training.labels)
        if program.mixesLabels { data.labels = generator.permutation(of: data.labels) }
        func loss(_ net: MLP, _ part: Labelled) -> Tensor<Float> {
            var logits = net(part.x)
            if program.doubleSoftmax {
                logits = (logits - logits.logSumExp(over: 1, keepingAxis: true)).exp()
            }
            return crossEntropy(logits, Indices(part.labels))
        }
        func step(_ net: inout MLP, _ optimizer: inout Adam<Float>, _ part: Labelled) -> Double {
            let (value, slope) = valueAndGradient(at: net) { loss($0, part) }
            optimizer.update(&net, along: slope)
            return Double(value.item)
        }
        let first = Double(loss(net, data).item), one = data.selecting(Array(0..<32))
        var heart = net, optimizer = Adam<Float>(learningRate: program.rate)
        let batch = (0..<60).map { _ in step(&heart, &optimizer, one) }
        optimizer = Adam(learningRate: program.rate)
        for _ in 0..<3 {
            for rows in batches(of: 32, from: data.count, using: &generator) {
                _ = step(&net, &optimizer, data.selecting(rows))
            }
        }
        return (first, batch, accuracy(net(test.x * program.scale), test.labels))
    }

    /// Units of a ReLU layer that answer 0 to every picture: no slope reaches them any more.
    private func deadUnits(_ page: inout Narrator) {
        page.heading("Dead units")
        page.text(
            "A ReLU unit that answers 0 to every picture has no slope: it will never change again. One step of a rate that is too high is enough. Count the units that no picture wakes."
        )
        let (training, _) = digits()
        var rows: [[String]] = [], shares: [Double] = []
        for rate in [0.003, 0.03, 0.3] {
            var generator = Generator(seed: page.seed), net = MLP([64, 64, 10], using: &generator)
            var optimizer = Adam<Float>(learningRate: rate)
            fit(&net, with: &optimizer, on: training, epochs: 3, using: &generator)
            let loudest = net.layers[0](training.x).relu().max(over: 0).elements
            shares.append(Double(loudest.count { $0 == 0 }) / 64)
            rows.append([rate.text(2), "\(loudest.count { $0 == 0 }) of 64"])
        }
        page.table(["rate of Adam", "dead units after 3 epochs"], rows: rows)
        page.check(Target("share of dead units at the highest rate", atLeast: 0.9), score: shares[2])
        page.youShouldSee(
            "a few units that slept from the beginning, and at the highest rate a layer that is dead as a whole."
        )
    }

    /// Finds the operation that made the first NaN.
    private func anomaly(_ page: inout Narrator) {
        page.heading("Where does the NaN come from?")
        page.text(
            "`log` of a share that is rounded to 0 is minus infinity, and 0 · ∞ is NaN a line later. `firstAnomaly` runs a function with every operation watched and names the one to blame:"
        )
        page.code(
            "firstAnomaly(at: logits) { logits in let p = softmax(logits); return (target * p.log()).sum() }")
        let target = Tensor<Float>([1, 0])
        let found = firstAnomaly(at: Tensor<Float>([0, -200])) { (logits: Tensor<Float>) -> Tensor<Float> in
            let p = (logits - logits.logSumExp(over: 0, keepingAxis: true)).exp()
            return (target * p.log()).sum()
        }
        page.table(
            ["operation", "value"], rows: [[found?.operation ?? "none", "\(found?.value ?? 0)"]])
        page.youShouldSee(
            "`log`, and not the sum in which the NaN shows. The cure is `crossEntropy`, which never takes that logarithm."
        )
    }
}
