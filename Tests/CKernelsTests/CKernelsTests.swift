import CKernels
import Testing

@Test func addsTwoVectors() {
    let x: [Float] = [1, 2, 3], z: [Float] = [10, 20, 30]
    var y = [Float](repeating: 0, count: 3)
    cairn_add_f32(x, z, &y, 3)
    #expect(y == [11, 22, 33])
}
