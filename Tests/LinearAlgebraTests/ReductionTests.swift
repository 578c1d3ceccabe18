import LinearAlgebra
import Testing

@Suite struct ReductionTests {
    let a: Matrix = [[1.0, 5, 3], [4, 2, 6]]

    @Test func rowsAreAxis0AndColumnsAreAxis1() {
        #expect(a.sum(over: .rows) == [5, 7, 9])
        #expect(a.sum(over: .columns) == [9, 12])
        #expect(a.mean(over: .rows) == [2.5, 3.5, 4.5])
        #expect(a.max(over: .rows) == [4, 5, 6])
        #expect(a.min(over: .columns) == [1, 2])
        #expect(a.argmax(over: .rows) == [1, 0, 1])
        #expect(a.argmin(over: .columns) == [0, 1])
        #expect(a.product(over: .rows) == [4, 10, 18])
        #expect(a.product(over: .columns) == [15, 48])
        #expect(a.variance(over: .rows) == [2.25, 2.25, 2.25])
        #expect(a.variance(over: .columns, ddof: 1) == [4, 4])
        #expect(a.cumulativeSum(over: .rows) == [[1, 5, 3], [5, 7, 9]])
        #expect(a.cumulativeSum(over: .columns) == [[1, 6, 9], [4, 6, 12]])
        #expect(a.cumulativeProduct(over: .columns) == [[1, 5, 15], [4, 8, 48]])
        #expect(a.norm(.one, over: .columns) == [9, 12])
        #expect(a.argmax() == (1, 2))
        #expect(a.argmin() == (0, 0))
    }

    @Test func aTransposeOrABlockReducesAsItsCopyDoes() {
        let big = Matrix<Double>(rows: 37, columns: 41) { Double(($0 * 31 + $1 * 17) % 101) - 50 }
        for view in [
            big.transposed, big[3..<30, 5...], big.flipped(.rows),
            big[rows: stride(from: 1, to: 37, by: 5)].transposed,
        ] {
            let copy = Matrix(rows: view.rows, columns: view.columns) { view[$0, $1] }
            for axis in Axis.allCases {
                #expect(view.sum(over: axis) == copy.sum(over: axis))
                #expect(view.max(over: axis) == copy.max(over: axis))
                #expect(view.argmin(over: axis) == copy.argmin(over: axis))
                #expect(view.variance(over: axis).isApproximatelyEqual(to: copy.variance(over: axis)))
                #expect(view.logSumExp(over: axis).isApproximatelyEqual(to: copy.logSumExp(over: axis)))
                #expect(view.softmax(over: axis).isApproximatelyEqual(to: copy.softmax(over: axis)))
            }
            #expect(view.sum() == copy.sum())
            #expect(view.argmax() == copy.argmax())
        }
    }

    @Test func emptyArraysReduceToTheirNeutralElements() {
        let v = Vector<Double>.zeros(0), m = Matrix<Double>.zeros(0, 2)
        #expect(v.sum() == 0)
        #expect(v.product() == 1)
        #expect(v.mean().isNaN)
        #expect(v.variance().isNaN)
        #expect(v.norm() == 0)
        #expect(v.logSumExp() == -.infinity)
        #expect(([3.0] as Vector).variance(ddof: 1).isNaN)
        #expect(m.sum(over: .rows) == [0, 0])
        #expect(m.sum(over: .columns).isEmpty)
        #expect(m.mean(over: .rows)[0].isNaN)
        #expect(Matrix<Double>.zeros(3, 0).sum(over: .columns) == [0, 0, 0])
        #expect(m.product(over: .rows) == [1, 1])
        #expect(m.softmax().shape == (0, 2))
    }

    @Test func nanIsSeenEverywhere() {
        let v: Vector = [1.0, .nan, -3]
        #expect(v.sum().isNaN && v.max().isNaN && v.min().isNaN && v.norm().isNaN && v.mean().isNaN)
        #expect(v.argmax() == 1)
        #expect(v.argmin() == 1)
    }

