/// What of a saved tree must be right before rows walk through it.
extension TreeNodes {
    /// What is wrong with the nodes; nil where every way from every root ends in a leaf and no node asks for a column that is not there.
    ///
    /// O(nodes).
    ///
    /// - Parameters:
    ///   - roots: The node that each tree begins at.
    ///   - columns: How many columns rows have.
    package func fault(roots: [Int32], columns: Int) -> String? {
        let count = count
        let lengths = [threshold.count, left.count, right.count, missingGoesLeft.count, cover.count]
        guard outputs > 0, lengths.allSatisfy({ $0 == count }), values.count == count * outputs,
            [0, count].contains(impurity.count), [0, count].contains(category.count),
            categoryWords.count == category.count
        else { return "its trees have arrays of different lengths" }
        guard roots.allSatisfy({ (0..<count).contains(Int($0)) }) else { return "a tree begins nowhere" }
        var parents = [UInt8](repeating: 0, count: count)
        for root in roots where parents[Int(root)] == 0 { parents[Int(root)] = 1 }
        for node in 0..<count where feature[node] >= 0 {
            guard feature[node] < columns else {
                return "a tree asks for column \(feature[node]) of \(columns)"
            }
            for child in [Int(left[node]), Int(right[node])] {
                guard (0..<count).contains(child) else { return "a node of a tree leads nowhere" }
                guard parents[child] == 0 else { return "two nodes of a tree lead to one" }
                parents[child] = 1
            }
            if !category.isEmpty, category[node] >= 0 {
                let end = Int(category[node]) + Int(categoryWords[node])
                guard categoryWords[node] >= 0, end <= categorySets.count else {
                    return "a set of categories is not there"
                }
            }
        }
        return nil
    }
}

extension TreeClassifierModel: CheckedModel {
    package var fault: String? { nodes.fault(roots: [0], columns: featureCount) }
}

extension TreeRegressorModel: CheckedModel {
    package var fault: String? { nodes.fault(roots: [0], columns: featureCount) }
}

extension ForestClassifierModel: CheckedModel {
    package var fault: String? { nodes.fault(roots: roots, columns: featureCount) }
}

extension ForestRegressorModel: CheckedModel {
    package var fault: String? { nodes.fault(roots: roots, columns: featureCount) }
}

extension IsolationForest.Model: CheckedModel {
    package var fault: String? { nodes.fault(roots: roots, columns: featureCount) }
}

extension NearestNeighborsClassifier.Model: CheckedModel {
    package var fault: String? {
        guard codes.count == index.points.rows, (1...max(1, codes.count)).contains(neighbors),
            codes.allSatisfy({ classes.indices.contains(Int($0)) })
        else { return "its rows have classes that are not there" }
        return nil
    }
}
