import Foundation
import Plots

// Writes one page with every kind of figure: `swift run -c release gallery FOLDER`.
let folder = CommandLine.arguments.dropFirst().first ?? "gallery"
do {
    try Gallery.write(to: folder)
    print("wrote \(Gallery.figures.count) figures to \(folder)/index.html")
} catch {
    print("gallery: \(error)")
    exit(1)
}
