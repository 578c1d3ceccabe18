import Foundation
import Plots
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Whether `text` is well-formed XML.
func isWellFormed(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

@Suite struct FigureTests {
    @Test func drawsALineAsWellFormedXML() {
        var figure = Figure(title: "a < b & \"c\"", xLabel: "x", yLabel: "y")
        figure.line([0, 1, 2], [1, 3, 2], label: "<one>")
        let svg = figure.svg()
        #expect(isWellFormed(svg))
        #expect(svg.contains("a &lt; b &amp; &quot;c&quot;"))
        #expect(svg == figure.svg())
    }
}
