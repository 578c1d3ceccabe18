import Foundation
import LinearAlgebra

/// 70 000 handwritten digits of 28 × 28 pixels, 60 000 of them for training; fetched on first use, 11 MB.
///
///     let digits = try await loadMNIST()
///     let x: Matrix<Float> = digits.training.features(Array(0..<128))
///
/// The pictures are white on black, made from forms of the US Census Bureau and from students.
///
/// - Parameters:
///   - cache: Where the files stay, and where to look for them first.
///   - progress: Who hears how far the download is.
/// - Throws: ``DatasetError``: nothing reachable, wrong checksum, a file that is broken.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits" (1998).
public func loadMNIST(
    cache: DatasetCache = DatasetCache(), progress: DownloadProgress = .bar
) async throws(DatasetError) -> ImageSplit {
    try await IDXCollection.mnist.load(cache, progress)
}

/// 70 000 pictures of clothes of 28 × 28 pixels, made to take the place of MNIST and harder; fetched on first use, 31 MB.
///
/// - Parameters:
///   - cache: Where the files stay, and where to look for them first.
///   - progress: Who hears how far the download is.
/// - Throws: ``DatasetError``: nothing reachable, wrong checksum, a file that is broken.
///
/// Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms"
/// (2017); MIT licence.
public func loadFashionMNIST(
    cache: DatasetCache = DatasetCache(), progress: DownloadProgress = .bar
) async throws(DatasetError) -> ImageSplit {
    try await IDXCollection.fashionMNIST.load(cache, progress)
}

/// The digits of MNIST from a folder that has the four files, packed (`.gz`) or not.
///
/// - Parameter folder: The path of the folder.
/// - Throws: ``DatasetError``: a file that is not there, or broken.
public func loadMNIST(folder: String) throws(DatasetError) -> ImageSplit {
    try IDXCollection.mnist.load(folder: folder)
}

/// The clothes of Fashion-MNIST from a folder that has the four files, packed (`.gz`) or not.
///
/// - Parameter folder: The path of the folder.
/// - Throws: ``DatasetError``: a file that is not there, or broken.
public func loadFashionMNIST(folder: String) throws(DatasetError) -> ImageSplit {
    try IDXCollection.fashionMNIST.load(folder: folder)
}

/// Four IDX files: pictures and labels, for training and for the test.
private struct IDXCollection {
    let folder: String
    let addresses: [String]
    let labelNames: [String]
    /// Bytes and checksums of the files, in the order of `names`.
    let files: [(byteCount: Int, checksum: RemoteFile.Checksum)]

    static let names = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ]

    static let mnist = IDXCollection(
        folder: "mnist",
        addresses: [
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            "https://storage.googleapis.com/cvdf-datasets/mnist",
        ],
        labelNames: (0..<10).map(String.init),
        files: [
            (9_912_422, .sha256("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
            (28_881, .sha256("3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
            (1_648_877, .sha256("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
            (4_542, .sha256("f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
        ])

    /// With the checksums that the authors give on their page, which are MD5.
    static let fashionMNIST = IDXCollection(
        folder: "fashion-mnist",
        addresses: [
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        ],
        labelNames: [
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
            "Ankle boot",
        ],
        files: [
            (26_421_880, .md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d")),
            (29_515, .md5("25c81989df183df01b3e8a0aad5dffbe")),
            (4_422_102, .md5("bef4ecab320f06d8554ea6380940ec79")),
            (5_148, .md5("bb300cfdad3c16e7a12a480ee83cd310")),
        ])

    func load(_ cache: DatasetCache, _ progress: DownloadProgress) async throws(DatasetError) -> ImageSplit {
        var arrays: [IDXArray] = []
        for (name, (byteCount, checksum)) in zip(IDXCollection.names, files) {
            let file = RemoteFile(
                name: "\(folder)/\(name).gz", addresses: addresses.map { "\($0)/\(name).gz" },
                byteCount: byteCount, checksum: checksum)
            arrays.append(
                try IDXArray(
                    gunzip(await cache.bytes(of: file, progress: progress), name: file.name), name: name))
        }
        return try split(arrays)
    }

    func load(folder: String) throws(DatasetError) -> ImageSplit {
        var arrays: [IDXArray] = []
        for name in IDXCollection.names {
            let isPacked = FileManager.default.fileExists(atPath: "\(folder)/\(name).gz")
            let path = "\(folder)/\(name)" + (isPacked ? ".gz" : "")
            let bytes = try fileBytes(path)
            arrays.append(try IDXArray(isGzip(bytes) ? gunzip(bytes, name: path) : bytes, name: path))
        }
        return try split(arrays)
    }

    private func split(_ arrays: [IDXArray]) throws(DatasetError) -> ImageSplit {
        ImageSplit(
            training: try images(arrays[0], arrays[1], IDXCollection.names[0]),
            test: try images(arrays[2], arrays[3], IDXCollection.names[2]))
    }

    private func images(
        _ pictures: IDXArray, _ labels: IDXArray, _ name: String
    ) throws(DatasetError) -> ImageDataset {
        guard pictures.shape.count == 3, pictures.shape[1] > 0, pictures.shape[2] > 0 else {
            throw .malformed(file: name, problem: "axes of \(pictures.shape), not pictures × rows × columns")
        }
        guard labels.shape == [pictures.shape[0]] else {
            throw .malformed(
                file: name, problem: "\(pictures.shape[0]) pictures, and labels with axes of \(labels.shape)")
        }
        if let wrong = labels.elements.first(where: { $0 >= labelNames.count }) {
            throw .malformed(file: name, problem: "a label \(wrong) among \(labelNames.count) classes")
        }
        return ImageDataset(
            pixels: pictures.elements, labels: labels.elements.map(Int.init), labelNames: labelNames,
            height: pictures.shape[1], width: pictures.shape[2])
    }
}
