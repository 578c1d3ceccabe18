import Cairn

// The models that `stage3 compare` trains. To add one, add a line to each list.

/// The classifiers, simplest first.
func comparedClassifiers(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    _ = ready
    var boosting = GradientBoostingClassifier(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .classifier("baseline: most frequent class", BaselineClassifier()),
        .classifier("gradient boosting", boosting),
    ]
}

/// The regressors, simplest first.
func comparedRegressors(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    _ = ready
    var boosting = GradientBoostingRegressor(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .regressor("baseline: mean", BaselineRegressor()),
        .regressor("gradient boosting", boosting),
    ]
}
