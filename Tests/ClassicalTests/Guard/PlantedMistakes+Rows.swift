import Datasets
import LinearAlgebra
import Tables
import Testing

import Classical

/// Programs whose test rows are not new to the model, or not what it will meet.
let sharedRows: [GuardCase] = [
    GuardCase("repeated mails on both sides", .duplicatesAcrossSplit, also: [.nearDuplicatesAcrossSplit]) {
        guardian in
        let (training, test) = guardian.spam().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(BaselineClassifier()).fit(training).predict(test)
    },
    GuardCase("a file read twice", .duplicatesAcrossSplit) { guardian in
        let data = guardian.wine()
        let (training, test) = data.appending(data).split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("two files with rows in common", .duplicatesAcrossSplit) { guardian in
        let all = loadBreastCancer(), y = Labels(all.labels)
        let first = Array(0..<400), second = Array(350..<569)
        let training = guardian.watch(
            all.features[rows: first], y[first], source: "train.csv", side: .training)
        let test = guardian.watch(all.features[rows: second], y[second], source: "test.csv", side: .test)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("copies with a little noise on both sides", .nearDuplicatesAcrossSplit) { guardian in
        let wine = loadWine(), x = wine.features
        let jitter = noise(x.count, seed: 2).reshaped(rows: x.rows, columns: x.columns)
        let both = concatenate([x, x * (jitter * 0.0005 + 1)], along: .rows)
        let data = guardian.watch(both, Labels(wine.labels + wine.labels), source: "augmented")
        let (training, test) = data.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("visits of one patient on both sides", .groupsAcrossSplit) { guardian in
        let all = loadDiabetes(), x = concatenate([all.raw, all.raw], along: .rows)
        let shifted = x + noise(x.count, seed: 4).reshaped(rows: x.rows, columns: x.columns)
        let patients = (0..<x.rows).map { "patient \($0 % all.raw.rows)" }
        let data = guardian.watch(
            shifted, concatenate([all.target, all.target + 3]), groups: patients, source: "visits")
        let (training, test) = data.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(StandIn.NeighborMean()).fit(training).r2(test)
    },
    GuardCase("folds that part the rows of one customer", .groupsAcrossSplit) { guardian in
        let all = loadWine()
        let customers = (0..<178).map { "customer \($0 / 4)" }
        let data = guardian.watch(all.features, Labels(all.labels), groups: customers, source: "wine")
        for fold in try data.folds(KFold(3, seed: 1)) {
            _ = try StandardScaler().then(Neighbors()).fit(fold.training).accuracy(fold.test)
        }
    },
    GuardCase("the future in training", .futureInTraining) { guardian in
        let data = guardian.passengers(), third = data.count / 3
        let (training, test) = data.split(
            training: Array(third..<data.count), test: Array(0..<third))
        _ = try StandIn.NeighborMean().fit(training).r2(test)
    },
    GuardCase("a shuffled time series", .shuffledTimeSeries) { guardian in
        let (training, test) = guardian.weather().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("rows repeated for balance before the split", .resampledBeforeSplit) { guardian in
        let equal = try RandomOverSampler().resample(guardian.cancer())
        let (training, test) = equal.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("rows made up before the split", .resampledBeforeSplit) { guardian in
        let equal = try SMOTE().resample(guardian.cancer())
        let (training, test) = equal.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("test rows made up", .resampledTestRows) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(SMOTE().resample(test))
    },
    GuardCase("a model fitted on test rows", .fittedOnTestRows) { guardian in
        let (_, test) = guardian.cancer().split(testShare: 0.5, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(test).accuracy(test)
    },
    GuardCase("a model scored on what it learned from", .scoredOnTrainingRows) { guardian in
        let data = guardian.cancer()
        _ = try StandardScaler().then(Neighbors()).fit(data).accuracy(data)
    },
    GuardCase("a model of both sides scored on one", .fittedOnTestRows) {
        guardian in
        let (training, test) = guardian.iris().split(testShare: 0.3, seed: 4)
        _ = try Neighbors(neighbors: 3).fit(training.appending(test)).accuracy(test)
    },
    GuardCase("sorted rows cut in two", .sortedRowsSplit) { guardian in
        let (training, test) = guardian.iris().split(last: 0.3)
        _ = try Neighbors(neighbors: 3).fit(training).accuracy(test)
    },
]

/// Programs that give a model what it cannot use, or read a score as what it is not.
let misuses: [GuardCase] = [
    GuardCase("unscaled neighbours", .unscaledFeatures) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(training).accuracy(test)
    },
    GuardCase("unscaled support vectors in a pipeline", .unscaledFeatures) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        _ = try SimpleImputer().then(StandIn.SupportVectorClassifier()).fit(training).accuracy(test)
    },
    GuardCase("unscaled k-means", .unscaledFeatures) { guardian in
        _ = try StandIn.KMeans().fit(guardian.wine())
    },
    GuardCase("accuracy where 99 of 100 are of one class", .accuracyOnImbalance) { guardian in
        let all = guardian.cancer(), codes = all.labels.codes
        let rows =
            all.sides.indices.filter { codes[$0] == 1 } + codes.indices.filter { codes[$0] == 0 }.prefix(6)
        let (training, test) = all[rows: rows].split(testShare: 0.5, isStratified: true, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("the number of neighbours chosen on test rows", .tunedOnTestRows) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        for neighbors in [1, 3, 5, 9] {
            _ = try StandardScaler().then(Neighbors(neighbors: neighbors)).fit(training).accuracy(test)
        }
    },
    GuardCase("features chosen on test rows", .tunedOnTestRows) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        for count in 2..<8 {
            let names = Array(training.names.prefix(count))
            let pipeline = StandardScaler().then(Neighbors())
            _ = try pipeline.fit(training.selecting(names)).accuracy(test.selecting(names))
        }
    },
    GuardCase("scaled in training, not scaled in use", .differentPreparation) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        let scaled = try StandardScaler().fit(training).transform(training)
        _ = try Neighbors().fit(scaled).accuracy(test)
    },
    GuardCase("columns in another order", .differentColumns) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        let model = try StandardScaler().then(Neighbors()).fit(training)
        _ = model.accuracy(test.selecting(test.names.reversed()))
    },
    GuardCase("a running number among the features", .identifierAsFeature) { guardian in
        let data = guardian.cancer(), number = Vector((0..<data.count).map { Double($0) })
        let (training, test) = data.with("row", number).split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
]
