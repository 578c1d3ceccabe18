// Trees and forests of `Trees/` in the form that ``TreeExplainer`` explains: scores are shares of classes, or numbers.

extension TreeClassifierModel: TreeEnsemble {
    /// The tree; its scores are the probabilities.
    public var decisionTrees: DecisionTrees {
        DecisionTrees(nodes, roots: [0], featureCount: featureCount, scale: 1)
    }
}

extension TreeRegressorModel: TreeEnsemble {
    /// The tree; its scores are the predictions.
    public var decisionTrees: DecisionTrees {
        DecisionTrees(nodes, roots: [0], featureCount: featureCount, scale: 1)
    }
}

extension ForestClassifierModel: TreeEnsemble {
    /// The trees; their scores are the probabilities.
    public var decisionTrees: DecisionTrees {
        DecisionTrees(nodes, roots: roots, featureCount: featureCount, scale: 1 / Double(roots.count))
    }
}

extension ForestRegressorModel: TreeEnsemble {
    /// The trees; their scores are the predictions.
    public var decisionTrees: DecisionTrees {
        DecisionTrees(nodes, roots: roots, featureCount: featureCount, scale: 1 / Double(roots.count))
    }
}
