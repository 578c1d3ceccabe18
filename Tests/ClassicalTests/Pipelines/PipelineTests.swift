import Datasets
import LinearAlgebra
import Tables
import Testing

import Classical

@Suite struct PipelineTests {
    let table: DataFrame = [
        "age": [31, nil, 45, 22, 60, 38], "city": ["Bern", "Chur", "Bern", "Genf", "Chur", nil],
        "member": [true, false, true, true, false, false],
        "note": ["a fine day", "no", "fine", nil, "a day", "x y"],
    ]
    let y: Vector = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]

    @Test func aPipelineIsItsPartsOneAfterAnother() throws {
        let x = loadWine().features
        let model = try StandardScaler().then(MinMaxScaler()).then(PolynomialFeatures()).fit(x)
        let scaled = try StandardScaler().fit(x).transform(x)
        let stretched = try MinMaxScaler().fit(scaled).transform(scaled)
        let expected = try PolynomialFeatures().fit(stretched).transform(stretched)
        #expect((model.transform(x) - expected).abs().max() < 1e-12)
        #expect(model.outputCount == 105 && model.featureCount == 13)
    }

    @Test func namesGoThroughThePipeline() throws {
        let x: Matrix = [[1.0, .nan], [3.0, 4.0], [1.0, 5.0]]
        let pipeline = SimpleImputer(addsIndicators: true).then(OneHotEncoder())
        #expect(
            try pipeline.fit(x).names(for: ["a", "b"]) == [
                "a_1", "a_3", "b_4", "b_4.5", "b_5", "missing_b_0", "missing_b_1",
            ])
        let union = try StandardScaler().beside(OrdinalEncoder()).fit(x)
        #expect(union.names(for: ["a", "b"]) == ["a", "b", "a", "b"])
    }

    @Test func aTableBecomesRowsWithNames() throws {
        let preparation = ColumnTransformer(
            NumberColumns(["age"], SimpleImputer(.median).then(StandardScaler())),
            CategoryColumns(["city", "member"], OneHotEncoder()), TextColumn("note"))
        let model = try preparation.fit(table)
        #expect(
            model.outputNames == [
                "age", "city_Bern", "city_Chur", "city_Genf", "city_missing", "member_0", "member_1",
                "note_day",
                "note_fine", "note_no",
            ])
        #expect(model.inputNames == ["age", "city", "member", "note"])
        let x = model.transform(table)
        #expect(x.rows == 6 && x.columns == 10 && abs(x[column: 0].mean()) < 1e-12)
        #expect(Array(x[row: 5])[1...6] == [0, 0, 0, 1, 1, 0])
        #expect(model.transformed(table).columnNames == model.outputNames)
    }

    @Test func categoriesThatAreNewAreUnknown() throws {
        let preparation = ColumnTransformer(
            CategoryColumns(["city"], OneHotEncoder()), CategoryColumns(["city"], OrdinalEncoder()))
        let model = try preparation.fit(table), other: DataFrame = ["city": ["Basel", "Genf"]]
        let expected: Matrix = [[0.0, 0, 0, 0, -1], [0.0, 0, 1, 0, 2]]
        #expect(model.transform(other) == expected)
    }

    @Test func tablesAreLearnedFromAndSaved() throws {
        let preparation = ColumnTransformer(
            NumberColumns(["age"], SimpleImputer()), CategoryColumns(["city"], TargetEncoder(folds: 2)))
        let model = try preparation.then(StandIn.NeighborMean(neighbors: 1)).fit(table, y)
        let prediction = model.predict(table)
        #expect(prediction.count == 6 && model.featureCount == 2)
        let copy = try type(of: model).decoded(model.saved(), "memory")
        #expect(copy.predict(table) == prediction)
    }

    @Test func targetEncodingOfTrainingRowsLeavesTheirOwnTargetsOut() throws {
        // Each row its own category: an encoding by its own target would be the target.
        let x = Vector<Double>(0..<40).asColumn, y = Vector((0..<40).map { Double($0 % 7) })
        let (model, output) = try TargetEncoder(smoothing: .rows(0), seed: 4).fitTransform(x, .numbers(y))
        #expect((model.transform(x)[column: 0] - y).abs().max() == 0)
        for row in 0..<40 {
            // The mean of the other folds: none of them holds the category.
            #expect(abs(output[row, 0] - 3) < 1, "row \(row)")
        }
    }

    @Test func transformedTargetsAreUndone() throws {
        let x = loadDiabetes().raw, y = loadDiabetes().target
        let model = try TransformedTargetRegressor(BaselineRegressor(), .logarithm).fit(x, y)
        #expect(abs(model.predict(x)[0] - y.log().mean().exponential) < 1e-9)
        #expect(throws: FitError.badTarget(row: 2, value: 0, expected: "a positive number")) {
            _ = try TransformedTargetRegressor(BaselineRegressor(), .logarithm).fit(
                x[rows: [0, 1, 2]], [1, 2, 0])
        }
        try Conformance.regressor(
            TransformedTargetRegressor(BaselineRegressor(), .exponential), tolerance: 1e-8)
    }

    @Test func manyOutputsAreAsManyModels() throws {
        let x = loadIris().features
        let model = try MultiOutputRegressor(BaselineRegressor()).fit(x, x)
        #expect(model.predict(x).columns == 4 && abs(model.predict(x)[3, 1] - x[column: 1].mean()) < 1e-12)
        let labels = Labels(loadIris().labels)
        let pair = try MultiOutputClassifier(BaselineClassifier()).fit(x, [labels, labels])
        #expect(pair.predict(x).count == 2)
    }

    @Test func manyClassesAreToldApartByPairsAndByRests() throws {
        let x = loadIris().features, y = Labels(loadIris().labels)
        for right in [
            try OneVersusRest(Neighbors(neighbors: 5)).fit(x, y).predict(x),
            try OneVersusOne(Neighbors(neighbors: 5)).fit(x, y).predict(x),
        ] {
            #expect(zip(right, y).count { $0 == $1 } >= 142)
        }
        try Conformance.classifier(OneVersusRest(BaselineClassifier()))
        try Conformance.classifier(OneVersusOne(BaselineClassifier()))
    }

    @Test func choosersKeepWhatMatters() throws {
        let x = loadWine().features, y = Labels(loadWine().labels)
        let weights: @Sendable (BaselineClassifier.Model) -> Vector<Double> = { model in
            Vector((0..<model.featureCount).map { Double(($0 * 5) % 13) })
        }
        let chosen = try SelectFromModel(BaselineClassifier(), threshold: .value(9), by: weights).fit(x, y)
        #expect(chosen.columns == [2, 5, 7, 10])
        let kept = try RecursiveFeatureElimination(BaselineClassifier(), keeping: 3, by: weights).fit(x, y)
        #expect(kept.columns.count == 3 && kept.outputNames(loadWine().featureNames).count == 3)
    }
}

extension Double {
    fileprivate var exponential: Double { (Vector([self]).exp())[0] }
}
