import LinearAlgebra
import Randomness

extension Textbook {
    /// A net of two layers and its backpropagation by hand: no graph, no tensors, one formula for each gradient.
    ///
    /// `H = max(0, XW₁ + b₁)`, `P = softmax(HW₂ + b₂)`; the loss is the mean of `-log P[i, yᵢ]`. The derivation is in
    /// Docs/Neural/Backpropagation.md.
    ///
    ///     var net = Textbook.TwoLayerNet(
    ///         firstWeight: [[1, -1], [0, 2]], firstBias: [0, 0],
    ///         secondWeight: [[1, 0], [0, 1]], secondBias: [0, 0])
    ///     let x: Matrix = [[1.0, 0.0], [0.0, 1.0]]
    ///     print(net.probabilities(x).argmax(over: .columns))  // [0, 1]
    ///     let first = net.step(x, [1, 0], learningRate: 0.5)
    ///     print(net.step(x, [1, 0], learningRate: 0.5) < first)  // true
    ///
    /// Source: Rumelhart, Hinton and Williams, *Learning Representations by Back-Propagating Errors* (1986).
    public struct TwoLayerNet: Sendable, Equatable {
        /// W₁: `[inputs, hidden]`.
        public var firstWeight: Matrix<Double>
        /// b₁: `[hidden]`.
        public var firstBias: Vector<Double>
        /// W₂: `[hidden, classes]`.
        public var secondWeight: Matrix<Double>
        /// b₂: `[classes]`.
        public var secondBias: Vector<Double>

        /// A net with the given parameters; a gradient is one, too.
        public init(
            firstWeight: Matrix<Double>, firstBias: Vector<Double>, secondWeight: Matrix<Double>,
            secondBias: Vector<Double>
        ) {
            require(
                firstBias.count == firstWeight.columns && secondWeight.rows == firstWeight.columns
                    && secondBias.count == secondWeight.columns,
                "Textbook.TwoLayerNet: \(firstWeight.shape), \(firstBias.count), \(secondWeight.shape), \(secondBias.count)"
            )
            (self.firstWeight, self.firstBias) = (firstWeight, firstBias)
            (self.secondWeight, self.secondBias) = (secondWeight, secondBias)
        }

        /// A net to train: normal weights with the deviation `√(2 / inputs)` (He et al., 2015), biases zero.
        ///
        /// - Parameters:
        ///   - inputs: Features of an example.
        ///   - hidden: Units between.
        ///   - classes: How many there are to tell apart.
        ///   - generator: The source of the draws.
        public init(_ inputs: Int, _ hidden: Int, _ classes: Int, using generator: inout some RandomStream) {
            func weight(_ rows: Int, _ columns: Int) -> Matrix<Double> {
                .normal(rows, columns, standardDeviation: (2 / Double(rows)).squareRoot(), using: &generator)
            }
            self.init(
                firstWeight: weight(inputs, hidden), firstBias: .zeros(hidden),
                secondWeight: weight(hidden, classes), secondBias: .zeros(classes))
        }

        /// H, `[n, hidden]`.
        func hidden(_ x: Matrix<Double>) -> Matrix<Double> { (x %*% firstWeight + firstBias).relu() }

        /// P, `[n, classes]`, for X of `[n, inputs]`: each row sums to 1.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            (hidden(x) %*% secondWeight + secondBias).softmax()
        }

        /// The loss and its derivative by each parameter.
        ///
        /// - Parameters:
        ///   - x: X, `[n, inputs]`.
        ///   - classes: y, n numbers below the number of classes.
        public func lossAndGradient(
            _ x: Matrix<Double>, _ classes: [Int]
        ) -> (loss: Double, gradient: TwoLayerNet) {
            require(
                x.rows == classes.count && x.rows > 0,
                "Textbook.TwoLayerNet: \(x.rows) examples, \(classes.count) classes")
            // Forward.
            let n = Double(x.rows)
            let h = hidden(x)  // [n, hidden]
            let logs = (h %*% secondWeight + secondBias).logSoftmax()  // [n, classes]
            let loss = -classes.indices.reduce(0) { $0 + logs[$1, classes[$1]] } / n

            // Backward: dA stands for ∂loss/∂A.
            var dz2 = logs.exp() / n  // [n, classes]
            for (row, column) in classes.enumerated() { dz2[row, column] -= 1 / n }
            let dh = dz2 %*% secondWeight.transposed  // [n, hidden]
            let dz1 = dh * h.map { $0 > 0 ? 1 : 0 }  // [n, hidden]
            let gradient = TwoLayerNet(
                firstWeight: x.transposed %*% dz1, firstBias: dz1.sum(over: .rows),
                secondWeight: h.transposed %*% dz2, secondBias: dz2.sum(over: .rows))
            return (loss, gradient)
        }

        /// Takes one step of gradient descent, `θ ← θ - rate · ∂loss/∂θ`, and returns the loss before it.
        ///
        /// - Parameters:
        ///   - x: X, `[n, inputs]`.
        ///   - classes: y, n numbers below the number of classes.
        ///   - learningRate: How far to go.
        @discardableResult
        public mutating func step(_ x: Matrix<Double>, _ classes: [Int], learningRate: Double) -> Double {
            let (loss, gradient) = lossAndGradient(x, classes)
            firstWeight -= learningRate * gradient.firstWeight
            firstBias -= learningRate * gradient.firstBias
            secondWeight -= learningRate * gradient.secondWeight
            secondBias -= learningRate * gradient.secondBias
            return loss
        }
    }
}
