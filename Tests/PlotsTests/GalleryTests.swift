import Gallery
import Plots
import Testing

@Suite struct GalleryTests {
    @Test func everyFigureOfTheGalleryIsSound() {
        for (name, drawing) in Gallery.figures {
            let svg = drawing.svg(id: nil)
            #expect(SVGReader(svg).isSound, "\(name)")
            #expect(!hasBadNumber(svg), "\(name)")
            #expect(svg.utf8.count < 80_000, "\(name)")
        }
        #expect(Gallery.figures.count >= 30)
    }
}
