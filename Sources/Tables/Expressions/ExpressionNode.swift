import LinearAlgebra

/// A node of the tree of an expression.
///
/// A loop can chain ten thousands of operations. Such a tree is evaluated, printed and released without recursion over its
/// depth, which would use up the stack.
final class ExpressionNode: @unchecked Sendable {
    /// What the node computes, and of what. It never changes while anyone can see the node: only `deinit` empties it.
    private(set) var form: Form

    enum Form: Sendable {
        case column(String)
        case literal(Cell)
        case arithmetic(Arithmetic, ExpressionNode, ExpressionNode)
        case comparison(Comparator, ExpressionNode, ExpressionNode)
        case both(ExpressionNode, ExpressionNode)
        case either(ExpressionNode, ExpressionNode)
        case not(ExpressionNode)
        case isMissing(ExpressionNode)
        case isIn(ExpressionNode, [Cell])
        case filled(ExpressionNode, ExpressionNode)
        case choice(ExpressionNode, ExpressionNode, ExpressionNode)
        case function(UnaryOperation, ExpressionNode)
        case text(TextFunction, ExpressionNode)
        case test(TextTest, String, ExpressionNode)
        case part(DatePart, ExpressionNode)
        case truncated(TimeUnit, ExpressionNode)
        case converted(ColumnType, ExpressionNode)
    }

    init(_ form: Form) { self.form = form }

    /// What the node computes with, in the order in which it is written.
    var operands: [ExpressionNode] {
        switch form {
        case .column, .literal: []
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right): [left, right]
        case .both(let left, let right), .either(let left, let right), .filled(let left, let right):
            [left, right]
        case .choice(let condition, let yes, let no): [condition, yes, no]
        case .not(let operand), .isMissing(let operand), .isIn(let operand, _): [operand]
        case .function(_, let operand), .text(_, let operand), .test(_, _, let operand): [operand]
        case .part(_, let operand), .truncated(_, let operand), .converted(_, let operand): [operand]
        }
    }

    /// Releases the tree below with a list: each node that no one else holds gives its operands to the list before it goes.
    deinit {
        var pending = operands
        form = .literal(.missing)
        while var node = pending.popLast() {
            if isKnownUniquelyReferenced(&node) {
                pending += node.operands
                node.form = .literal(.missing)
            }
        }
    }
}

extension ColumnExpression {
    typealias Node = ExpressionNode
}
