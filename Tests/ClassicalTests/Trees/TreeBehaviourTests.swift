import Foundation
import LinearAlgebra
import Randomness
import Testing

import Classical

@Suite struct TreeBehaviourTests {
    @Test func exclusiveOrIsLearntThoughNoFirstQuestionHelps() throws {
        let x: Matrix<Double> = [[0, 0], [0, 1], [1, 0], [1, 1]]
        let model = try DecisionTreeClassifier().fit(x, [0, 1, 1, 0])
        #expect(model.predict(x) == [0, 1, 1, 0])
        #expect(model.depth == 2 && model.leafCount == 4)
    }

    @Test func thresholdsLieMidwayAndRowsThatEqualThemGoLeft() throws {
        let x: Matrix<Double> = [[1], [2], [4], [8]]
        let y: Vector<Double> = [0, 0, 1, 1], model = try DecisionTreeRegressor().fit(x, y)
        #expect(model.nodes.threshold[0] == 3)
        let above = Double(3).nextUp, near: Matrix<Double> = [[3], [above]], answer = model.predict(near)
        #expect(answer[0] == 0)
        #expect(answer[1] == 1)
    }

    @Test func missingValuesGoToTheSideWhereTheyTakeMoreAway() throws {
        // Rows whose value is missing are of class 1, as those above 2.
        let x: Matrix<Double> = [[1], [2], [3], [4], [.nan], [.nan]]
        let y: Labels = [0, 0, 1, 1, 1, 1]
        let model = try DecisionTreeClassifier().fit(x, y)
        #expect(model.predict(x) == y && model.leafCount == 2)
        // Here what counts is only whether the value is missing.
        let whether = try DecisionTreeClassifier().fit(x, [0, 0, 0, 0, 1, 1])
        #expect(whether.leafCount == 2 && whether.nodes.threshold[0] == .infinity)
        #expect(whether.text().hasPrefix("column 0 is not missing?"))
    }

    @Test func categoriesAreSplitIntoTheBestTwoSets() throws {
        // Responses of the categories 0 … 4: 1, 9, 2, 8, 1. By size alone no threshold parts {0, 2, 4} from {1, 3}.
        let responses = [1.0, 9, 2, 8, 1]
        let x = Matrix(rows: 20, columns: 1) { row, _ in Double(row % 5) }
        let y = Vector(count: 20) { responses[$0 % 5] }
        var tree = DecisionTreeRegressor(maximumDepth: 1)
        tree.categoricalFeatures = [0]
        let model = try tree.fit(x, y)
        #expect(model.nodes.categories(of: 0) == [0b10101])
        let codes: Matrix<Double> = [[0], [1], [2], [3], [4]], third = 4.0 / 3
        let expected: Vector<Double> = [third, 8.5, third, 8.5, third]
        #expect((model.predict(codes) - expected).abs().max() < 1e-12)
        #expect(model.text().hasPrefix("column 0 in {0, 2, 4}?"))
        // A category that was never seen goes right, as does what is no category.
        let others: Matrix<Double> = [[77], [0.5]], answers = model.predict(others)
        #expect(answers[0] == 8.5)
        #expect(answers[1] == 8.5)
        let half: Matrix<Double> = [[0.5], [1]], two: Vector<Double> = [1, 2]
        #expect(throws: FitError.self) { try tree.fit(half, two) }
    }

