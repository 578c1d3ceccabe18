import LinearAlgebra
import Plots
import Testing

@Suite struct FigureOfVectorsTests {
    @Test func vectorsAndMatricesDrawAsTheirArraysDo() {
        let x: Vector<Double> = [0, 1, 2], y: Vector<Double> = [1, 4, 2]
        let matrix: Matrix<Double> = [[1, 2, 3], [4, 5, 6]]
        let pairs: [(Figure, Figure)] = [
            (Figure { $0.line(x: x, y: y) }, Figure { $0.line([0, 1, 2], [1, 4, 2]) }),
            (Figure { $0.line(y: y) }, Figure { $0.line([1, 4, 2]) }),
            (Figure { $0.scatter(x: x, y: y) }, Figure { $0.scatter([0, 1, 2], [1, 4, 2]) }),
            (
                Figure { $0.scatter(x: x, y: y, classes: [0, 1, 0]) },
                Figure { $0.scatter([0, 1, 2], [1, 4, 2], classes: [0, 1, 0]) }
            ),
            (Figure { $0.histogram(of: y) }, Figure { $0.histogram([1, 4, 2]) }),
            (Figure { $0.heatMap(of: matrix) }, Figure { $0.heatMap([[1, 2, 3], [4, 5, 6]]) }),
            (
                Figure { $0.image(Raster(matrix)) },
                Figure { $0.image(Raster([1, 2, 3, 4, 5, 6], width: 3, height: 2)) }
            ),
        ]
        for (ours, plain) in pairs { #expect(ours.svg() == plain.svg()) }
    }
}
