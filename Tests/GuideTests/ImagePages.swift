import Cairn
import Testing

// The snippets of Docs/Images.md and of the comments of the module Images.

@Suite(.printsItsComments) struct ImagePages {
    @Test func shadesOfAPicture() {
        // snippet
        let image = Image(width: 2, height: 1, channels: .color, samples: [255, 0, 0, 0, 0, 255])
        let pixels: Tensor<Float> = image.tensor()
        print(pixels.shape)  // [3, 1, 2]
        print(pixels[0].elements)  // [1.0, 0.0]
        // end
    }

    @Test func filesThereAndBack() throws {
        // snippet
        let shades = Image(width: 3, height: 2, samples: [0, 50, 100, 150, 200, 250])
        try shades.write(png: "/tmp/cairn-shades.png")
        let read = try Image(png: "/tmp/cairn-shades.png")
        print(read.width, read.height, read.channels)  // 3 2 grey
        do {
            _ = try Image(pngBytes: Array("GIF89a".utf8))
        } catch {
            print(error)  // PNG in memory: no PNG file: it begins with [71, 73, 70, 56, 57, 97]
        }
        // end
    }

    @Test func changesABatch() {
        // snippet
        var generator = Generator(seed: 1)
        let batch = Tensor<Float>.zeros([8, 1, 28, 28])
        let changes: [Augmentation] = [.shift(pixels: 2), .affine(degrees: 10, scale: 0.9...1.1)]
        print(batch.augmented(by: changes, using: &generator).shape)  // [8, 1, 28, 28]
        // end
    }

    @Test func changesABatchInTheComment() {
        // snippet
        let changes: [Augmentation] = [.shift(pixels: 2), .affine(degrees: 10, scale: 0.9...1.1)]
        var generator = Generator(seed: 1)
        let batch = Tensor<Float>.zeros([8, 1, 28, 28]).augmented(by: changes, using: &generator)
        print(batch.shape)  // [8, 1, 28, 28]
        // end
    }

    @Test func mixesTwo() {
        // snippet
        var draws = Generator(seed: 3)
        let targets = Tensor<Float>.identity(4)
        let mixed = mixUp(Tensor<Float>.ones([4, 1, 8, 8]), targets, alpha: 0.4, using: &draws)
        print(mixed.pictures.shape, mixed.targets.shape)  // [4, 1, 8, 8] [4, 4]
        // end
    }
}
