import Attention
import Testing

@Suite struct AttentionMaskTests {
    @Test func aSlidingWindowIsCausal() {
        let mask = AttentionMask.slidingWindow(4)
        #expect(mask.isCausal && mask.window == 4 && mask.lengths == nil)
    }
}
