import Datasets
import LinearAlgebra
import Tables
import Testing

import Classical

/// Programs without a mistake.
let cleanPipelines: [GuardCase] = [
    GuardCase("iris, scaled neighbours", nil) { guardian in
        let (training, test) = guardian.iris().split(testShare: 0.25, isStratified: true, seed: 1)
        _ = try StandardScaler().then(Neighbors(neighbors: 5)).fit(training).accuracy(test)
    },
    GuardCase("iris as it is: four lengths in one unit", nil) { guardian in
        let (training, test) = guardian.iris().split(testShare: 0.25, seed: 7)
        _ = try Neighbors(neighbors: 3).fit(training).accuracy(test)
    },
    GuardCase("wine, a scaler of the training side applied to both", nil) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        let scaler = try StandardScaler().fit(training)
        _ = try Neighbors().fit(scaler.transform(training)).accuracy(scaler.transform(test))
    },
    GuardCase("breast cancer, features chosen within the pipeline", nil) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        let pipeline = SelectBest(10, by: .anovaF).then(StandardScaler()).then(
            StandIn.SupportVectorClassifier())
        _ = try pipeline.fit(training).accuracy(test)
    },
    GuardCase("digits as they are: pixels in one unit", nil) { guardian in
        let (training, test) = guardian.digits().split(testShare: 0.25, seed: 1)
        _ = try Neighbors().fit(training).accuracy(test)
    },
    GuardCase("diabetes, regression", nil) { guardian in
        let (training, test) = guardian.diabetes().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(StandIn.NeighborMean()).fit(training).r2(test)
    },
    GuardCase("spam without repeated mails", nil) { guardian in
        let (training, test) = guardian.spam().withoutDuplicates().split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(BaselineClassifier()).fit(training).predict(test)
    },
    GuardCase("churn, a table's columns each in their way", nil) { guardian in
        let (training, test) = guardian.churn().split(testShare: 0.25, seed: 1)
        let preparation = ColumnTransformer(
            NumberColumns(["account_length", "number_customer_service_calls"], StandardScaler()),
            CategoryColumns(["state", "area_code"], OneHotEncoder()))
        _ = try preparation.then(Neighbors()).fit(training).score(test) { Metrics.balancedAccuracy($0, $1) }
    },
    GuardCase("churn, target encoding within the pipeline", nil) { guardian in
        let (training, test) = guardian.churn().selecting(["state", "area_code"]).split(
            testShare: 0.25, seed: 1)
        _ = try TargetEncoder().then(StandardScaler()).then(BaselineClassifier()).fit(training).predict(test)
    },
    GuardCase("titanic: passengers alike are different people", nil) { guardian in
        let (training, test) = guardian.titanic().split(testShare: 0.25, seed: 1)
        _ = try OneHotEncoder().then(BaselineClassifier()).fit(training).accuracy(test)
    },
    GuardCase("penguins, with missing measurements", nil) { guardian in
        let table = loadPenguins()
        let data = guardian.watch(table, target: "species", source: "penguins")
        let (training, test) = data.split(testShare: 0.25, isStratified: true, seed: 2)
        _ = try SimpleImputer(.median).then(StandardScaler()).then(Neighbors()).fit(training).accuracy(test)
    },
    GuardCase("weather, trained on the past", nil) { guardian in
        let (training, test) = guardian.weather().split(last: 0.2)
        _ = try StandardScaler().then(Neighbors(neighbors: 9)).fit(training).accuracy(test)
    },
    GuardCase("passengers told by the months before", nil) { guardian in
        let (training, test) = guardian.passengers().split(last: 0.25)
        _ = try StandIn.NeighborMean().fit(training).r2(test)
    },
    GuardCase("patients each on one side", nil) { guardian in
        let all = loadDiabetes(), x = concatenate([all.raw, all.raw], along: .rows)
        let shifted = x + noise(x.count, seed: 4).reshaped(rows: x.rows, columns: x.columns)
        let patients = (0..<x.rows).map { "patient \($0 % all.raw.rows)" }
        let data = guardian.watch(
            shifted, concatenate([all.target, all.target + 3]), groups: patients, source: "visits")
        let (training, test) = data.split(groupShare: 0.25, seed: 1)
        _ = try StandardScaler().then(StandIn.NeighborMean()).fit(training).r2(test)
    },
    GuardCase("the number of neighbours chosen on validation rows", nil) { guardian in
        let (rest, test) = guardian.wine().split(testShare: 0.25, seed: 1)
        let (training, validation) = rest.split(testShare: 0.3, seed: 2, side: .validation)
        var best = (score: 0.0, neighbors: 1)
        for neighbors in [1, 3, 5, 9, 15] {
            let model = try StandardScaler().then(Neighbors(neighbors: neighbors)).fit(training)
            let score = model.accuracy(validation)
            if score > best.score { best = (score, neighbors) }
        }
        _ = try StandardScaler().then(Neighbors(neighbors: best.neighbors)).fit(rest).accuracy(test)
    },
    GuardCase("cross-validation of a pipeline within the training side", nil) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        let pipeline = StandardScaler().then(Neighbors(neighbors: 5))
        for fold in try training.folds(StratifiedKFold(4, seed: 1)) {
            _ = try pipeline.fit(fold.training).accuracy(fold.test)
        }
        _ = try pipeline.fit(training).accuracy(test)
    },
    GuardCase("rows made up on the training side only", nil) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        let scaler = try StandardScaler().fit(training)
        let equal = try SMOTE().resample(scaler.transform(training))
        _ = try Neighbors().fit(equal).score(scaler.transform(test)) { Metrics.balancedAccuracy($0, $1) }
    },
    GuardCase("two models compared once", nil) { guardian in
        let (training, test) = guardian.cancer().split(testShare: 0.25, seed: 1)
        _ = try BaselineClassifier().fit(training).accuracy(test)
        _ = try StandardScaler().then(Neighbors(neighbors: 5)).fit(training).accuracy(test)
    },
    GuardCase("scores of both sides, to see how much is learned by heart", nil) { guardian in
        let (training, test) = guardian.wine().split(testShare: 0.25, seed: 3)
        let model = try RobustScaler().then(Neighbors(neighbors: 5)).fit(training)
        _ = model.accuracy(training) - model.accuracy(test)
    },
    GuardCase("groups of all rows, to look at", nil) { guardian in
        let data = guardian.wine(), scaled = try StandardScaler().fit(data).transform(data)
        _ = try StandIn.KMeans().fit(scaled)
    },
    GuardCase("steps that learn nothing before the split", nil) { guardian in
        let data = guardian.spam().withoutDuplicates()
        let lengths = try FunctionTransformer(.logarithmOfOnePlus).fit(data).transform(data)
        let (training, test) = lengths.split(testShare: 0.25, seed: 1)
        _ = try StandardScaler().then(BaselineClassifier()).fit(training).predict(test)
    },
    GuardCase("house prices without the numbers of the houses", nil) { guardian in
        let table = loadAmes()
        let numeric = table.columnNames.filter { table[$0].type == .integer || table[$0].type == .number }
        let price = numeric.first { $0.lowercased().contains("price") } ?? ""
        let names = numeric.filter { !["order", "pid"].contains($0.lowercased()) }
        let data = guardian.watch(table.select(names), target: price, source: "ames")
        let (training, test) = data.split(testShare: 0.25, seed: 1)
        _ = try SimpleImputer().then(StandardScaler()).then(StandIn.NeighborMean()).fit(training).r2(test)
    },
]
