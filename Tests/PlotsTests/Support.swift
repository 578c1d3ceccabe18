import Foundation
import Plots
import TestSupport

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a reader of the SVG text finds in it.
final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var isWellFormed = false
    private(set) var elements: [String: Int] = [:]
    private(set) var ids: [String] = []
    private(set) var references: [String] = []
    private(set) var texts: [String] = []
    private(set) var numbers: [Double] = []
    private var text: String?

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        if let id = attributes["id"] { ids.append(id) }
        for (key, value) in attributes {
            if value.hasPrefix("url(#") { references.append(String(value.dropFirst(5).dropLast())) }
            if ["x", "y", "width", "height", "cx", "cy"].contains(key) {
                numbers.append(Double(value) ?? .nan)
            }
        }
        if name == "text" { text = "" }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if name == "text", let text { texts.append(text) }
        if name == "text" { text = nil }
    }

    /// Nothing that a viewer could stumble over: well-formed, all references resolve, ids are unique, numbers are.
    var isSound: Bool {
        isWellFormed && Set(ids).count == ids.count && references.allSatisfy(Set(ids).contains)
            && numbers.allSatisfy(\.isFinite)
    }
}

/// The words that a number gone wrong would leave in a path or an attribute.
func hasBadNumber(_ svg: String) -> Bool {
    let data = svg.split(separator: "\"").filter { $0.hasPrefix("M") }.joined()
    return data.contains("n") || data.contains("N") || data.contains("i") || data.contains("e")
        || svg.contains("=\"nan") || svg.contains("=\"-nan") || svg.contains("=\"inf")
        || svg.contains("=\"-inf")
}

/// Reference values of NumPy and SciPy, from `Tests/Golden/plots.py`.
struct PlotsGolden: Decodable {
    struct Bins: Decodable {
        var counts: [Int]
        var first: Double
        var last: Double
    }
    struct Density: Decodable {
        var at: [Double]
        var `is`: [Double]
        var bandwidth: Double
    }
    struct Case: Decodable {
        var name: String
        var values: [Double]
        var histograms: [String: Bins]
        var percentiles: [Double]
        var density: Density?
    }

    var numpy: String
    var scipy: String
    var cases: [Case]
    var edges: [Double]
    var unequal: [Int]

    static func load() throws -> PlotsGolden { try Golden.load("plots") }
}
