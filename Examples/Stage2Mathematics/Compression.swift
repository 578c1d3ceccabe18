import Cairn
import LessonKit

/// The singular value decomposition as a way to keep what matters of a picture.
struct Compression: Lesson {
    let name = "compression"
    let title = "SVD and image compression"
    let summary =
        "A picture is a sum of simple layers; the first few layers are most of it, and the rest is known to the last digit."
    let topics = [
        "Stage 2 · item 27 Decompositions",
        "Stage 2 · item 29 Eigenvalues and eigenvectors (for PCA, SVD)",
        "Stage 3 · item 59 SVD as a method",
    ]
    let budget = Budget(seconds: 20, megabytes: 300)
    let target = Target("error of rank k, off what the singular values foretell (relative)", atMost: 1e-10)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Layers")
        page.text(
            "Every matrix is a sum of layers, each a column times a row, in falling order of weight σ. Keeping the first k layers is the best that any matrix of rank k can do (Eckart and Young, 1936), and the error is what the left-out weights say."
        )
        page.formula("A = Σ σᵢ uᵢ vᵢᵀ        ‖A - Aₖ‖ = √(σₖ₊₁² + σₖ₊₂² + …)")
        let picture = Landscape.picture(height: page.isQuick ? 120 : 240, seed: page.seed)
        let first = try layers(of: picture, &page)
        let second = try digits(&page)
        return max(first, second)
    }

    /// Compresses a picture; returns the largest relative difference between the measured and the foretold error.
    private func layers(of picture: Matrix<Double>, _ page: inout Narrator) throws -> Double {
        page.heading("A landscape")
        let svd = try SingularValueDecomposition(picture)
        let (height, width) = picture.shape, norm = picture.flattened.norm()
        let ranks = [1, 2, 5, 10, 20, 40, 80].filter { $0 * (height + width + 1) < height * width }
        var rows: [[String]] = [], worst = 0.0
        var images: [Raster] = [], captions: [String] = []
        for rank in page.progress("rebuilding", over: ranks) {
            let rebuilt = svd.approximation(rank: rank)
            let measured = (picture - rebuilt).flattened.norm() / norm
            let foretold = svd.singularValues[rank...].norm() / norm
            worst = max(worst, Swift.abs(measured - foretold) / foretold)
            let numbers = Double(rank * (height + width + 1)) / Double(height * width)
            rows.append(["\(rank)", "\((100 * numbers).fixed(1)) %", measured.text(4), foretold.text(4)])
            images.append(Raster(rebuilt.elements, width: width, height: height, limits: 0...1))
            captions.append("rank \(rank)")
        }
        images.append(Raster(picture.elements, width: width, height: height, limits: 0...1))
        captions.append("all \(min(width, height))")
        page.table(["rank", "numbers kept", "error", "foretold by σ"], rows: rows)
        var grid = Figure(width: 800, height: 340)
        grid.imageGrid(images, columns: 4, captions: captions)
        page.figure(
            grid,
            caption: "A drawn landscape of \(height) × \(width) grey values, rebuilt from its first layers.")
        var curve = Figure(
            title: "How fast the layers lose weight", xLabel: "layer", yLabel: "relative to the whole")
        curve.yScale = .log10
        let values = svd.singularValues
        let every = Array(1..<values.count)
        curve.line(every.map(Double.init), every.map { values[$0 - 1] / norm }, label: "weight σₖ")
        curve.line(
            every.map(Double.init), every.map { values[$0...].norm() / norm }, label: "error of rank k")
        curve.scatter(ranks.map(Double.init), ranks.map { values[$0...].norm() / norm }, label: "measured")
        page.figure(curve, caption: "The measured errors lie on the curve that the singular values foretell.")
        page.youShouldSee(
            "sky and hills after few layers; the texture only comes with many, for it has no simple layers.")
        return worst
    }

    /// Compresses 1797 digits at once; returns the largest relative difference between the measured and the foretold error.
    private func digits(_ page: inout Narrator) throws -> Double {
        page.heading("Handwritten digits")
        page.text(
            "One image per row: now the rows share their layers. Sixteen of 64 suffice to read each digit.")
        let data = loadDigits(), norm = data.features.flattened.norm()
        let svd = try SingularValueDecomposition(data.features)
        let shown = Array(10..<20), ranks = [2, 4, 8, 16, 32]
        var images: [Raster] = [], rows: [[String]] = [], worst = 0.0
        func draw(_ matrix: Matrix<Double>) {
            images += shown.map {
                Raster(matrix[row: $0].map { 16 - $0 }, width: 8, height: 8, limits: 0...16)
            }
        }
        for rank in ranks {
            let rebuilt = svd.approximation(rank: rank)
            draw(rebuilt)
            let measured = (data.features - rebuilt).flattened.norm() / norm
            let foretold = svd.singularValues[rank...].norm() / norm
            worst = max(worst, Swift.abs(measured - foretold) / foretold)
            rows.append(["\(rank)", measured.text(4), foretold.text(4)])
        }
        draw(data.features)
        page.table(["rank", "error", "foretold by σ"], rows: rows)
        var grid = Figure(width: 640, height: 430)
        grid.imageGrid(images, columns: 10)
        page.figure(
            grid,
            caption:
                "Ten digits from \(ranks.map(String.init).joined(separator: ", ")) and, last, all 64 layers.")
        return worst
    }
}
