import Cairn
import Testing

// The examples in the comments of Sources/Classical that stand in no file of their family.

@Suite(.printsItsComments) struct DocumentedClassical {
    @Test func dbscan() throws {
        // snippet
        let x: Matrix = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [9.0]]
        let model = try DBSCAN(radius: 0.5, minimumNeighbors: 3).fit(x)
        print(model.clusterCount, model.labels)  // 2 [0, 0, 0, 1, 1, 1, -1]
        // end
    }

    @Test func gaussianMixture() throws {
        // snippet
        let x = loadIris().features
        let model = try GaussianMixture(components: 3).fit(x)
        print(model.bic(x).rounded(), model.hasConverged)  // 581.0 true
        // end
    }

    @Test func hdbscan() throws {
        // snippet
        let model = try HDBSCAN(minimumClusterSize: 15).fit(loadIris().features)
        print(model.clusterCount, model.labels.count { $0 < 0 })  // 2 0
        // end
    }

    @Test func baselineRegressor() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [3.0]]
        let model = try BaselineRegressor(.median).fit(x, [1.0, 10.0, 2.0])
        print(model.prediction)  // 2.0
        // end
    }

    @Test func baselineClassifier() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [3.0], [4.0]]
        let model = try BaselineClassifier().fit(x, ["mail", "spam", "mail", "mail"])
        print(model.shares, model.predict(x)[1])  // [0.75, 0.25] mail
        // end
    }

    @Test func labels() throws {
        // snippet
        let y: Labels = ["mail", "spam", "mail"]
        print(y.classes, y.codes, y[1])  // [mail, spam] [0, 1, 0] spam
        // end
    }

    @Test func adaBoostClassifier() throws {
        // snippet
        let iris = loadIris(), y = Labels(iris.labels)
        let model = try AdaBoostClassifier(rounds: 20).fit(iris.features, y)
        print(Metrics.accuracy(model.predict(iris.features), y))  // 0.98
        // end
    }

    @Test func ellipticEnvelope() throws {
        // snippet
        let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.0], [9.0]]
        let model = try EllipticEnvelope(contamination: .share(0.2)).fit(x)
        print(model.isOutlier(x))  // [false, false, false, false, false, false, true]
        // end
    }

    @Test func isolationForest() throws {
        // snippet
        let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.0], [9.0]]
        let model = try IsolationForest(trees: 200, seed: 1).fit(x)
        print(model.anomalyScores(x).argmax())  // 6
        // end
    }

    @Test func localOutlierFactor() throws {
        // snippet
        let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.05], [9.0]]
        let model = try LocalOutlierFactor(neighbors: 3, contamination: .share(0.2)).fit(x)
        print(model.outliers)  // [4, 6]
        // end
    }

    @Test func decisionTreeClassifier() throws {
        // snippet
        let iris = loadIris()
        var tree = DecisionTreeClassifier(maximumDepth: 2)
        tree.minimumLeafRows = 5
        let model = try tree.fit(iris.features, Labels(iris.labels))
        print(model.text())
        // column 2 ≤ 2.45?  (missing: no)
        // │  yes: 0 1 (weight 50)
        // │  no: column 3 ≤ 1.75?
        // │  │  yes: 1 0.9074 (weight 54)
        // │  │  no: 2 0.9783 (weight 46)
        // end
    }

    @Test func randomForestClassifier() throws {
        // snippet
        let iris = loadIris()
        var forest = RandomForestClassifier(trees: 200, seed: 1)
        forest.scoresOutOfBag = true
        let model = try forest.fit(iris.features, Labels(iris.labels))
        print(model.outOfBagScore ?? 0)  // 0.96
        // end
    }
}