    @Test func sumsKeepTheirDigits() {
        // A tenth, ten million times, in Float: naive addition gives 1 087 937.
        let tenths = Vector<Float>(repeating: 0.1, count: 10_000_000)
        #expect(abs(tenths.sum() - 1e6) < 1)
        #expect(([1.0, 1e17, 1, -1e17] as Vector).sum(.compensated) == 2)
        // The variance of numbers around 10⁹ whose deviations are 0, 1, 2: exact, where the difference of squares gives none.
        let near: Vector<Double> = [1_000_000_000, 1_000_000_001, 1_000_000_002]
        #expect(near.variance() == Double(2) / 3)
        // The variance of n successive integers is (n² - 1)/12.
        let many = Vector<Double>(0..<200_000) + 1e9, expected: Double = 39_999_999_999 / 12
        #expect(abs(many.variance() - expected) < 1e-14 * expected)
    }

    @Test func normsNeitherOverflowNorUnderflow() {
        #expect(abs(([3e200, -4e200] as Vector).norm() / 5e200 - 1) < 1e-15)
        #expect(abs(([3e-200, -4e-200] as Vector).norm() / 5e-200 - 1) < 1e-15)
        #expect(([3, 4] as Vector<Float>).norm() == 5)
        #expect(([1.0, -2, 2] as Vector).norm(.infinity) == 2)
        #expect(abs(([1.0, -2, 2] as Vector).norm(.p(3)) - 2.571281590658235) < 1e-15)  // 17^(1/3)
        #expect(([1.0, .infinity] as Vector).norm() == .infinity)
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() {
        let v = Vector<Float>(count: 300_001) { Float(($0 * 7919) % 1009) / 1009 - 0.4 }
        let m = Matrix<Float>(rows: 3_001, columns: 130) { Float(($0 * 7919 + $1 * 31) % 1009) / 1009 - 0.4 }
        let results = { () -> [Vector<Float>] in
            [
                [
                    v.sum(), v.variance(), v.norm(), v.logSumExp(), v.max(), Float(v.argmax()),
                    v.sum(.compensated),
                ],
                m.sum(over: .rows), m.sum(over: .columns), m.variance(over: .rows),
                m.variance(over: .columns),
                m.logSumExp(over: .rows), m.softmax().flattened, m.layerNorm().flattened,
                [m.sum(), m.variance()],
            ]
        }
        let many = results()
        Threads.count = 1
        let one = results()
        Threads.count = 64
        #expect(many == one)
    }

    @Test func longAndWideMatricesReduceAsTheirColumnsDo() {
        for (rows, columns) in [(70_000, 3), (300, 9_001), (1, 70_000), (70_000, 1)] {
            let m = Matrix<Double>(rows: rows, columns: columns) { Double(($0 * 7919 + $1 * 31) % 1009) }
            let column = columns / 2
            #expect(m.sum(over: .rows)[column] == m[column: column].sum())
            #expect(m.max(over: .rows)[column] == m[column: column].max())
            #expect(m.argmax(over: .rows)[column] == m[column: column].argmax())
            #expect(abs(m.variance(over: .rows)[column] - m[column: column].variance()) < 1e-6)
            #expect(m.sum(over: .columns)[rows / 2] == m[row: rows / 2].sum())
        }
    }

    @Test func softmaxIsAProbabilityAndIgnoresAShift() {
        let p = a.softmax()
        #expect(p.sum(over: .columns).isApproximatelyEqual(to: [1, 1], relativeTolerance: 1e-15))
        #expect((a + 1000).softmax().isApproximatelyEqual(to: p, relativeTolerance: 1e-13))
        #expect(a.logSoftmax().isApproximatelyEqual(to: log(p), relativeTolerance: 1e-13))
        #expect(([0.0, -.infinity] as Vector).softmax() == [1, 0])
        #expect(([-1000.0, 0] as Vector).logSoftmax()[0] == -1000)
        #expect(([1.0, 2, 3] as Vector).logSumExp() == 3.4076059644443806)
    }

    @Test func layerNormGivesRowsOfMean0AndVariance1() {
        let y = a.layerNorm(epsilon: 0)
        #expect(y.mean(over: .columns).isApproximatelyEqual(to: [0, 0]))
        #expect(y.variance(over: .columns).isApproximatelyEqual(to: [1, 1]))
        #expect(
            a.layerNorm(gain: [2, 2, 2], bias: [1, 2, 3], epsilon: 0).isApproximatelyEqual(
                to: y * 2 + [1, 2, 3]))
    }

    @Test func scansRun() {
        #expect(([1.0, 2, 3] as Vector).cumulativeSum() == [1, 3, 6])
        #expect(([1.0, 2, 3] as Vector).reversed().cumulativeProduct() == [3, 6, 6])
        #expect(([1.0, 4, 9] as Vector).differences() == [3, 5])
    }
}
