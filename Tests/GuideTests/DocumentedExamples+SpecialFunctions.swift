import Cairn
import Testing

// The snippets of the pages on special functions and moments, and the examples in the comments of that part.

@Suite(.printsItsComments) struct SpecialFunctionPages {
    @Test func specialFunctions1() throws {
        // snippet
        print(Special.regularizedGammaP(2.5, 1.0) + Special.regularizedGammaQ(2.5, 1.0))  // 1.0
        print(1 - Special.normalCDF(10), Special.normalCDF(-10))  // 0.0 7.619853024160527e-24
        print(Special.logNormalCDF(-40), Special.erfcx(1e8) > 0)  // -804.6084420137538 true
        let x = Special.inverseBeta(2, 3, 1e-300)  // I ~ 6x² there
        print(abs(x / 1e-150 * 6.0.squareRoot() - 1) < 1e-13)  // true
        print(Special.digamma(1), Special.zeta(3))  // -0.5772156649015323 1.202056903159594
        // end
    }

    @Test func specialFunctions2() throws {
        // snippet
        let values: Vector = [-2.0, 0.0, 2.0]
        print(Special.normalCDF(values)[1])  // 0.5
        print(Special.regularizedGammaP(3, [1.0, 3.0, 9.0]).count)  // 3
        // end
    }

    @Test func moments3() throws {
        // snippet
        var monday = StreamingMoments([2, 4, 4, 4])
        let tuesday = StreamingMoments([5, 5, 7, 9])
        monday.merge(tuesday)
        print(monday.count, monday.mean, monday.variance())  // 8 5.0 4.0
        let x: Vector = [1.0, 2.0, 2.0, 3.0, 100.0]
        print(x.mean(), x.median(), x.trimmedMean(0.2))  // 21.6 2.0 2.3333333333333335
        print(x.medianAbsoluteDeviation(), x.mode().value, x.skewness() > 1)  // 1.0 2.0 true
        // end
    }

    @Test func moments4() throws {
        // snippet
        let few: Matrix = [[1.0, 2.0, 0.5], [2.0, 4.5, 1.0], [4.0, 8.0, 1.5]]  // 3 rows, 3 columns: singular
        let estimate = ShrunkCovariance(of: few, by: .oracleApproximating)
        print(estimate.shrinkage < 1, (try? CholeskyDecomposition(estimate.covariance)) != nil)  // true true
        // end
    }
}

@Suite(.printsItsComments) struct DocumentedMoments {
    @Test func streamingMoments() throws {
        // snippet
        var moments = StreamingMoments()
        for x in [2.0, 4, 4, 4, 5, 5, 7, 9] { moments.add(x) }
        print(moments.mean, abs(moments.variance() - 4) < 1e-15)  // 5.0 true
        // end
    }

    @Test func streamingCovariance() throws {
        // snippet
        var covariance = StreamingCovariance(dimension: 2)
        covariance.add([1, 2])
        covariance.add([3, 6])
        print(covariance.covariance()[0, 1])  // 4.0
        // end
    }

    @Test func covarianceShrinkage() throws {
        // snippet
        let data: Matrix = [[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [4.0, 3.0]]
        let estimate = ShrunkCovariance(of: data, by: .fixed(0.1))
        print(estimate.covariance[0, 1])  // 0.7875
        // end
    }

    @Test func multivariateNormal() throws {
        // snippet
        let normal = try MultivariateNormal(mean: [0, 0], covariance: [[2.0, 1.0], [1.0, 2.0]])
        print(normal.logPDF([1, 1]))  // -2.720516544076734
        print(normal.conditional(on: [1], at: [1]).mean)  // [0.5]
        // end
    }

    @Test func multinomial() throws {
        // snippet
        let dice = Multinomial(trials: 6, probabilities: [Double](repeating: 1.0 / 6, count: 6))
        print(dice.pmf([1, 1, 1, 1, 1, 1]))  // 0.015432098765432107
        // end
    }

    @Test func dirichlet() throws {
        // snippet
        let shares = Dirichlet(concentrations: [2, 3, 5])
        print(shares.mean)  // [0.2, 0.3, 0.5]
        print(shares.logPDF([0.2, 0.3, 0.5]))  // 2.140654225847826
        // end
    }

    @Test func wishart() throws {
        // snippet
        let scatter = try Wishart(degreesOfFreedom: 5, scale: [[1.0, 0.5], [0.5, 2.0]])
        print(scatter.mean[0, 1])  // 2.5
        // end
    }

    @Test func mixtureDistribution() throws {
        // snippet
        let parts = [
            Normal(mean: 165, standardDeviation: 6), Normal(mean: 178, standardDeviation: 7),
        ]
        let heights = MixtureDistribution(parts, weights: [0.5, 0.5])
        print(heights.mean, heights.variance)  // 171.5 84.75
        // end
    }

    @Test func empiricalDistribution() throws {
        // snippet
        let waits = EmpiricalDistribution([3, 1, 4, 1, 5])
        print(waits.cdf(1), waits.quantile(0.5))  // 0.4 3.0
        // end
    }

    @Test func kernelDensityEstimate() throws {
        // snippet
        let estimate = KernelDensityEstimate([1, 2, 2.5, 4], bandwidth: .fixed(0.5))
        print(estimate.pdf(2))  // 0.3475189008297645
        // end
    }
}
