/// Every case, in the order of the report.
///
/// The names mean the same in `Peers/peer.py`; `cairn-bench` and `swift package benchmark` run the same list.
public enum Cases {
    /// The cases of `cairn-bench kernels`.
    public static let kernels: [Case] =
        ladder + products + elementwise + rows + reductions + decompositions
    /// The cases of `cairn-bench randomness`.
    public static let randomness: [Case] = draws
    /// The cases of `cairn-bench statistics`.
    public static let statistics: [Case] = samples + cumulatives
    /// The cases of `cairn-bench tables`.
    public static let tables: [Case] = tableFiles + tableOperations
    /// The cases of `cairn-bench classical`: whole fits, and predictions where their name says so.
    public static let classical: [Case] =
        classicalLinear + classicalTrees + classicalBoosting + classicalKernels + classicalClusters
        + classicalDecomposition
    /// The cases of `cairn-bench language`; none where no model was fetched.
    public static let language: [Case] = engine + embeddings + tokenizers
    /// All of them.
    public static let all: [Case] =
        kernels + randomness + statistics + tables + training + attention + classical + language
}
