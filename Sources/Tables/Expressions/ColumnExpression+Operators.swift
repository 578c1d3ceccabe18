// The operators of expressions: each for two expressions, and for an expression and a value on either side.

// Arithmetic: integers stay integers but for `/`, and beside numbers they become numbers.
extension ColumnExpression {
    /// The sum; of strings, one after the other; of a time and a number of seconds, a later time.
    public static func + (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.arithmetic(.add, left.node, right.node))
    }
    /// The sum; of strings, one after the other; of a time and a number of seconds, a later time.
    public static func + (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left + right.expression
    }
    /// The sum; of strings, one after the other; of a time and a number of seconds, a later time.
    public static func + (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression + right
    }

    /// The difference; of two times, in seconds.
    public static func - (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.arithmetic(.subtract, left.node, right.node))
    }
    /// The difference; of two times, in seconds.
    public static func - (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left - right.expression
    }
    /// The difference; of two times, in seconds.
    public static func - (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression - right
    }

    /// The product.
    public static func * (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.arithmetic(.multiply, left.node, right.node))
    }
    /// The product.
    public static func * (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left * right.expression
    }
    /// The product.
    public static func * (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression * right
    }

    /// The quotient, always a number: 1 / 2 is 0.5. Divided by 0 it is infinite, and missing for 0 / 0.
    public static func / (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.arithmetic(.divide, left.node, right.node))
    }
    /// The quotient, always a number: 1 / 2 is 0.5. Divided by 0 it is infinite, and missing for 0 / 0.
    public static func / (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left / right.expression
    }
    /// The quotient, always a number: 1 / 2 is 0.5. Divided by 0 it is infinite, and missing for 0 / 0.
    public static func / (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression / right
    }

    /// The remainder with the sign of the divisor, as in Python; missing where integers are divided by 0.
    public static func % (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.arithmetic(.remainder, left.node, right.node))
    }
    /// The remainder with the sign of the divisor, as in Python; missing where integers are divided by 0.
    public static func % (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left % right.expression
    }
    /// The remainder with the sign of the divisor, as in Python; missing where integers are divided by 0.
    public static func % (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression % right
    }
}

// Comparisons: numbers by value, strings by code points, `false` before `true`, earlier times first.
extension ColumnExpression {
    /// Whether both are equal.
    public static func == (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.equal, left.node, right.node))
    }
    /// Whether both are equal.
    public static func == (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left == right.expression
    }
    /// Whether both are equal.
    public static func == (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression == right
    }

    /// Whether both differ.
    public static func != (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.unequal, left.node, right.node))
    }
    /// Whether both differ.
    public static func != (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left != right.expression
    }
    /// Whether both differ.
    public static func != (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression != right
    }

    /// Whether the left is below the right.
    public static func < (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.below, left.node, right.node))
    }
    /// Whether the left is below the right.
    public static func < (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left < right.expression
    }
    /// Whether the left is below the right.
    public static func < (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression < right
    }

    /// Whether the left is not above the right.
    public static func <= (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.notAbove, left.node, right.node))
    }
    /// Whether the left is not above the right.
    public static func <= (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left <= right.expression
    }
    /// Whether the left is not above the right.
    public static func <= (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression <= right
    }

    /// Whether the left is above the right.
    public static func > (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.above, left.node, right.node))
    }
    /// Whether the left is above the right.
    public static func > (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left > right.expression
    }
    /// Whether the left is above the right.
    public static func > (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression > right
    }

    /// Whether the left is not below the right.
    public static func >= (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.comparison(.notBelow, left.node, right.node))
    }
    /// Whether the left is not below the right.
    public static func >= (left: ColumnExpression, right: some ColumnOperand) -> ColumnExpression {
        left >= right.expression
    }
    /// Whether the left is not below the right.
    public static func >= (left: some ColumnOperand, right: ColumnExpression) -> ColumnExpression {
        left.expression >= right
    }
}

// Logic with three values: true, false and missing.
extension ColumnExpression {
    /// True where both are, false where either is, else missing.
    public static func && (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.both(left.node, right.node))
    }
    /// True where either is, false where both are, else missing.
    public static func || (left: ColumnExpression, right: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.either(left.node, right.node))
    }
    /// True where it is false, missing where it is missing.
    public static prefix func ! (operand: ColumnExpression) -> ColumnExpression {
        ColumnExpression(.not(operand.node))
    }
    /// The number with the other sign.
    public static prefix func - (operand: ColumnExpression) -> ColumnExpression {
        0 - operand
    }
}
