/// The algorithms as a book would print them: the versions to read.
///
/// Each does the same as a fast function of this module and is held equal to it by tests, so that a reader
/// can trust both: ``Textbook/matmulIJK(_:_:)`` is three loops, `matmul` is a call to OpenBLAS on several threads.
public enum Textbook {}
