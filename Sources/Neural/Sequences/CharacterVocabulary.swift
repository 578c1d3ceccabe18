import Autodiff
import LinearAlgebra

/// The characters of a text, numbered: what turns text into positions of an embedding, and back.
///
///     let vocabulary = CharacterVocabulary(of: "to be or not to be")
///     print(vocabulary.count, vocabulary.characters.prefix(4))  // 7 [" ", "b", "e", "n"]
///     let numbers = try vocabulary.encode("be not")
///     print(numbers, vocabulary.decode(numbers))                // [1, 2, 0, 3, 4, 6] be not
public struct CharacterVocabulary: Sendable, Hashable, Codable {
    /// The characters in ascending order; each one's position is its number.
    public let characters: [Character]
    private let numbers: [Character: Int]

    /// The different characters of a text. O(length · log characters).
    public init(of text: String) { self.init(Set(text)) }

    private init(_ set: Set<Character>) {
        characters = set.sorted()
        numbers = Dictionary(uniqueKeysWithValues: zip(characters, 0...))
    }

    /// How many different characters there are.
    public var count: Int { characters.count }

    /// The numbers of the characters of a text.
    ///
    /// - Throws: ``CharacterVocabularyError`` at the first character that is not in the vocabulary.
    public func encode(_ text: String) throws(CharacterVocabularyError) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(text.utf8.count)
        for (position, character) in text.enumerated() {
            guard let number = numbers[character] else {
                throw .unknown(character, position: position)
            }
            result.append(number)
        }
        return result
    }

    /// The text of numbers in `0..<count`.
    public func decode(_ numbers: [Int]) -> String {
        require(
            numbers.allSatisfy { characters.indices.contains($0) },
            "CharacterVocabulary.decode: a number outside 0..<\(count)")
        return String(numbers.map { characters[$0] })
    }

    /// Reads the characters as one text.
    public init(from decoder: any Decoder) throws {
        self.init(of: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the characters as one text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(characters))
    }
}

/// Why a text cannot be put into numbers.
public enum CharacterVocabularyError: Error, Hashable, CustomStringConvertible {
    /// A character that the vocabulary does not have, and how many characters come before it.
    case unknown(Character, position: Int)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .unknown(let character, let position):
            "the character \(String(reflecting: character)) at position \(position) is not in the vocabulary"
        }
    }
}
