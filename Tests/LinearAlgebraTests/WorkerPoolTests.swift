import LinearAlgebra
import Synchronization
import Testing

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.wrappingAdd(1, ordering: .relaxed) }
}

@Suite(.serialized) struct WorkerPoolTests {
    @Test func everyPartRunsOnce() {
        for parts in [0, 1, 2, 3, 64, 1000] {
            let counts = UnsafeMutablePointer<Int>.allocate(capacity: max(1, parts))
            counts.initialize(repeating: 0, count: parts)
            defer { counts.deallocate() }
            for _ in 0..<200 { concurrently(parts) { counts[$0] += 1 } }
            #expect((0..<parts).allSatisfy { counts[$0] == 200 })
        }
    }

    @Test func aPartMayStartPartsOfItsOwn() {
        let total = Counter()
        concurrently(8) { _ in concurrently(8) { _ in total.add() } }
        #expect(total.count == 64)
    }

    @Test func severalTasksMayCallAtOnce() async {
        let total = Counter()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { concurrently(5) { _ in total.add() } }
                }
            }
        }
        #expect(total.count == 8 * 500 * 5)
    }

    @Test func runsCoverTheRangeWithoutOverlap() {
        for count in [0, 1, 63, 64, 65, 1000, 100_000] {
            let seen = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
            seen.initialize(repeating: 0, count: count)
            defer { seen.deallocate() }
            inParallel(count, grain: 100) { start, length in
                for index in start..<(start + length) { seen[index] += 1 }
            }
            #expect((0..<count).allSatisfy { seen[$0] == 1 })
        }
    }

    @Test func sizeClassesHoldWhatIsAskedAndWasteLittle() {
        for bytes in [1, 64, 65, 80, 81, 1000, 4096, 5000, 1 << 20, (1 << 20) + 1, 123_456_789] {
            let held = BufferCache.blockSize(for: bytes)
            #expect(held >= bytes)
            #expect(Double(held) <= max(64, 1.25 * Double(bytes) + 16))
        }
    }
}
