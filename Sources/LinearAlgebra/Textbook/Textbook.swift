import Randomness

/// The algorithms as a book would print them: the versions to read. One namespace for all modules, which each extends.
///
/// Each does the same as a fast function of this module and is held equal to it by tests, so that a reader
/// can trust both: `Textbook.matmulIJK` is three loops, `matmul` is a call to OpenBLAS on several threads.
public typealias Textbook = Randomness.Textbook
