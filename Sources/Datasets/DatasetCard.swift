/// Where a dataset comes from and under which terms it may be used.
public struct DatasetCard: Sendable, Hashable {
    /// A short name, `"diabetes"`.
    public let name: String
    /// What the rows and columns are, how they came about, and what to be careful with.
    public let description: String
    /// Where it was published, and from which copy it was taken.
    public let source: String
    /// The terms, as far as they are known.
    public let license: String
    /// The work to cite.
    public let citation: String
    /// The SHA-256 of the bundled file, in hexadecimal; the tests hold the file against it.
    public let sha256: String
}
