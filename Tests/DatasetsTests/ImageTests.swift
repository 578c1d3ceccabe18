import Datasets
import Foundation
import LinearAlgebra
import Testing

@Suite struct ImageTests {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "cairn-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func writeMNIST(to folder: String, labels: [UInt8] = [7, 2]) throws {
        let pixels = (0..<2 * 28 * 28).map { UInt8(truncatingIfNeeded: $0) }
        try write(gzipped(idx([2, 28, 28], pixels)), folder + "/train-images-idx3-ubyte.gz")
        try write(idx([labels.count], labels), folder + "/train-labels-idx1-ubyte")
        try write(idx([1, 28, 28], Array(pixels.prefix(784))), folder + "/t10k-images-idx3-ubyte")
        try write(gzipped(idx([1], [9])), folder + "/t10k-labels-idx1-ubyte.gz")
    }

    private func failure(_ body: () throws(DatasetError) -> ImageSplit) -> String {
        do throws(DatasetError) {
            _ = try body()
            return ""
        } catch { return "\(error)" }
    }

    @Test func readsMNISTFromAFolderPackedOrNot() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try writeMNIST(to: folder)
        let split = try loadMNIST(folder: folder)
        #expect(split.training.labels == [7, 2] && split.test.labels == [9])
        #expect(split.training.count == 2 && split.training.pixelsPerImage == 784)
        #expect(split.training.image(1)[0, 3] == Double((784 + 3) % 256) / 255)
        let x: Matrix<Float> = split.training.features([1, 0, 1])
        #expect(x.shape == (3, 784) && x[1, 255] == 1 && x[1, 256] == 0)
        #expect(try loadFashionMNIST(folder: folder).test.labelNames[9] == "Ankle boot")
    }

    @Test func refusesMNISTFilesThatDoNotFitTogether() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(
            failure { () throws(DatasetError) in try loadMNIST(folder: folder) }.contains("no file there"))
        try writeMNIST(to: folder, labels: [1, 2, 3])
        let count = failure { () throws(DatasetError) in try loadMNIST(folder: folder) }
        #expect(count.contains("2 pictures, and labels with axes of [3]"))
        try writeMNIST(to: folder, labels: [1, 77])
        let label = failure { () throws(DatasetError) in try loadMNIST(folder: folder) }
        #expect(label.contains("a label 77 among 10 classes"))
    }

    @Test func readsCIFAR10FromAnArchiveOrItsFiles() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let record = { (label: UInt8) in [label] + (0..<3072).map { UInt8($0 / 1024) } }
        let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
        let files = names.enumerated().map { ($1, record(UInt8($0)) + record(9)) }
        for (name, bytes) in files { try write(bytes, folder + "/" + name) }
        let unpacked = try loadCIFAR10(folder: folder)
        #expect(
            unpacked.training.labels == [0, 9, 1, 9, 2, 9, 3, 9, 4, 9] && unpacked.test.labels == [5, 9])
        #expect(unpacked.test.image(0, channel: 2)[31, 31] == 2.0 / 255)
        #expect(unpacked.test.image(0, channel: 1)[0, 0] == 1.0 / 255)
        let archive = tarred(files.map { ("cifar-10-batches-bin/" + $0.0, $0.1) })
        try write(gzipped(archive), folder + "/cifar-10-binary.tar.gz")
        #expect(try loadCIFAR10(folder: folder) == unpacked)
        try write(gzipped(tarred([("test_batch.bin", [1])])), folder + "/cifar-10-binary.tar.gz")
        let missing = failure { () throws(DatasetError) in try loadCIFAR10(folder: folder) }
        #expect(missing.contains("there is no data_batch_1.bin in it"))
    }

    @Test func selectsPictures() throws {
        let images = ImageDataset(
            pixels: [0, 51, 102, 153, 204, 255], labels: [0, 1, 0], labelNames: ["a", "b"], height: 1,
            width: 2)
        let chosen = images.selecting([2, 0])
        #expect(chosen.pixels == [204, 255, 0, 51] && chosen.labels == [0, 0])
        let all: Matrix<Double> = images.features()
        #expect(all[2, 1] == 1 && all.shape == (3, 2))
    }

    @Test func picturesThatDoNotExistAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ImageDataset(pixels: [1], labels: [0], labelNames: ["a"], height: 1, width: 1).image(1)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("ImageDataset.image: no image 1 in 1"))
    }
}
