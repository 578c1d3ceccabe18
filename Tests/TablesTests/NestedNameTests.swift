import Tables
import Testing

@Suite struct NestedNameTests {
    @Test func aNameThatARecordHoldsTwiceOnceFlattenedIsAnError() {
        #expect(throws: JSONError.self) { try DataFrame(jsonText: #"[{"a.b": 1, "a": {"b": 2}}]"#) }
    }
}