    @Test func theBestOfAllSubsetsOfCategoriesIsFound() throws {
        var generator = Generator(seed: 5)
        for _ in 0..<20 {
            let codes = (0..<40).map { _ in generator.integer(in: 0..<6) }
            let y = Vector(generator.standardNormal(count: 40)), mean = y.mean()
            var best = 0.0
            for subset in 1..<63 {
                let inside = (0..<40).filter { subset >> codes[$0] & 1 != 0 }
                if inside.isEmpty || inside.count == 40 { continue }
                var sum = 0.0
                for row in inside { sum += y[row] - mean }
                let count = Double(inside.count), both = 1 / count + 1 / (40 - count)
                best = max(best, sum * sum * both)
            }
            var tree = DecisionTreeRegressor(maximumDepth: 1)
            tree.categoricalFeatures = [0]
            let nodes = try tree.fit(Matrix(rows: 40, columns: 1) { row, _ in Double(codes[row]) }, y).nodes
            let left = nodes.cover[1] * nodes.impurity[1], right = nodes.cover[2] * nodes.impurity[2]
            let gain = 40 * nodes.impurity[0] - left - right
            #expect(abs(gain - best) < 1e-9)
        }
    }

    @Test func limitsAreKept() throws {
        var generator = Generator(seed: 1)
        let x = Matrix(rows: 300, columns: 5, elements: generator.standardNormal(count: 1500))
        let y = Vector(count: 300) { x[$0, 0] * x[$0, 1] + x[$0, 2] }
        var tree = DecisionTreeRegressor()
        tree.maximumLeaves = 9
        #expect(try tree.fit(x, y).leafCount == 9)
        tree = DecisionTreeRegressor(minimumLeafRows: 7)
        let model = try tree.fit(x, y)
        #expect(zip(model.nodes.feature, model.nodes.cover).allSatisfy { $0 >= 0 || $1 >= 7 })
        tree = DecisionTreeRegressor(maximumDepth: 0)
        #expect(try tree.fit(x, y).leafCount == 1)
        for bad in ["depth", "leaf", "features"] {
            var tree = DecisionTreeRegressor()
            if bad == "depth" { tree.maximumDepth = -1 }
            if bad == "leaf" { tree.minimumLeafRows = 0 }
            if bad == "features" { tree.maximumFeatures = .fraction(0) }
            #expect(throws: FitError.self) { try tree.fit(x, y) }
        }
    }

    @Test func hugeAndTinyNumbersAreSplit() throws {
        let large = Double.greatestFiniteMagnitude
        let tiny = Double.leastNonzeroMagnitude
        let x: Matrix<Double> = [[-large], [-tiny], [tiny], [large]]
        let y: Labels = ["a", "b", "a", "b"]
        #expect(try DecisionTreeClassifier().fit(x, y).predict(x) == y)
        #expect(try ExtraTreesClassifier(trees: 3).fit(x, y).predict(x) == y)
        let scores = try IsolationForest(trees: 5).fit(x).anomalyScores(x)
        #expect(scores.allSatisfy { $0.isFinite })
    }

    @Test func theForestDoesNotDependOnTheThreads() throws {
        var generator = Generator(seed: 3)
        let x = Matrix(rows: 800, columns: 20, elements: generator.standardNormal(count: 16_000))
        let y = Vector(count: 800) { x[$0, 0] + x[$0, 1] * x[$0, 2] }
        let count = Threads.count
        defer { Threads.count = count }
        Threads.count = 1
        let alone = try RandomForestRegressor(trees: 8).fit(x, y),
            tree = try DecisionTreeRegressor().fit(x, y)
        let isolated = try IsolationForest(trees: 20).fit(x)
        Threads.count = count
        #expect(try RandomForestRegressor(trees: 8).fit(x, y) == alone)
        #expect(try DecisionTreeRegressor().fit(x, y) == tree)
        #expect(try IsolationForest(trees: 20).fit(x) == isolated)
    }

    @Test func importancesSumToOneAndNameTheColumnThatMatters() throws {
        var generator = Generator(seed: 3)
        let x = Matrix(rows: 400, columns: 6, elements: generator.standardNormal(count: 2400))
        let y = Labels((0..<400).map { x[$0, 4] > 0.3 ? 1 : 0 })
        let tree = try DecisionTreeClassifier().fit(x, y).featureImportances
        #expect(tree[4] == 1)
        let forest = try RandomForestClassifier(trees: 30).fit(x, y).featureImportances
        #expect(abs(forest.sum() - 1) < 1e-12 && forest[4] > 0.6)
    }

