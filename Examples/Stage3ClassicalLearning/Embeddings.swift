import Cairn
import LessonKit
import LinearAlgebra

/// The digits in a plane three ways, and what each way keeps.
struct Embeddings: Lesson {
    let name = "embeddings"
    let title = "PCA, t-SNE and UMAP of the digits"
    let summary =
        "Sixty-four pixels in a plane: what a projection keeps, what neighbour pictures keep, and what not to read in them."
    let topics = ["Stage 3 · item 58 PCA", "Stage 3 · item 60 t-SNE", "Stage 3 · item 61 UMAP"]
    let budget = Budget(seconds: 20, megabytes: 300)
    let target = Target("share of digits whose neighbours in the t-SNE picture name them", atLeast: 0.96)

    func run(_ page: inout Narrator) throws -> Double {
        let digits = loadDigits(), labels = digits.labels
        page.heading("The plane that keeps most variance")
        page.text(
            "Each of the \(digits.features.rows) digits is a point with 64 coordinates. Principal components turn the axes so that the first holds most variance, the second most of the rest: a straight view, in which distances are those of the shadow."
        )
        page.formula("C = VᵀΛV        z = (x - m)Vᵀ")
        let pca = try PCA().fit(digits.features), shares = pca.explainedVarianceRatio.cumulativeSum()
        let wanted = [2, 10, 20, 30]
        page.table(
            ["components", "share of the variance"], rows: wanted.map { ["\($0)", shares[$0 - 1].text(3)] })
        page.youShouldSee(
            "two components hold little more than a quarter of the variance, thirty nearly all."
        )
        let straight = pca.transform(digits.features)[columns: [0, 1]]

        page.heading("Pictures of neighbours")
        page.text(
            "t-SNE and UMAP give up distances and keep neighbours: they join each digit to those nearest to it, and move points in the plane until those joined are near and the others are not."
        )
        page.formula("KL(P‖Q) = Σ p log(p / q),   q ∝ 1 / (1 + d²)        (t-SNE)")
        let tsne = try TSNE(perplexity: 30, iterations: page.isQuick ? 500 : 1000).fit(digits.features)
        let umap = try UMAP(neighbors: 15, seed: page.seed).fit(digits.features)
        let pictures = [("PCA", straight), ("t-SNE", tsne.embedding), ("UMAP", umap.embedding)]
        page.figure(
            Panels(columns: 3, pictures.map { scatter($0.0, $0.1, labels) }),
            caption: "The digits in a plane, coloured by what they show. No label was used.")
        page.youShouldSee(
            "ten islands at the middle and at the right, where the view at the left has one cloud.")

        page.heading("Measured, not looked at")
        let all = accuracy(digits.features, labels), scores = pictures.map { accuracy($0.1, labels) }
        var rows = [["all 64 pixels", all.text(3)]]
        for (picture, score) in zip(pictures, scores) { rows.append([picture.0, score.text(3)]) }
        page.table(["neighbours in", "digits named by their 5 nearest others"], rows: rows)
        page.text(
            "Almost all that neighbours know in 64 dimensions they still know in the plane of t-SNE and UMAP; in the straight view much of it is lost. As first steps of a classifier PCA is the honest one: its numbers mean something for a new row too."
        )
        warn(&page)
        return scores[1]
    }

    /// Sizes and gaps that mean nothing, and groups where there are none.
    private func warn(_ page: inout Narrator) {
        page.heading("What the pictures must not be read as")
        var generator = Generator(seed: page.seed)
        // Two heaps, one ten times as wide, and a third five times as far from the first as the second.
        let x = Matrix<Double>(rows: 300, columns: 10) { row, column in
            let heap = row % 3, width = heap == 1 ? 10.0 : 1.0
            let center = column == 0 ? [0.0, 60, 300][heap] : 0
            return center + width * generator.standardNormal()
        }
        let groups = (0..<300).map { $0 % 3 }
        guard let picture = try? TSNE(perplexity: 30, iterations: 500).fit(x).embedding,
            let small = try? TSNE(perplexity: 3, iterations: 500).fit(x[rows: Array(0..<100).map { 3 * $0 }])
                .embedding
        else { return }
        page.figure(
            Panels(
                columns: 2,
                [
                    scatter("Three heaps, perplexity 30", picture, groups),
                    scatter("One heap, perplexity 3", small, [Int](repeating: 0, count: 100)),
                ]),
            caption:
                "Left: heap 1 is ten times as wide as the others, and heap 2 five times as far from 0 as 1 is. Right: 100 points of one round heap."
        )
        page.youShouldSee(
            "heaps of one size at the left, whose gaps do not tell which lie near; at the right groups that do not exist."
        )
        page.text(
            "So: the size of an island, the distance between islands and the shape of an island say nothing by themselves. Try several perplexities; believe what stays, and check it with the labels or in the columns themselves."
        )
    }

    private func scatter(_ title: String, _ y: Matrix<Double>, _ classes: [Int]) -> Figure {
        var figure = Figure(title: title)
        let names = (0...(classes.max() ?? 0)).map(String.init)
        figure.scatter(Array(y[column: 0]), Array(y[column: 1]), classes: classes, names: names, size: 4)
        return figure
    }

    /// The share of rows that have the class of most of their 5 nearest others, the smallest class of equals.
    private func accuracy(_ x: Matrix<Double>, _ labels: [Int]) -> Double {
        let nearest = Neighborhoods(5, of: x, in: x, excludingSelf: true)
        let hits = labels.indices.count { row in
            var votes = [Int](repeating: 0, count: 10)
            for other in nearest[row] { votes[labels[Int(other)]] += 1 }
            return votes.firstIndex(of: votes.max() ?? 0) == labels[row]
        }
        return Double(hits) / Double(labels.count)
    }
}
