import Cairn
import Foundation
import LessonKit

/// Finding the guide that answers a question, by what is meant and not by the words.
struct SemanticSearch: Lesson {
    let name = "semantic-search"
    let title = "Searching by meaning"
    let summary =
        "Thirty questions in plain words, and the guides of this library: vectors of sentences find what shared words do not."
    let topics = [
        "Stage 5 · item 128 Embeddings of text, images, structured data",
        "Stage 5 · item 129 Vector search, semantic search",
    ]
    let budget = Budget(seconds: 60, megabytes: 900)
    let target =
        ModelCache.miniLM == nil
        ? Target(
            "questions whose guide is among the first three, by shared words (no weights)", atLeast: 0.25)
        : Target("questions whose guide is among the first three, by meaning", atLeast: 0.8)

    func run(_ page: inout Narrator) throws -> Double {
        let passages = try readGuides()
        page.heading("Words that are not there")
        page.text(
            "The beginnings of \(passages.count) sections of \(Set(passages.map(\.guide)).count) guides are searched for the answers to \(questions.count) questions. The questions use the words of someone who does not know the subject yet, so that the guide often has none of them."
        )
        page.formula("by words      cosine of TF-IDF rows:  many rare words in common")
        page.formula(
            "by meaning    cosine of v(question) and v(passage),  v = mean of a network's rows, length 1")
        let words = try rankByWords(passages)
        guard let folder = ModelCache.miniLM else {
            page.text(
                "The weights of the sentence embedder are not there: `make models` fetches them, and then this lesson searches by meaning too. Until then it measures words only."
            )
            page.table(["search", "first", "among three", "among five"], rows: [scores("by words", words)])
            page.youShouldSee("about half of the questions without their guide.")
            return recall(words, 3)
        }
        let embedder = try SentenceEmbedder(folder: folder)
        let start = ContinuousClock.now
        let rows = embedder.embed(passages.map(\.text))  // [passages, 384]
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let asked = embedder.embed(questions.map(\.text))
        let likeness = asked.matmul(rows.transposed)  // [questions, passages]
        let meaning = questions.indices.map { order(likeness[$0].elements.map(Double.init), passages) }
        page.text(
            "MiniLM, 22 million numbers in six layers, turned the passages into vectors of \(embedder.dimension) numbers in \(seconds.fixed(1)) s. It has never seen these guides."
        )
        page.table(
            ["search", "first", "among three", "among five"],
            rows: [scores("by words", words), scores("by meaning", meaning)])
        show(&page, words, meaning)
        page.youShouldSee(
            "most questions answered by the very first guide by meaning, and by words only where a rare word is shared."
        )
        return recall(meaning, 3)
    }

    /// What the two searches found for some questions, and how far down the answers stand.
    private func show(_ page: inout Narrator, _ words: [[String]], _ meaning: [[String]]) {
        page.heading("What each found first")
        page.table(
            ["question", "by words", "by meaning", "answer"],
            rows: questions.indices.prefix(12).map {
                [
                    questions[$0].text, words[$0].first ?? "", meaning[$0].first ?? "",
                    questions[$0].guides.joined(separator: ", "),
                ]
            })
        var figure = Figure(
            title: "How far down one must read", xLabel: "guides read", yLabel: "questions answered")
        let counts = Array(1...10)
        for (name, found) in [("by words", words), ("by meaning", meaning)] {
            figure.line(counts.map(Double.init), counts.map { recall(found, $0) }, label: name)
        }
        page.figure(figure, caption: "Recall at k: the share of questions whose guide is among the first k.")
    }

    /// The beginning of a section of a guide, with its headings before it.
    struct Passage {
        var guide: String
        var text: String
    }

    /// The first 50 words of each section of the guides, without code and tables.
    private func readGuides() throws -> [Passage] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Docs").standardizedFileURL
        let skipped = ["README", "Stage", "Parity", "Benchmarks", "FromP", "Design"]
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        var result: [Passage] = []
        for file in files where file.hasSuffix(".md") {
            let name = String(file.split(separator: "/").last?.dropLast(3) ?? "")
            if skipped.contains(where: name.hasPrefix) { continue }
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 0 }.map(\.element).joined(separator: "\n")
            var title = "", heading = "", words: [Substring] = []
            func close() {
                if words.count >= 10 {
                    let piece = words.prefix(50).joined(separator: " ")
                    result.append(Passage(guide: name, text: "\(title): \(heading). \(piece)"))
                }
                words = []
            }
            for line in prose.split(separator: "\n") where !line.hasPrefix("|") {
                if line.hasPrefix("# ") || line.hasPrefix("## ") {
                    close()
                    heading = line.drop { $0 == "#" || $0 == " " }.description
                    if line.hasPrefix("# ") { title = heading }
                } else {
                    words += line.split(separator: " ")
                }
            }
            close()
        }
        return result
    }

    private func rankByWords(_ passages: [Passage]) throws -> [[String]] {
        let model = try TfidfVectorizer().fit(passages.map(\.text))
        let rows = model.transform(passages.map(\.text)).dense,
            asked = model.transform(questions.map(\.text)).dense
        let likeness = matmul(asked, rows.transposed)  // [questions, passages]
        return questions.indices.map { order(Array(likeness[row: $0]), passages) }
    }

    /// The guides, those with the likest passage first.
    private func order(_ likeness: [Double], _ passages: [Passage]) -> [String] {
        var seen: Set<String> = []
        return likeness.indices.sorted { likeness[$0] > likeness[$1] }.map { passages[$0].guide }
            .filter { seen.insert($0).inserted }
    }

    private func recall(_ found: [[String]], _ count: Int) -> Double {
        let hits = zip(found, questions).count { guides, question in
            guides.prefix(count).contains { question.guides.contains($0) }
        }
        return Double(hits) / Double(questions.count)
    }

    private func scores(_ name: String, _ found: [[String]]) -> [String] {
        [name] + [1, 3, 5].map { "\((100 * recall(found, $0)).fixed(0)) %" }
    }
}