    @Test func pruningAtTheHighestPriceLeavesTheRoot() throws {
        var generator = Generator(seed: 3)
        let x = Matrix(rows: 100, columns: 3, elements: generator.standardNormal(count: 300))
        let y = Vector(generator.standardNormal(count: 100))
        let full = try DecisionTreeRegressor().fit(x, y), path = full.pruningPath()
        #expect(path.leaves[0] <= full.leafCount && path.leaves.last == 1)
        #expect(zip(path.prices, path.prices.dropFirst()).allSatisfy { $0 < $1 })
        let top = try DecisionTreeRegressor(pruning: (path.prices.last ?? 0) * 1.01).fit(x, y)
        #expect(top.leafCount == 1)
    }

    @Test func drawingsAreWholeAndEscaped() throws {
        let x: Matrix<Double> = [[1], [2], [3]]
        let model = try DecisionTreeClassifier().fit(x, ["<a>", "b", "b"])
        let text = model.drawing(features: ["x & y"], title: "A \"tree\"").svg(id: "t")
        #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
        #expect(text.contains("x &amp; y ≤ 1.5") && text.contains("&lt;a>"))
        #expect(model.text(features: ["x"]).contains("x ≤ 1.5?"))
    }

    @Test func theTextbookTreeIsTheSameTree() throws {
        var generator = Generator(seed: 12)
        let x = Matrix(rows: 60, columns: 3, elements: generator.standardNormal(count: 180))
        let y = Vector(count: 60) { x[$0, 0] * x[$0, 1] > 0 ? 1.0 : 0 }
        let book = Textbook.decisionTree(x, y, depth: 5)
        let model = try DecisionTreeClassifier(maximumDepth: 5).fit(x, Labels(y.map { Int($0) }))
        let p = model.probabilities(x)
        for row in 0..<60 { #expect(abs(book.answer(Vector(Array(x[row, ...]))) - p[row, 1]) < 1e-12) }
    }

    @Test func textbookAdaBoostHasHalfTheVotes() throws {
        // With one column of two values there is one question: a tree and the least error agree. It errs on rows 0 and 5 of ten.
        let x = Matrix<Double>(rows: 10, columns: 1) { row, _ in row < 5 ? 0 : 1 }
        let y = Vector(count: 10) { ($0 < 5) != ($0 % 5 == 0) ? 1.0 : -1 }
        let book = Textbook.adaBoost(x, y, rounds: 1)
        let model = try AdaBoostClassifier(rounds: 1).fit(x, Labels(y.map { Int($0) }))
        #expect(abs(2 * book[0].vote - model.votes[0]) < 1e-12)
        #expect(abs(model.votes[0] - log(4)) < 1e-12)
    }

    @Test func textbookAdaBoostKeepsTheBoundOfItsTrainingError() {
        // Freund and Schapire: the share of mistakes is at most the product of 2√(e(1 - e)) = 1/cosh α.
        var generator = Generator(seed: 12)
        let x = Matrix(rows: 60, columns: 3, elements: generator.standardNormal(count: 180))
        let y = Vector(count: 60) { x[$0, 0] + x[$0, 1] > 0 ? 1.0 : -1 }
        let book = Textbook.adaBoost(x, y, rounds: 12)
        var bound = 1.0, mistakes = 0.0
        for question in book { bound /= cosh(question.vote) }
        for row in 0..<60 {
            var sum = 0.0
            for question in book {
                let isBelow = x[row, question.column] <= question.threshold
                sum += question.vote * (isBelow ? question.sign : -question.sign)
            }
            if sum * y[row] <= 0 { mistakes += 1 }
        }
        #expect(mistakes / 60 <= bound && bound < 0.5)
    }
}
