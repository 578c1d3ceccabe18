import Cairn

// The models that `stage3 compare` trains. To add one, add a line to each list: estimators that take NaN and codes of categories as
// they are, others behind `ready`.

/// The classifiers, simplest first.
func comparedClassifiers(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    var boosting = GradientBoostingClassifier(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .classifier("baseline: most frequent class", BaselineClassifier()),
        .classifier("logistic regression", ready.then(LogisticRegression())),
        .classifier("gradient boosting", boosting),
    ]
}

/// The regressors, simplest first.
func comparedRegressors(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    var boosting = GradientBoostingRegressor(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .regressor("baseline: mean", BaselineRegressor()),
        .regressor("ridge regression", ready.then(RidgeRegression(penalty: 1))),
        .regressor("gradient boosting", boosting),
    ]
}
