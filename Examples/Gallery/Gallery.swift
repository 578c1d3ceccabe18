import Foundation
import Plots

/// Every kind of figure once, with data made here.
package enum Gallery {
    /// The figures with the names of their files.
    package static let figures: [(name: String, drawing: any Drawing)] =
        lines + distributions + fields + hostile

    /// Writes each figure as a file and all of them into one page.
    static func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var page = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
            <style>body{font-family:sans-serif;margin:1rem;display:flex;flex-wrap:wrap;gap:1rem}
            @media(prefers-color-scheme:dark){body{background:#0d0f12}}</style>

            """
        for (name, drawing) in figures {
            try drawing.write(to: "\(folder)/\(name).svg")
            page += drawing.svg(id: nil)
        }
        try page.write(toFile: "\(folder)/index.html", atomically: true, encoding: .utf8)
    }
}

/// Numbers that look random and are always the same (Lehmer's generator, Park and Miller, 1988).
struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func uniform() -> Double {
        state = state * 48271 % 0x7fff_ffff
        return Double(state) / Double(0x7fff_ffff)
    }

    mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
    mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}
