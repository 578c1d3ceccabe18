import Foundation
import Plots

extension Gallery {
    /// Figures that once might have gone wrong.
    static var hostile: [(name: String, drawing: any Drawing)] {
        var long = Figure(
            title: String(repeating: "A very long title that has to be broken into lines. ", count: 6),
            xLabel: String(repeating: "long ", count: 40), yLabel: String(repeating: "long ", count: 40))
        for k in 0..<30 {
            long.line([0, 1], [Double(k), 30], label: String(repeating: "name \(k) ", count: 9))
        }
        var names = Figure(title: "Long names <&\"'> \u{1} 中文 🙂", yLabel: "count")
        names.bar(
            (0..<14).map { "category number \($0)" },
            (0..<14).map { (k: Int) -> Double in Double(k * k - 20) })
        var constant = Figure(title: "Constant", xLabel: "x")
        constant.line([5e7, 5e7, 5e7])
        var one = Figure(title: "One point", xLabel: "x")
        one.line([3], [1e-9], label: "one")
        var huge = Figure(title: "Huge range")
        huge.scatter([-1.7e308, 0, 1e300, 1.7e308], [1, 2, 3, .nan])
        var tiny = Figure(title: "Denormal range")
        let least = Double.leastNonzeroMagnitude
        tiny.line([0, least, 2000 * least], [0, least, 3 * least])
        var offset = Figure(title: "Far from zero", yLabel: "y")
        offset.line([1e9, 1e9 + 1, 1e9 + 2], [1 + 1e-9, 1 + 2e-9, 1 + 1.5e-9])
        var wide = Figure(title: "Three hundred decades")
        wide.yScale = .log10
        wide.xScale = .log10
        wide.line([1e-290, 1, 1e290], [1e-290, 1, 1e290])
        var narrow = Figure(title: "Half a decade")
        narrow.yScale = .log10
        narrow.line([3.1, 4, 8.5])
        return [
            ("long", long), ("names", names), ("constant", constant), ("one", one), ("huge", huge),
            ("tiny", tiny),
            ("offset", offset), ("wide", wide), ("narrow", narrow),
        ]
    }
}
