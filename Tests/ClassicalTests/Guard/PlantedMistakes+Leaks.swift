import Datasets
import LinearAlgebra
import Tables
import Testing

import Classical

/// Programs that let test rows have a say in the preparation, or the target in the features.
let leaks: [GuardCase] = [
    GuardCase("a scaler fitted on test rows", .fittedOnTestRows, also: [.differentPreparation]) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        let model = try Neighbors().fit(StandardScaler().fit(training).transform(training))
        _ = model.predict(try StandardScaler().fit(test).transform(test))
    },
    GuardCase("a scaler fitted before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.wine()
        let (training, test) = try StandardScaler().fit(data).transform(data).split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(training).accuracy(test)
    },
    GuardCase("a scaler fitted on all rows and applied to both sides", .preparedBeforeSplit) { guardian in
        let data = guardian.cancer(), scaler = try MinMaxScaler().fit(data)
        let (training, test) = data.split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(scaler.transform(training)).accuracy(scaler.transform(test))
    },
    GuardCase("rows standardised by hand before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.cancer(), x = data.features
        let scaled = (x - x.mean(over: .rows)) / x.standardDeviation(over: .rows)
        let (training, test) = data.replacingFeatures(scaled).split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(training).accuracy(test)
    },
    GuardCase("rows stretched over 0...1 by hand before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.wine(), x = data.features, low = x.min(over: .rows)
        let scaled = (x - low) / (x.max(over: .rows) - low)
        let (training, test) = data.replacingFeatures(scaled).split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(training).accuracy(test)
    },
    GuardCase("an encoder fitted on test rows", .fittedOnTestRows) { guardian in
        let (training, test) = guardian.churn().selecting(["state", "area_code"]).split(
            testShare: 0.25, seed: 1)
        _ = try OneHotEncoder().fit(training).transform(training)
        _ = try OneHotEncoder().fit(test)
    },
    GuardCase("an imputer fitted before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.wine().withHoles(2, every: 9)
        let full = try SimpleImputer(.median).fit(data).transform(data)
        let (training, test) = full.split(testShare: 0.3, seed: 2)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("means put in by hand before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.wine().withHoles(6, every: 8), column = data.features[column: 6]
        let mean = Vector(column.filter { !$0.isNaN }).mean()
        let full = data.with(data.names[6], Vector(column.map { $0.isNaN ? mean : $0 } as [Double]))
        let (training, test) = full.split(testShare: 0.3, seed: 2)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("features chosen by the target before the split", .preparedBeforeSplit) { guardian in
        let data = guardian.cancer(), chosen = try SelectBest(10, by: .anovaF).fit(data).transform(data)
        let (training, test) = chosen.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("a scaler fitted outside of the folds", .preparedBeforeSplit) { guardian in
        let (training, _) = guardian.cancer().split(testShare: 0.25, seed: 1)
        let scaled = try StandardScaler().fit(training).transform(training)
        for fold in try scaled.folds(KFold(3, seed: 1)) {
            _ = try Neighbors().fit(fold.training).accuracy(fold.test)
        }
    },
    GuardCase("a threshold chosen on test rows", .fittedOnTestRows) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).predict(test)
        test.learning("the threshold")
    },
    GuardCase("the target among the features", .targetLeak) { guardian in
        let data = guardian.diabetes()
        let (training, test) = data.with("progression", data.numbers).split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(StandIn.NeighborMean()).fit(training).r2(test)
    },
    GuardCase("the target with a little noise among the features", .targetLeak) { guardian in
        let data = guardian.diabetes(), y = data.numbers
        let (training, test) = data.with("later visit", y * 1.1 + noise(y.count, seed: 3))
            .split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(StandIn.NeighborMean()).fit(training).r2(test)
    },
    GuardCase("a column that is filled only where the answer is yes", .targetLeak) { guardian in
        let data = guardian.churn(), left = data.labels.indicator(of: data.labels.classes[1])
        let day = noise(data.count, seed: 5)
        let closed = Vector((0..<data.count).map { left[$0] == 1 ? 100 + day[$0] : .nan })
        let (training, test) = data.with("closing_day", closed).split(testShare: 0.25, seed: 1)
        _ = try SimpleImputer(.constant(-1)).then(BaselineClassifier()).fit(training).predict(test)
    },
    GuardCase("the class as a number among the features", .targetLeak) { guardian in
        let data = guardian.wine(), codes = Vector(data.labels.codes.map { Double(2 * $0 + 1) })
        let (training, test) = data.with("quality", codes).split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("the next month's passengers among the features", .targetLeak) { guardian in
        let (training, test) = guardian.passengers(lead: 1).split(last: 0.25)
        _ = try StandIn.NeighborMean().fit(training).r2(test)
    },
    GuardCase("a target encoding of all rows", .targetEncodingLeak) { guardian in
        let data = guardian.churn().selecting(["state", "area_code"])
        let encoded = try TargetEncoder().fitTransform(data).output
        let (training, test) = encoded.split(testShare: 0.25, seed: 1)
        _ = try BaselineClassifier().fit(training).predict(test)
    },
    GuardCase("training rows encoded by their own targets", .targetEncodingWithoutFolds) { guardian in
        let (training, test) = guardian.churn().selecting(["state", "area_code"]).split(
            testShare: 0.25, seed: 1)
        let encoder = try TargetEncoder().fit(training)
        _ = try BaselineClassifier().fit(encoder.transform(training)).predict(encoder.transform(test))
    },
    GuardCase("means of the target by category made by hand before the split", .targetEncodingLeak) {
        guardian in
        let data = guardian.churn(), left = data.labels.indicator(of: data.labels.classes[1])
        let state = data.features[column: 0]
        var sums: [Double: (Double, Double)] = [:]
        for row in 0..<data.count {
            let (sum, count) = sums[state[row]] ?? (0, 0)
            sums[state[row]] = (sum + left[row], count + 1)
        }
        let rates = Vector(
            (0..<data.count).map { row -> Double in
                let (sum, count) = sums[state[row]] ?? (0, 1)
                return sum / count
            })
        let (training, test) = data.with("state_rate", rates).split(testShare: 0.25, seed: 1)
        _ = try BaselineClassifier().fit(training).predict(test)
    },
]
