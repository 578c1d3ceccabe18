/// The versions to read: algorithms as a textbook prints them, short, slow and exact where they can be.
///
/// One namespace, declared here in the lowest module and extended by those above, which name it by a type alias; so
/// `Textbook` means the same whether one module is imported or all of them.
///
/// The random numbers of this module's versions are not bit-equal to NumPy; the tests hold them against the laws they should follow.
public enum Textbook {}
