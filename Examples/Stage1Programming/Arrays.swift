import Cairn
import LessonKit

/// NumPy's habits in Swift: making, slicing, broadcasting, reducing, and the same random numbers.
struct Arrays: Lesson {
    let name = "arrays"
    let title = "Arrays, for someone who comes from Python"
    let summary =
        "150 flowers as a matrix: slices, broadcasting, reductions along an axis, masks, and a classifier of four lines."
    let topics = [
        "Stage 1 · item 1 Python data structures, functions, control flow",
        "Stage 1 · item 6 NumPy",
    ]
    let budget = Budget(seconds: 5, megabytes: 150)
    let target = Target("largest difference to np.corrcoef and NumPy's draws", atMost: 1e-14)

    func run(_ page: inout Narrator) throws -> Double {
        let iris = loadIris()
        let x = iris.features
        page.heading("A matrix is a value")
        page.text(
            "`iris.features` is a Matrix<Double> of \(x.rows) rows and \(x.columns) columns. Assigning it copies the value, in effect: what is done to one name is never seen through another. NumPy's slices are views, and a change shines through."
        )
        var changed = x
        changed[0, 0] = 100
        page.code(
            """
            var changed = x             # changed = x.copy()
            changed[0, 0] = 100
            x[0, 0]                     \(x[0, 0])
            """)
        page.heading("Slices, axes and broadcasting")
        page.text(
            "An axis has a name: `.rows` goes down the rows and leaves one number for each column, NumPy's axis=0. A vector in an expression with a matrix stands for each of its rows."
        )
        let mean = x.mean(over: .rows)
        let deviation = x.standardDeviation(over: .rows, ddof: 0)
        let z = (x - mean) / deviation
        page.table(
            ["feature", "mean", "standard deviation", "mean of z", "deviation of z"],
            rows: iris.featureNames.enumerated().map { column, name in
                [
                    name, mean[column].fixed(3), deviation[column].fixed(3),
                    z[column: column].mean().fixed(3),
                    z[column: column].standardDeviation(ddof: 0).fixed(3),
                ]
            })
        page.formula("z = (x - x.mean(axis=0)) / x.std(axis=0)        let z = (x - mean) / deviation")
        draw(iris, &page)
        page.heading("A classifier of four lines")
        page.text(
            "The centre of each class is a mean of some rows. A flower goes to the nearest centre: a distance for each centre, and the smallest of three."
        )
        let share = nearestCentre(z, iris.labels)
        page.check(Target("share of flowers at the centre of their own class", atLeast: 0.85), score: share)
        page.heading("The same random numbers")
        page.text(
            "`Generator(seed: 0)` is np.random.default_rng(0), bit for bit; `RandomState(seed: 0)` is np.random.seed(0). A generator is a value that a function takes `inout`, so nothing draws behind your back."
        )
        var modern = Generator(seed: 0), legacy = RandomState(seed: 0)
        let draws = [modern.random(), legacy.random()]
        page.table(
            ["generator", "first draw", "NumPy's"],
            rows: [
                ["Generator(seed: 0)", "\(draws[0])", "0.6369616873214543"],
                ["RandomState(seed: 0)", "\(draws[1])", "0.5488135039273248"],
            ])
        let correlation = x.correlation()
        let errors = [
            correlation[0, 2] - 0.8717537758865829, correlation[2, 3] - 0.9628654314027958,
            draws[0] - 0.6369616873214543, draws[1] - 0.5488135039273248,
        ]
        return errors.map { Swift.abs($0) }.max() ?? .nan
    }

    private func nearestCentre(_ z: Matrix<Double>, _ labels: [Int]) -> Double {
        let centres = (0..<3).map { label in
            z[rows: labels.indices.filter { labels[$0] == label }].mean(over: .rows)
        }
        let right = labels.indices.count { row in
            let distances = centres.map { (z[row: row] - $0).norm() }
            return distances.firstIndex(of: distances.min() ?? 0) == labels[row]
        }
        return Double(right) / Double(labels.count)
    }

    private func draw(_ iris: LabelledDataset, _ page: inout Narrator) {
        var figure = Figure(
            title: "Iris", xLabel: iris.featureNames[2], yLabel: iris.featureNames[3], height: 400)
        figure.scatter(
            x: iris.features[column: 2], y: iris.features[column: 3], classes: iris.labels,
            names: iris.labelNames)
        page.figure(figure, caption: "Two of the four columns; the colours are the labels.")
        page.youShouldSee(
            "setosa by itself, and the other two side by side with a few flowers across the border.")
    }
}
