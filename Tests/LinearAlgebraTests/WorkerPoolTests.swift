import LinearAlgebra
import Synchronization
import Testing

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
        let total = Atomic<Int>(0)
        concurrently(8) { _ in concurrently(8) { _ in total.wrappingAdd(1, ordering: .relaxed) } }
        #expect(total.load(ordering: .relaxed) == 64)
    }

    @Test func severalTasksMayCallAtOnce() async {
        let total = Atomic<Int>(0)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { concurrently(5) { _ in total.wrappingAdd(1, ordering: .relaxed) } }
                }
            }
        }
        #expect(total.load(ordering: .relaxed) == 8 * 500 * 5)
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
