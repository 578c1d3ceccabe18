import Cairn
import Testing

// The examples in the comments of the module Datasets.

@Suite(.printsItsComments) struct DocumentedDatasets {
    @Test func blobs() {
        // snippet
        let blobs = makeBlobs(samples: 300, centers: .count(4), seed: 42)
        print(blobs.features.shape)  // (rows: 300, columns: 2)
        // end
    }

    @Test func mnist5000() {
        // snippet
        let digits = loadMNIST5000()
        print(digits.training.count, digits.test.count)  // 4000 1000
        print(digits.test.labels.prefix(4))  // [0, 1, 2, 3]
        // end
    }

    @Test func genesis() {
        // snippet
        let text = loadGenesis()
        print(text.prefix(28))  // In the beginning God created
        // end
    }

    @Test func moons() {
        // snippet
        let moons = makeMoons(samples: 200, noise: 0.1, seed: 42)
        print(moons.labels.count { $0 == 1 })  // 100
        // end
    }

    @Test func circles() {
        // snippet
        let circles = makeCircles(samples: 200, noise: 0.05, factor: 0.5, seed: 42)
        print(circles.features.shape)  // (rows: 200, columns: 2)
        // end
    }

    @Test func classification() {
        // snippet
        let data = makeClassification(samples: 500, features: 8, informative: 3, classes: 3, seed: 7)
        print(data.roles.count { $0 == .informative })  // 3
        // end
    }

    @Test func regression() {
        // snippet
        let data = makeRegression(samples: 200, features: 10, informative: 3, noise: 5, seed: 1)
        print(data.coefficients.count { $0 != 0 })  // 3
        // end
    }

    @Test func friedman() {
        // snippet
        let data = makeFriedman1(samples: 200, noise: 1, seed: 0)
        print(data.features.shape)  // (rows: 200, columns: 10)
        // end
    }

    @Test func swissRoll() {
        // snippet
        let roll = makeSwissRoll(samples: 500, seed: 0)
        print(roll.features.shape)  // (rows: 500, columns: 3)
        // end
    }

    @Test func lowRank() {
        // snippet
        let x = makeLowRankMatrix(samples: 50, features: 25, effectiveRank: 5, seed: 0)
        print(x.shape)  // (rows: 50, columns: 25)
        // end
    }

    @Test func quantiles() {
        // snippet
        let shells = makeGaussianQuantiles(samples: 90, classes: 3, seed: 0)
        print(shells.labels.count { $0 == 2 })  // 30
        // end
    }

    @Test func multilabel() {
        // snippet
        let documents = makeMultilabelClassification(samples: 50, features: 20, classes: 5, seed: 0)
        print(documents.indicators.shape)  // (rows: 50, columns: 5)
        // end
    }

    @Test func ratings() {
        // snippet
        let ratings = makeRatings(users: 200, items: 50, density: 0.2, seed: 1)
        print(ratings.stars.min(), ratings.stars.max())  // 1.0 5.0
        // end
    }

    @Test func iris() {
        // snippet
        let iris = loadIris()
        print(iris.features.shape, iris.labelNames[2])  // (rows: 150, columns: 4) virginica
        // end
    }

    @Test func irisFeatures() {
        // snippet
        print(loadIris().features[0, 0])  // 5.1
        // end
    }

    @Test func spam() {
        // snippet
        let spam = loadSpam()
        print(spam.labels.count { $0 == 1 })  // 1812
        // end
    }

    @Test func penguins() {
        // snippet
        let penguins = loadPenguins()
        print(penguins.shape)  // (rows: 344, columns: 8)
        // end
    }

    @Test func ames() {
        // snippet
        let houses = loadAmes()
        print(houses.shape)  // (rows: 2930, columns: 74)
        // end
    }

    @Test func airlinePassengers() {
        // snippet
        let flights = loadAirlinePassengers()
        print(flights.columnNames)  // ["month", "passengers"]
        // end
    }

    @Test func bundledTables() {
        // snippet
        let text = String(decoding: BundledTable.heights.csv, as: UTF8.self)
        print(text.split(separator: "\n")[1])  // 2014-09-02 13:40:36,Male,75
        // end
    }
}
