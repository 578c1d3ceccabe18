import Language
import Testing

@Suite struct ModelCacheTests {
    @Test func whatWasNotFetchedHasNoPath() {
        #expect(ModelCache.path("no-such-model") == nil)
        #expect(ModelCache.root.hasSuffix("/models"))
    }
}
