import Cairn
import Testing

// The examples in the comments of tokenizers and n-grams, and the snippets of their page.

@Suite(.printsItsComments) struct DocumentedTokenizers {
    @Test func textbook() {
        // snippet
        let merges = Textbook.BytePairs.learn(Array("low lower lowest slow slower".utf8), merges: 4)
        print(merges)  // [[108, 111], [256, 119], [257, 101], [32, 115]]
        let tokens = Textbook.BytePairs.encode(Array("slowest".utf8), merges)
        print(tokens)  // [115, 258, 115, 116]
        print(String(decoding: Textbook.BytePairs.decode(tokens, merges), as: UTF8.self))  // slowest
        // end
    }

    @Test func trainer() throws {
        // snippet
        let text = ["low lower lowest", "slow slower slowest", "new newer newest"]
        let tokenizer = try BytePairTrainer(vocabularyCount: 266).train(on: text)
        let ids = tokenizer.encode("lower and newest")
        print(ids.compactMap { tokenizer.token(of: $0) })
        // ["lowe", "r", "Ġ", "a", "n", "d", "Ġne", "we", "st"]
        print(tokenizer.decode(ids))  // lower and newest
        // end
    }

    @Test func splitter() {
        // snippet
        print(TextSplitter.gpt2.words(of: "Take  12 of them!"))
        // ["Take", " ", " 12", " of", " them", "!"]
        // end
    }

    @Test func decoder() throws {
        // snippet
        let tokenizer = try BytePairTrainer(vocabularyCount: 256).train(on: [""])
        var decoder = TextDecoder(tokenizer)
        print(tokenizer.encode("né").map { decoder.append($0) })  // ["n", "", "é"]
        // end
    }

    @Test func ngrams() {
        // snippet
        let text = Array("abracadabra abracadabra".utf8).map { Int($0) }
        let model = NGramModel(order: 3, sequences: [text], vocabularyCount: 256)
        let p = model.probability(of: 97, after: [98, 114])  // "a" after "br"
        print((p * 1000).rounded() / 1000, (model.perplexity(of: text) * 100).rounded() / 100)  // 0.966 1.32
        // end
    }
}
