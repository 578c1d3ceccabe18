import Foundation
import Testing

// Snippets of Docs/FromPythonToSwift.md.

@Suite(.printsItsComments) struct LanguageSnippets {
    @Test func formatsTextWithInterpolation() {
        // snippet
        let name = "cairn"
        var count = 3
        count += 1
        let share = Double(count) / 8
        print("\(name): \(count) of 8, \(share.formatted(.percent.precision(.fractionLength(1))))")
        // cairn: 4 of 8, 50.0%
        print(7 / 2, 7 % 2, 1 << 10)  // 3 1 1024
        print(name.uppercased(), name.count, name.contains("air"))  // CAIRN 5 true
        print(["a", "b"].joined(separator: ", "), "1 2 3".split(separator: " "))  // a, b ["1", "2", "3"]
        // end
    }

    @Test func dividesIntegersTowardZero() {
        // snippet
        print(7.0 / 2, 7 / 2, -7 / 2, -7 % 3)  // 3.5 3 -3 -1
        print((-7.0 / 2).rounded(.down), 2.5.rounded(), 2.5.rounded(.toNearestOrEven))  // -4.0 3.0 2.0
        print(Int(-3.7), Int("42")!, Double("0.5")!, Int("four") as Any)  // -3 42 0.5 nil
        // end
    }

    @Test func keepsListsInArrays() {
        // snippet
        var a = [5, 3, 8, 1]
        a.append(9)
        print(a[0], a[a.count - 1], a.count, a.contains(8))  // 5 9 5 true
        print(a[1..<3], a.prefix(2), a.suffix(2))  // [3, 8] [5, 3] [1, 9]
        print(stride(from: 0, to: a.count, by: 2).map { a[$0] }, Array(a.reversed()))
        // [5, 8, 9] [9, 1, 8, 3, 5]
        print(a.sorted(), a.max()!, a.reduce(0, +))  // [1, 3, 5, 8, 9] 9 26
        var b = a
        b[0] = 100
        print(a[0], b[0])  // 5 100
        let (low, high) = (a.min()!, b.max()!)
        print(low, high)  // 1 100
        // end
    }

    @Test func keepsPairsInDictionaries() {
        // snippet
        var ages = ["ada": 36, "alan": 41]
        ages["grace"] = 85
        print(ages["ada"]!, ages["kurt"] as Any, ages["kurt", default: 0])  // 36 nil 0
        for (name, age) in ages.sorted(by: { $0.key < $1.key }) {
            print(name, age)
        }
        // ada 36
        // alan 41
        // grace 85
        var counts: [Character: Int] = [:]
        for letter in "banana" {
            counts[letter, default: 0] += 1
        }
        print(counts["a"]!, counts.keys.sorted().map(String.init))  // 3 ["a", "b", "n"]
        print(Set([1, 2, 3]).intersection([2, 3, 4]).sorted(), Set([1, 2]).isSubset(of: [1, 2, 3]))
        // [2, 3] true
        // end
    }

    @Test func branchesOnBoolsAlone() {
        // snippet
        let items: [Int] = []
        if items.isEmpty {
            print("nothing")  // nothing
        }
        for i in stride(from: 2, to: 8, by: 3) {
            print(i)
        }
        // 2
        // 5
        var (n, steps) = (6, 0)
        while n != 1 {
            n = n % 2 == 0 ? n / 2 : 3 * n + 1
            steps += 1
        }
        print(steps)  // 8
        switch steps {
        case 0: print("none")
        case 1..<10: print("few")  // few
        default: print("many")
        }
        // end
    }

