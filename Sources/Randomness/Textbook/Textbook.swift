/// The versions to read: random numbers as a textbook makes them, short, slow and exact where they can be.
///
/// They are not bit-equal to NumPy; the tests hold them against the laws they should follow.
public enum Textbook {}
