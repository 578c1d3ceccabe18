import Cairn
import LessonKit

/// Dot products, lengths, angles, and the point of a line that is nearest to a vector.
struct Projections: Lesson {
    let name = "projections"
    let title = "Vectors and projections"
    let summary = "The dot product measures lengths and angles."
    let topics = ["Stage 2 · item 24 Vectors, matrices, dot products, vector operations"]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target("largest |residual · basis vector|", atMost: 1e-12)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Two vectors")
        page.text("The dot product of `x` and `y` measures how far one points along the other.")
        page.formula("x·y = Σ xᵢyᵢ")
        let x: Vector = [3.0, 1.0], a: Vector = [2.0, 2.0]
        let shadow = a * (dot(a, x) / dot(a, a))
        page.table(["vector", "value"], rows: [["a·x", dot(a, x).text()], ["‖a‖²", dot(a, a).text()]])
        var plot = Figure(title: "A projection", xLabel: "first", yLabel: "second")
        plot.line([0, x[0]], [0, x[1]], label: "x")
        plot.line([0, shadow[0]], [0, shadow[1]], label: "projection")
        page.figure(plot, caption: "x and its projection on a")
        page.youShouldSee("a right angle.")
        return Swift.abs(dot(x - shadow, a))
    }
}
