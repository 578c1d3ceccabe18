import LinearAlgebra
import Testing

import Classical

@Suite struct MistakeGuardTests {
    @Test(arguments: leaks + sharedRows + misuses) func findsThePlantedMistake(_ planted: GuardCase) throws {
        let guardian = MistakeGuard()
        try planted.run(guardian)
        let mistake = try #require(planted.mistake)
        let found = guardian.mistakes
        #expect(found.contains { $0.kind == mistake }, "found: \(found)")
        let others = found.filter { $0.kind != mistake && !planted.also.contains($0.kind) }
        #expect(others.isEmpty, "reported too")
        #expect(found.allSatisfy { $0.line.file.contains("PlantedMistakes") && $0.line.line > 0 })
        #expect(throws: MistakesFound.self) { try guardian.requireNone() }
    }

    @Test(arguments: cleanPipelines) func isSilentWhereThereIsNone(_ clean: GuardCase) throws {
        let guardian = MistakeGuard()
        try clean.run(guardian)
        #expect(guardian.mistakes.isEmpty)
        try guardian.requireNone()
    }

    @Test func thirtyMistakesArePlantedAndTwentyPipelinesAreClean() {
        #expect((leaks + sharedRows + misuses).count >= 30)
        #expect(cleanPipelines.count >= 20)
        let planted = Set((leaks + sharedRows + misuses).compactMap(\.mistake))
        #expect(planted == Set(MistakeKind.allCases))
    }

    @Test func theReportNamesTheLineThatMadeTheMistake() throws {
        let guardian = MistakeGuard(), data = guardian.wine()
        let line = #line + 1
        let scaler = try StandardScaler().fit(data)
        let (_, test) = scaler.transform(data).split(testShare: 0.25, seed: 1)
        #expect(test.count == 45)
        let mistake = try #require(guardian.mistakes.first)
        #expect(mistake.line == CodeLine(file: #fileID, line: line))
        #expect(mistake.kind == .preparedBeforeSplit)
        #expect(mistake.facts.hasPrefix("StandardScaler learned from 45 of the 45 rows"))
    }

    @Test func rowsKnowWhereTheyComeFrom() throws {
        let guardian = MistakeGuard(), data = guardian.iris()
        let part = data[rows: [7, 140]].split(training: [0], test: [1])
        #expect(part.test.origins[0].row == 140 && part.test.sides == [.test])
        #expect(part.test.source(of: 0) == "iris" && part.training.sides == [.training])
        #expect(part.training.labels[0] == 0)
    }

    @Test func mistakesAreHandedOverAsTheyAreFound() throws {
        final class Count: @unchecked Sendable { var value = 0 }
        let count = Count(), guardian = MistakeGuard { _ in count.value += 1 }
        let (_, test) = guardian.iris().split(testShare: 0.2, seed: 1)
        _ = try StandardScaler().fit(test)
        #expect(count.value == 1)
    }
}
