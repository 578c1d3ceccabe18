import Cairn
import LessonKit

/// Rosenblatt's perceptron: a line that moves when it is wrong, and what it cannot learn.
struct Perceptron: Lesson {
    let name = "perceptron"
    let title = "The perceptron"
    let summary =
        "A line that moves only when it is wrong comes to rest where a line exists; where none does, a second layer helps."
    let topics = ["Stage 4 · item 87 Feedforward networks"]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target("mistakes until it rests, over Novikoff's bound (R/γ)²", atMost: 1)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A rule of one line")
        page.text(
            "A neuron adds up its inputs with weights and fires where the sum is positive. Rosenblatt's rule (1958) changes the weights only after a mistake, by the example itself: what fired wrongly is taken away, what should have fired is added."
        )
        page.formula("answer: sign(w·x)        after a mistake: w ← w + y x        y = ±1")
        let share = flowers(&page)
        page.heading("What no line can do")
        page.text(
            "Exclusive or is 1 where exactly one input is 1. No line has two opposite corners of a square on one side: the perceptron goes on for ever. Minsky and Papert (1969) made this famous."
        )
        xor(&page)
        return share
    }

    /// Setosa against versicolor by their petals; returns the mistakes over the bound.
    private func flowers(_ page: inout Narrator) -> Double {
        let iris = loadIris(), rows = (0..<50).flatMap { [$0, $0 + 50] }, middle = [2.86, 0.79]
        let petals = rows.map { [iris.features[$0, 2] - middle[0], iris.features[$0, 3] - middle[1], 1] }
        let signs = rows.map { iris.labels[$0] == 0 ? -1.0 : 1.0 }
        var w = [0.0, 0, 0], history: [[Double]] = [], passes = 0, isAtRest = false
        while !isAtRest && passes < 1000 {
            isAtRest = true
            passes += 1
            for row in petals.indices where signs[row] * dot(w, petals[row]) <= 0 {
                w = zip(w, petals[row]).map { $0 + signs[row] * $1 }
                history.append(w)
                isAtRest = false
            }
        }
        let radius = petals.map { dot($0, $0).squareRoot() }.max() ?? 0
        let margin =
            (petals.indices.map { signs[$0] * dot(w, petals[$0]) }.min() ?? 0) / dot(w, w).squareRoot()
        let bound = (radius / margin) * (radius / margin)
        page.table(
            ["passes", "mistakes", "wrong at the end", "R", "γ of the last line", "bound (R/γ)²"],
            rows: [["\(passes)", "\(history.count)", "0", radius.text(3), margin.text(2), bound.text(3)]])
        var figure = Figure(
            title: "The line after each mistake", xLabel: "petal length, cm", yLabel: "petal width, cm")
        figure.scatter(
            petals.map { $0[0] + middle[0] }, petals.map { $0[1] + middle[1] },
            classes: rows.map { iris.labels[$0] },
            names: ["setosa", "versicolor"])
        for (place, w) in history.enumerated() where w[1] != 0 {
            let isLast = place == history.count - 1
            figure.line(
                [0.5, 5.5], [0.5, 5.5].map { middle[1] - (w[0] * ($0 - middle[0]) + w[2]) / w[1] },
                label: isLast ? "the last" : nil,
                color: isLast ? .ink : .green, dash: isLast ? .solid : .dotted, width: isLast ? 3 : 1)
        }
        figure.yLimits = 0...2
        figure.xLimits = 0.5...5.5
        page.figure(
            figure,
            caption: "Each mistake turns the line. After the last one it stands between the two kinds.")
        page.youShouldSee(
            "a handful of mistakes. Novikoff (1962) proved that there are never more than (R/γ)², with R the longest example and γ the gap that some line leaves on each side: here the gap of the line that was found."
        )
        return isAtRest ? Double(history.count) / bound : .infinity
    }

    private func xor(_ page: inout Narrator) {
        let corners: [[Float]] = [[0, 0], [0, 1], [1, 0], [1, 1]], labels = [0, 1, 1, 0]
        var w = [0.0, 0, 0], fewest = 4
        for _ in 0..<1000 {
            for (corner, label) in zip(corners, labels) {
                let x = [Double(corner[0]), Double(corner[1]), 1], sign = label == 0 ? -1.0 : 1.0
                if sign * dot(w, x) <= 0 { w = zip(w, x).map { $0 + sign * $1 } }
                let wrong = zip(corners, labels).count { corner, label in
                    (dot(w, [Double(corner[0]), Double(corner[1]), 1]) > 0) != (label == 1)
                }
                fewest = min(fewest, wrong)
            }
        }
        page.check(
            Target("corners that the line gets wrong at its best, of 4", atLeast: 1), score: Double(fewest))

        page.text(
            "Two layers can: the first draws several lines and bends at each (`relu`), the second adds them up. Nothing else changes, except that the slope of a loss, not a mistake, moves the weights."
        )
        var generator = Generator(seed: page.seed)
        var net = MLP([2, 8, 2], using: &generator), optimizer = Adam<Float>(learningRate: 0.05)
        fit(
            &net, with: &optimizer, on: Labelled(x: Tensor(corners), labels: labels), epochs: 200, batch: 4,
            using: &generator)
        let side = (0..<121).map { -0.5 + 2 * Double($0) / 120 }
        let places = side.flatMap { y in side.map { [Float($0), Float(y)] } }
        let answers = net(Tensor(places)).argmax(over: 1)
        var figure = Figure(
            title: "Two layers solve it", xLabel: "first input", yLabel: "second input", width: 480,
            height: 440)
        figure.regions(x: side, y: side, classes: (0..<121).map { Array(answers[121 * $0..<121 * ($0 + 1)]) })
        figure.scatter(
            corners.map { Double($0[0]) }, corners.map { Double($0[1]) }, classes: labels,
            names: ["0", "1"], size: 14)
        page.figure(figure, caption: "A band between two bends: what one line cannot be.")
        page.check(
            Target("corners that two layers get right, of 4", atLeast: 4),
            score: 4 * accuracy(net(Tensor(corners)), labels))
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
