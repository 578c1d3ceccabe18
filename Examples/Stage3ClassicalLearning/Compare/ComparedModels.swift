import Cairn

// The models that `stage3 compare` trains. To add one, add a line to each list: estimators that take NaN and codes of categories as
// they are, others behind `ready`.

/// The classifiers, simplest first.
func comparedClassifiers(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    var tree = DecisionTreeClassifier(maximumDepth: 6, minimumLeafRows: 5)
    tree.categoricalFeatures = categories
    var boosting = GradientBoostingClassifier(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .classifier("baseline: most frequent class", BaselineClassifier()),
        .classifier("logistic regression", ready.then(LogisticRegression())),
        .classifier("naive Bayes", ready.then(GaussianNaiveBayes())),
        .classifier("15 nearest neighbours", ready.then(NearestNeighborsClassifier(neighbors: 15))),
        .classifier("decision tree of depth 6", tree),
        .classifier("random forest", ready.then(RandomForestClassifier(trees: 100))),
        .classifier("gradient boosting", boosting),
    ]
}

/// The regressors, simplest first.
func comparedRegressors(_ categories: Set<Int>) -> [Contender] {
    let ready = MixedColumns(categories: categories)
    var tree = DecisionTreeRegressor(maximumDepth: 6, minimumLeafRows: 5)
    tree.categoricalFeatures = categories
    var boosting = GradientBoostingRegressor(trees: 100)
    boosting.categoricalFeatures = categories
    return [
        .regressor("baseline: mean", BaselineRegressor()),
        .regressor("ridge regression", ready.then(RidgeRegression(penalty: 1))),
        .regressor("15 nearest neighbours", ready.then(NearestNeighborsRegressor(neighbors: 15))),
        .regressor("decision tree of depth 6", tree),
        .regressor("random forest", ready.then(RandomForestRegressor(trees: 100))),
        .regressor("gradient boosting", boosting),
    ]
}
