import Tables
import Testing

@Suite struct BitmapTests {
    @Test func countsItsBitsAcrossWords() {
        var bits = Bitmap(repeating: true, count: 70)
        #expect(bits.setCount == 70)
        bits[69] = false
        bits.append(true)
        #expect(!bits[69] && bits[70] && bits.count == 71 && bits.setCount == 70)
    }
}