    @Test func mapsFiltersAndZips() {
        // snippet
        let names = ["ada", "alan", "kurt"]
        let scores = [3, 1, 2]
        for (i, name) in names.enumerated() {
            print(i, name)
        }
        // 0 ada
        // 1 alan
        // 2 kurt
        print(Dictionary(uniqueKeysWithValues: zip(names, scores))["alan"]!)  // 1
        print(scores.filter { $0 > 1 }.map { $0 * $0 })  // [9, 4]
        print(scores.lazy.map { $0 * $0 }.reduce(0, +))  // 14
        print((0..<2).flatMap { r in (0..<2).map { c in (r, c) } })  // [(0, 0), (0, 1), (1, 0), (1, 1)]
        print(names.sorted { $0.last! < $1.last! })  // ["ada", "alan", "kurt"]
        print(scores.contains { $0 > 2 }, scores.allSatisfy { $0 > 2 })  // true false
        // end
    }

    @Test func makesDefaultsAnewInEachCall() {
        // snippet
        func add(_ item: Int, to list: [Int] = []) -> [Int] {
            list + [item]
        }

        print(add(1), add(2))  // [1] [2]

        /// The mean, Σx / (n - ddof).
        func mean(_ values: [Double], ddof: Int = 0) -> Double {
            values.reduce(0, +) / Double(values.count - ddof)
        }

        print(mean([1, 2, 3]), mean([1, 2, 3], ddof: 1))  // 2.0 3.0

        func total(_ values: Int...) -> Int {
            values.reduce(0, +)
        }

        print(total(1, 2, 3))  // 6
        let adders = (0..<3).map { i in { x in x + i } }
        print(adders.map { f in f(10) })  // [10, 11, 12]
        // end
    }

    @Test func changesTheCallersVariableThroughInout() {
        // snippet
        func double(_ values: inout [Int]) {
            for i in values.indices {
                values[i] *= 2
            }
        }

        var v = [1, 2]
        double(&v)
        print(v)  // [2, 4]
        // end
    }

    @Test func opensOptionalsBeforeUse() {
        // snippet
        func firstEven(_ values: [Int]) -> Int? {
            values.first { $0 % 2 == 0 }
        }

        if let found = firstEven([1, 4, 6]) {
            print(found + 1)  // 5
        }
        print(firstEven([1]) ?? 0)  // 0
        // end
    }

    @Test func keepsValuesInStructs() {
        // snippet
        enum Kind: String {
            case linear, ridge
        }

        struct Model: Equatable {
            var kind: Kind
            var weight: Double
            var bias = 0.0

            func callAsFunction(_ x: Double) -> Double {
                weight * x + bias
            }

            var isFlat: Bool { weight == 0 }
        }

        let a = Model(kind: .linear, weight: 2)
        var b = a
        b.bias = 1
        print(a(3), b(3), a.isFlat)  // 6.0 7.0 false
        print(a == b, a.kind.rawValue)  // false linear
        // end
    }

    @Test func asksForProtocols() {
        // snippet
        protocol Shape {
            func area() -> Double
        }

        struct Square: Shape {
            var side: Double
            func area() -> Double { side * side }
        }

        func totalArea(_ shapes: [any Shape]) -> Double {
            shapes.reduce(0) { $0 + $1.area() }
        }

        print(totalArea([Square(side: 2), Square(side: 3)]))  // 13.0
        // end
    }

    @Test func throwsTypedErrors() {
        // snippet
        struct BadField: Error {
            var row: Int, text: String
            var message: String { "row \(row): '\(text)' is no number" }
        }

        func parse(_ rows: [String]) throws(BadField) -> [Double] {
            var numbers: [Double] = []
            for (row, text) in rows.enumerated() {
                guard let number = Double(text) else { throw BadField(row: row, text: text) }
                numbers.append(number)
            }
            return numbers
        }

        do {
            print(try parse(["1", "2.5"]))  // [1.0, 2.5]
            print(try parse(["1", "x"]))
        } catch {
            print(error.message)  // row 1: 'x' is no number
        }
        print((try? parse(["x"])) ?? [])  // []
        // end
    }

    @Test func readsAndWritesFiles() throws {
        // snippet
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt").path
        func readBack() throws {
            try "one\ntwo\n".write(toFile: path, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: path) }
            for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
                print(line)
            }
        }
        try readBack()
        // one
        // two
        print(FileManager.default.fileExists(atPath: path))  // false
        // end
    }
}
