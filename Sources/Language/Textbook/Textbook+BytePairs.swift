import Randomness

extension Textbook {
    /// Byte pair encoding to read: learning and encoding in forty plain lines, without cutting into words.
    ///
    ///     let merges = Textbook.BytePairs.learn(Array("low lower lowest slow slower".utf8), merges: 4)
    ///     print(merges)  // [[108, 111], [256, 119], [257, 101], [32, 115]]
    ///     let tokens = Textbook.BytePairs.encode(Array("slowest".utf8), merges)
    ///     print(tokens)  // [115, 258, 115, 116]
    ///     print(String(decoding: Textbook.BytePairs.decode(tokens, merges), as: UTF8.self))  // slowest
    ///
    /// `BytePairTrainer` and `SubwordTokenizer` are the versions to run; a test holds them equal on words.
    public enum BytePairs {
        /// Learns merges from bytes: the commonest neighbours become a token, `count` times. Token 256 + i is the result of merge i.
        ///
        /// Of pairs that are equally common the lower goes first. O(count · n).
        ///
        /// - Parameters:
        ///   - text: The bytes to learn from.
        ///   - count: How many merges to learn; fewer come where no pair is left that comes twice.
        public static func learn(_ text: [UInt8], merges count: Int) -> [[Int]] {
            var tokens: [Int] = text.map { Int($0) }, merges: [[Int]] = []
            for id in 256..<256 + max(0, count) {
                var counts: [[Int]: Int] = [:]
                for pair in zip(tokens, tokens.dropFirst()) { counts[[pair.0, pair.1], default: 0] += 1 }
                let best = counts.max { a, b in
                    a.value != b.value ? a.value < b.value : b.key.lexicographicallyPrecedes(a.key)
                }
                guard let best, best.value > 1 else { break }
                merges.append(best.key)
                tokens = replace(best.key, by: id, in: tokens)
            }
            return merges
        }

        /// The tokens of bytes: every merge in the order in which it was learnt. O(merges · n).
        ///
        /// - Parameters:
        ///   - text: The bytes.
        ///   - merges: What `learn` found.
        public static func encode(_ text: [UInt8], _ merges: [[Int]]) -> [Int] {
            merges.enumerated().reduce(text.map { Int($0) }) {
                replace($1.element, by: 256 + $1.offset, in: $0)
            }
        }

        /// The bytes of tokens: each merge taken apart again.
        ///
        /// - Parameters:
        ///   - tokens: The tokens.
        ///   - merges: What `learn` found.
        public static func decode(_ tokens: [Int], _ merges: [[Int]]) -> [UInt8] {
            tokens.flatMap { $0 < 256 ? [UInt8($0)] : decode(merges[$0 - 256], merges) }
        }

        private static func replace(_ pair: [Int], by id: Int, in tokens: [Int]) -> [Int] {
            var result: [Int] = [], place = 0
            while place < tokens.count {
                let isPair =
                    place + 1 < tokens.count && tokens[place] == pair[0] && tokens[place + 1] == pair[1]
                result.append(isPair ? id : tokens[place])
                place += isPair ? 2 : 1
            }
            return result
        }
    }
}
