import LinearAlgebra

/// Word vectors and how they were learnt.
public struct WordVectorFit: Sendable {
    /// The vectors of the words.
    public let vectors: WordVectors
    /// The vectors of the words as company of others, a row for each: what foretells, where `vectors` is what is foretold from.
    public let contexts: Matrix<Float>
    /// The mean loss of each pass over the corpus.
    public let losses: [Double]
}
