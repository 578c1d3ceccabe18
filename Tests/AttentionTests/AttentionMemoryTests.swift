#if os(Linux)
    import Attention
    import Autodiff
    import LinearAlgebra
    import Neural
    import Randomness
    import Testing

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// What fused attention takes at the most, measured by the system in a process of its own for each length.
    @Suite(.serialized) struct AttentionMemoryTests {
        /// The bytes that forward and backward of 8 heads of 64 numbers add to the process at their peak.
        private func peak(_ length: Int) async throws -> Int {
            let result = try await #require(
                processExitsWith: .success, observing: [\.standardOutputContent]
            ) { [length] in
                attendThereAndBack(64)  // Threads, tables and buffers that any length needs.
                let before = memoryStatus("VmRSS:")
                attendThereAndBack(length)
                print("bytes", memoryStatus("VmHWM:") - before)
            }
            let output = String(decoding: result.standardOutputContent, as: UTF8.self)
            return try #require(
                output.split(separator: "bytes ").last.flatMap { Int($0.prefix { $0.isNumber }) })
        }

        @Test func memoryGrowsWithTheLengthNotItsSquare() async throws {
            var peaks: [Int] = []
            for length in [512, 1024, 2048, 4096] { peaks.append(try await peak(length)) }
            // Twice the length takes twice the memory; were it the square, four times.
            for (short, long) in zip(peaks, peaks.dropFirst()) {
                #expect(Double(long) < 2.7 * Double(short), "\(peaks)")
            }
            // Queries, keys, values, the result, their gradients and what is on the way: 8 MB each at 4096. All weights would be 512 MB.
            #expect(peaks[3] < 20 * 8 << 20, "\(peaks)")
            #expect(peaks[3] > 7 * 8 << 20, "\(peaks)")
        }
    }

    private func attendThereAndBack(_ length: Int) {
        var generator = Generator(seed: 1)
        let point: [Tensor<Float>] = (0..<3).map { _ in .normal([1, 8, length, 64], using: &generator) }
        let slopes = gradient(at: point) {
            scaledDotProductAttention($0[0], $0[1], $0[2], mask: .causal).sum()
        }
        #expect(slopes.count == 3)
    }

    /// A line of what the system tells of this process, in bytes.
    private func memoryStatus(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = line.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { String(cString: $0) } ?? ""
            }.split { $0.isWhitespace }
            if words.first.map(String.init) == name, words.count > 1 { return (Int(words[1]) ?? 0) * 1024 }
        }
        return 0
    }
#endif
