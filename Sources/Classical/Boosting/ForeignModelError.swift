import Foundation

/// Why a model of XGBoost or LightGBM could not be read.
public enum ForeignModelError: Error, Equatable, Sendable {
    /// The file cannot be read.
    case file(path: String, reason: String)
    /// The text is not what these libraries write, or a part of it is missing.
    case damaged(reason: String)
    /// A tree is not what these libraries write; trees are counted from 0.
    case damagedTree(Int, reason: String)
    /// The text is in order, but holds what is not supported here.
    case unsupported(String)
}

extension ForeignModelError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .damaged(let reason): "not a model, or a damaged one: \(reason)"
        case .damagedTree(let tree, let reason): "tree \(tree) is damaged: \(reason)"
        case .unsupported(let what): "\(what) is not supported"
        }
    }
}

/// The nodes of one tree of a file, in the file's numbers, before they are known to make a tree.
struct ForeignTree {
    struct Node {
        var feature: Int
        var threshold = 0.0
        var flags: UInt8 = 0
        /// The set of categories that go left.
        var categories: [UInt32]?
        var left = 0
        var right = 0
        var value = 0.0
        var cover = 0.0
        var gain = 0.0
    }

    /// What a file may at most ask for: beyond that it is damaged, or meant to exhaust the memory.
    static let mostFeatures = 1 << 24, mostOutputs = 1 << 16, mostCategoryWords = 1 << 24

    var nodes: [Node]
    /// The number of the tree, for errors.
    var number: Int
}

extension DecisionTrees {
    /// Adds a tree of a file, its nodes numbered anew from the root, children after their parents.
    ///
    /// - Throws: ``ForeignModelError/damagedTree(_:reason:)`` where a child is none, is somebody else's too, or a feature does not exist.
    mutating func append(_ tree: ForeignTree, output: Int) throws(ForeignModelError) {
        var places = [Int](repeating: -1, count: tree.nodes.count), queue = [0], next = 0
        guard !tree.nodes.isEmpty else { throw .damagedTree(tree.number, reason: "it has no nodes") }
        guard feature.count + tree.nodes.count < Int32.max else {
            throw .unsupported("a model of so many nodes")
        }
        beginTree(output: output)
        while next < queue.count {
            let number = queue[next], node = tree.nodes[number]
            next += 1
            guard node.feature < featureCount else {
                throw .damagedTree(
                    tree.number, reason: "node \(number) asks for feature \(node.feature) of \(featureCount)")
            }
            let threshold = node.categories.map { Double(addCategories(words: $0)) } ?? node.threshold
            guard categoryBits.count <= ForeignTree.mostCategoryWords else {
                throw .unsupported("a model with so many or so large categories")
            }
            places[number] = addNode(
                feature: node.feature, threshold: threshold, flags: node.flags, values: [node.value],
                cover: node.cover, gain: node.gain)
            guard node.feature >= 0 else { continue }
            for child in [node.left, node.right] {
                guard tree.nodes.indices.contains(child), places[child] == -1 else {
                    throw .damagedTree(tree.number, reason: "node \(number) has the child \(child)")
                }
                places[child] = -2
                queue.append(child)
            }
        }
        for number in queue where tree.nodes[number].feature >= 0 {
            left[places[number]] = Int32(places[tree.nodes[number].left])
            right[places[number]] = Int32(places[tree.nodes[number].right])
        }
    }
}

/// How the scores of a foreign model become what its library predicts.
enum ForeignLink: Sendable, Codable, Hashable {
    case identity, exponential, softmax, largest, positive, signedSquare, softplus
    /// `1/(1 + e^(-s f))`
    case logistic(Double)
}

/// The text of a model's file.
func foreignText(_ path: String) throws(ForeignModelError) -> String {
    do {
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    } catch {
        throw .file(path: path, reason: error.localizedDescription)
    }
}
