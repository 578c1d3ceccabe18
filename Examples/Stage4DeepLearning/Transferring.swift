import Cairn
import LessonKit

/// What was learnt on the digits 0 to 4 helps with 5 to 9, of which there are few.
struct Transferring: Lesson {
    let name = "transfer"
    let title = "Transfer learning"
    let summary =
        "A network that reads 0 to 4 learns 5 to 9 from three pictures of each: its first layers know strokes already."
    let topics = ["Stage 4 · item 100 Transfer learning, adapting pre-trained models"]
    let budget = Budget(seconds: 30, megabytes: 500)
    let target = Target("points of accuracy that transfer gains over a network from scratch", atLeast: 1)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Few pictures of something new")
        page.text(
            "There are 2000 pictures of 0 to 4, and three each of 5 to 9. A network trained on the first has convolutions that answer to strokes, corners and loops, and a head that tells 0 to 4 apart. The head is of no use for the new digits; the layers are."
        )
        page.formula(
            """
            from scratch   all layers, from random weights, on the 15 pictures
            new head       the trained layers as they are, only a new last layer learns
            fine-tuning    a new last layer, then all layers at a rate four times smaller
            """)
        let (training, test) = mnist()
        let old = training.only([0, 1, 2, 3, 4]), unseenOld = test.only([0, 1, 2, 3, 4])
        let new = training.only([5, 6, 7, 8, 9]), unseen = test.only([5, 6, 7, 8, 9])
        var generator = Generator(seed: page.seed), trained = Reader(using: &generator)
        var optimizer = Adam<Float>(learningRate: 2e-3)
        fit(&trained, with: &optimizer, on: old, epochs: 5, using: &generator)
        page.table(
            ["digits", "unseen pictures read right"],
            rows: [["0 to 4, 2000 pictures", accuracy(trained(unseenOld.x), unseenOld.labels).text(4)]])
        let draws = 8
        var scores = [[Double]](repeating: [], count: 3)
        for _ in page.progress("training", over: 0..<draws) {
            let few = new.selecting(chosen(new.labels, 3, &generator))
            var scratch = Reader(using: &generator), rule = Adam<Float>(learningRate: 2e-3)
            fit(&scratch, with: &rule, on: few, epochs: 60, batch: 25, using: &generator)
            scores[0].append(accuracy(scratch(unseen.x), unseen.labels))

            var tuned = trained
            tuned.head = Linear(800, 10, using: &generator)
            let strokes = Labelled(x: tuned.body(few.x), labels: few.labels)
            rule = Adam(learningRate: 2e-3)
            fit(&tuned.head, with: &rule, on: strokes, epochs: 60, batch: 25, using: &generator)
            scores[1].append(accuracy(tuned(unseen.x), unseen.labels))

            rule = Adam(learningRate: 5e-4)
            fit(&tuned, with: &rule, on: few, epochs: 40, batch: 25, using: &generator)
            scores[2].append(accuracy(tuned(unseen.x), unseen.labels))
        }
        let means = scores.map { 100 * $0.reduce(0, +) / Double($0.count) }
        let names = ["from scratch", "new head", "fine-tuning"]
        page.table(
            ["way", "unseen 5 to 9 right, %", "least", "most"],
            rows: names.indices.map { place in
                [
                    names[place], means[place].fixed(1), (100 * (scores[place].min() ?? 0)).fixed(1),
                    (100 * (scores[place].max() ?? 0)).fixed(1),
                ]
            })
        var figure = Figure(
            title: "Fifteen pictures of 5 to 9", yLabel: "unseen pictures right, %", height: 320)
        figure.bar(names, means, showsValues: true)
        figure.yLimits = 50...100
        page.figure(figure, caption: "Means over \(draws) choices of the fifteen pictures.")
        page.youShouldSee(
            "both ways with trained layers ahead, although these had never seen a 5, 6, 7, 8 or 9 before: a little, for digits are easy; with ten pictures of each the lead is gone."
        )
        return means[2] - means[0]
    }

    /// Convolutions that know strokes, and a head that names digits.
    struct Reader: Module {
        var body: Sequential<Float>, head: Linear<Float>

        init(using generator: inout Generator) {
            let whole = Convolutions.lenet(padding: 0, channels: 16, dense: 800, using: &generator)
            body = Sequential(Array(whole.layers.prefix(7)))
            head = Linear(800, 10, using: &generator)
        }

        func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
            head(body(x, &context), &context)
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
            visit("body", &body)
            visit("head", &head)
        }
    }

    /// So many rows of each label, at random.
    private func chosen(_ labels: [Int], _ count: Int, _ generator: inout Generator) -> [Int] {
        let order = generator.permutation(labels.count)
        return Set(labels).sorted().flatMap { kind in order.filter { labels[$0] == kind }.prefix(count) }
    }
}
