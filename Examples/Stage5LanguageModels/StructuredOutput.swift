import Cairn
import Foundation
import LessonKit

/// JSON by schema against free text.
struct StructuredOutput: Lesson {
    let name = "structured-output"
    let title = "Answers that a program can read"
    let summary =
        "The same questions answered freely and held to a JSON schema: how many answers parse, and what the mask costs."
    let topics = ["Stage 5 · item 138 Structured outputs"]
    let budget = Budget(seconds: 60, megabytes: 900)
    let target = Target("share of constrained answers that satisfy the schema", atLeast: 1)

    private static let text = """
        {"type": "object", "required": ["name", "age", "city", "hobbies"], "additionalProperties": false, "properties": {
          "name": {"type": "string", "maxLength": 24}, "age": {"type": "integer", "minimum": 0, "maximum": 120},
          "city": {"type": "string", "maxLength": 24},
          "hobbies": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "maxLength": 20}}}}
        """

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A schema as a filter on tokens")
        page.text(
            "The schema becomes an automaton that reads bytes. Before each token is chosen, every token whose bytes the automaton would not read is taken away. What is left is chosen from as always."
        )
        page.code(Self.text)
        let schema = try JSONSchema(Self.text)
        guard let path = ModelCache.smolLM2 else { return try withoutWeights(&page, schema) }
        let model = try ChatModel(gguf: path, contextLength: 1024)
        let constraint = try showMasks(&page, model, schema)
        return try ask(&page, model, schema, constraint)
    }

    /// What the masks cost and how many tokens they leave; returns the constraint, which has learnt by that.
    private func showMasks(_ page: inout Narrator, _ model: ChatModel, _ schema: JSONSchema) throws
        -> JSONConstraint
    {
        let clock = ContinuousClock()
        var start = clock.now
        let vocabulary = VocabularyTrie(model.tokenizer)
        let building = (clock.now - start) / .milliseconds(1)
        var constraint = try JSONConstraint(schema, vocabulary)
        start = clock.now
        let first = constraint.allowed(remaining: 100)
        for token in model.tokenizer.encode("{\"name\": \"", addingSpecialTokens: false) {
            constraint.advance(token)
        }
        let inside = constraint.allowed(remaining: 100)
        let masking = (clock.now - start) / .milliseconds(1)
        page.table(
            ["", ""],
            rows: [
                ["the tree of \(vocabulary.vocabularyCount) tokens is built in", "\(building.text(3)) ms"],
                ["tokens that may open the answer", "\(first.allowedCount)"],
                ["tokens that may stand at the beginning of the name", "\(inside.allowedCount)"],
                ["both masks took", "\(masking.text(3)) ms"],
                ["tokens in which an answer can always be finished", "\(constraint.minimumTokens)"],
            ])
        return constraint.restarted
    }

    /// Asks each question twice, freely and held to the schema; returns the share of held answers that satisfy it.
    private func ask(
        _ page: inout Narrator, _ model: ChatModel, _ schema: JSONSchema, _ constraint: JSONConstraint
    ) throws -> Double {
        let people = page.isQuick ? Array(Self.people.prefix(3)) : Self.people
        var options = GenerationOptions.greedy
        (options.maximumTokens, options.stopTokens) = (80, model.stopTokens)
        var free: [String] = [], held: [String] = []
        for person in page.progress("answers", over: people) {
            let prompt = try model.prompt([
                .user(
                    "\(person)\n\nWrite this person as JSON with the keys name, age, city and hobbies (a list of strings)."
                )
            ])
            free.append(model.engine.generate(prompt, model.tokenizer, options: options).text)
            held.append(
                model.engine.generate(prompt, model.tokenizer, options: options, constraint: constraint).text)
        }
        page.table(
            ["asked about", "free", "held to the schema"],
            rows: people.indices.map { [people[$0], free[$0], held[$0]] })
        func share(_ answers: [String], _ isCounted: (String) -> Bool) -> Double {
            Double(answers.count(where: isCounted)) / Double(answers.count)
        }
        page.table(
            ["answers", "parse", "satisfy the schema"],
            rows: [("free", free), ("held to the schema", held)].map { name, answers in
                let parsed = share(answers) { (try? TemplateValue(json: $0)) != nil }
                return [name, parsed.text(2), share(answers, schema.accepts).text(2)]
            })
        page.youShouldSee(
            "free answers that are nearly JSON, with words around them or a bracket too few; the others always fit. Their contents are the model's own: the schema makes an answer readable and not right."
        )
        return share(held, schema.accepts)
    }

    /// Without weights the schema is held all the same: by a model that knows nothing.
    private func withoutWeights(_ page: inout Narrator, _ schema: JSONSchema) throws -> Double {
        page.text(
            "The weights of SmolLM2 are not here: `make models` fetches them (98 MB). Until then bytes are drawn at random among those that are allowed; what comes out means nothing and satisfies the schema."
        )
        let pieces = (0..<256).map { [UInt8($0)] }, vocabulary = VocabularyTrie(tokens: pieces)
        let learnt = try JSONConstraint(schema, vocabulary)
        var generator = Generator(seed: page.seed)
        var texts: [String] = []
        for _ in 0..<20 {
            var constraint = learnt, bytes: [UInt8] = []
            for remaining in stride(from: 200, to: 0, by: -1) {
                let mask = constraint.allowed(remaining: remaining)
                let allowed = (0..<256).filter { mask[$0] }
                if allowed.isEmpty { break }
                // Letters are drawn more often, so that there is something to read.
                let letters = allowed.filter { (97...122).contains($0) }
                let list = letters.isEmpty || generator.random() < 0.15 ? allowed : letters
                let byte = list[generator.integer(in: 0..<list.count)]
                constraint.advance(byte)
                bytes.append(UInt8(byte))
            }
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
        page.table(["drawn at random"], rows: texts.prefix(3).map { [$0] })
        return Double(texts.filter(schema.accepts).count) / Double(texts.count)
    }

    private static let people = [
        "Ada is 36 years old and lives in London. She likes mathematics and horses.",
        "Tom, a 52 year old baker from Leeds, spends his evenings playing chess.",
        "Maria lives in Madrid. She is 29 and loves running, painting and old films.",
        "Kenji (41) moved to Osaka last year; he grows bonsai trees.",
        "My neighbour Olga is 67, lives in Riga and sings in a choir.",
        "At 19, Sam already runs a shop in Dublin and surfs at weekends.",
        "Fatima is a doctor of 45 years in Cairo who reads poetry.",
        "Lars, 33, from Oslo, skis in winter and sails in summer.",
    ]
}
