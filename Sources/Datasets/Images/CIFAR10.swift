import Foundation
import LinearAlgebra

/// 60 000 colour photographs of 32 × 32 pixels in ten classes, 50 000 of them for training; fetched on first use, 170 MB.
///
///     let photographs = try await loadCIFAR10()
///     let red = photographs.training.image(0, channel: 0)
///
/// - Parameters:
///   - cache: Where the archive stays, and where to look for it first.
///   - progress: Who hears how far the download is.
/// - Throws: ``DatasetError``: nothing reachable, wrong checksum, an archive that is broken.
///
/// Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
public func loadCIFAR10(
    cache: DatasetCache = DatasetCache(), progress: DownloadProgress = .bar
) async throws(DatasetError) -> ImageSplit {
    let name = "cifar-10-binary.tar.gz"
    let file = RemoteFile(
        name: "cifar-10/" + name, addresses: ["https://www.cs.toronto.edu/~kriz/" + name],
        byteCount: 170_052_171, checksum: .md5("c32a1d4ab5d03f1284b67883e8d87530"))
    return try cifar10(packed: await cache.bytes(of: file, progress: progress), name: name)
}

/// The photographs of CIFAR-10 from a folder: the archive `cifar-10-binary.tar.gz`, or its files `data_batch_1.bin` to
/// `data_batch_5.bin` and `test_batch.bin`.
///
/// - Parameter folder: The path of the folder.
/// - Throws: ``DatasetError``: a file that is not there, or broken.
public func loadCIFAR10(folder: String) throws(DatasetError) -> ImageSplit {
    let archive = folder + "/cifar-10-binary.tar.gz"
    if FileManager.default.fileExists(atPath: archive) {
        return try cifar10(packed: fileBytes(archive), name: archive)
    }
    return try cifar10 { name throws(DatasetError) in try fileBytes(folder + "/" + name)[...] }
}

private func cifar10(packed: [UInt8], name: String) throws(DatasetError) -> ImageSplit {
    let archive = try TarArchive(gunzip(packed, name: name), name: name)
    return try cifar10 { member throws(DatasetError) in
        guard let bytes = archive.file(endingIn: member) else {
            throw .malformed(file: name, problem: "there is no \(member) in it")
        }
        return bytes
    }
}

private func cifar10(
    _ read: (String) throws(DatasetError) -> ArraySlice<UInt8>
) throws(DatasetError) -> ImageSplit {
    var batches: [(name: String, bytes: ArraySlice<UInt8>)] = []
    for number in 1...5 {
        let name = "data_batch_\(number).bin"
        batches.append((name, try read(name)))
    }
    let test = "test_batch.bin"
    return ImageSplit(
        training: try photographs(batches), test: try photographs([(test, try read(test))]))
}

/// Records of a label and 3 · 32 · 32 bytes: red, green, blue.
private func photographs(
    _ batches: [(name: String, bytes: ArraySlice<UInt8>)]
) throws(DatasetError) -> ImageDataset {
    let size = 3 * 32 * 32
    let names = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    var pixels: [UInt8] = []
    pixels.reserveCapacity(batches.reduce(0) { $0 + $1.bytes.count })
    var labels: [Int] = []
    for (name, bytes) in batches {
        guard bytes.count % (size + 1) == 0 else {
            throw .malformed(
                file: name, problem: "\(bytes.count) bytes are no whole number of records of \(size + 1)")
        }
        for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: size + 1) {
            guard bytes[start] < names.count else {
                throw .malformed(file: name, problem: "a label \(bytes[start]) among \(names.count) classes")
            }
            labels.append(Int(bytes[start]))
            pixels.append(contentsOf: bytes[start + 1...start + size])
        }
    }
    return ImageDataset(
        pixels: pixels, labels: labels, labelNames: names, height: 32, width: 32, channels: 3)
}
