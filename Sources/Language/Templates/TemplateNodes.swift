/// An expression of the template language, with the line where it stands.
indirect enum TemplateExpression: Sendable {
    case constant(TemplateValue)
    case name(String, Int)
    case list([TemplateExpression], Int)
    case tuple([TemplateExpression], Int)
    case dictionary([(TemplateExpression, TemplateExpression)], Int)
    case attribute(TemplateExpression, String, Int)
    case item(TemplateExpression, TemplateExpression, Int)
    case slice(TemplateExpression, TemplateExpression?, TemplateExpression?, TemplateExpression?, Int)
    case call(TemplateExpression, TemplateArguments, Int)
    case filter(TemplateExpression, String, TemplateArguments, Int)
    case test(TemplateExpression, String, TemplateArguments, Int)
    case not(TemplateExpression, Int)
    case sign(TemplateExpression, isNegative: Bool, Int)
    case arithmetic(TemplateExpression, String, TemplateExpression, Int)
    case concatenation([TemplateExpression], Int)
    case comparison(TemplateExpression, [(String, TemplateExpression)], Int)
    case and(TemplateExpression, TemplateExpression, Int)
    case or(TemplateExpression, TemplateExpression, Int)
    case conditional(TemplateExpression, then: TemplateExpression, otherwise: TemplateExpression?, Int)

    var line: Int {
        switch self {
        case .constant: 0
        case .name(_, let line), .list(_, let line), .tuple(_, let line), .dictionary(_, let line),
            .attribute(_, _, let line), .item(_, _, let line), .slice(_, _, _, _, let line),
            .call(_, _, let line),
            .filter(_, _, _, let line), .test(_, _, _, let line), .not(_, let line), .sign(_, _, let line),
            .arithmetic(_, _, _, let line), .concatenation(_, let line), .comparison(_, _, let line),
            .and(_, _, let line), .or(_, _, let line), .conditional(_, _, _, let line):
            line
        }
    }
}

/// What stands between the parentheses of a call.
struct TemplateArguments: Sendable {
    var positional: [TemplateExpression] = []
    var named: [(String, TemplateExpression)] = []
}

/// What a value is given to: a name, an attribute of a namespace, or several of them.
indirect enum TemplateTarget: Sendable {
    case name(String)
    case attribute(String, String)
    case several([TemplateTarget])
}

/// A macro: a piece of template with parameters.
struct TemplateMacro: Sendable {
    var name: String
    var parameters: [(name: String, value: TemplateExpression?)]
    var body: [TemplateStatement]
}

/// A filter with its arguments, where it stands without a value: `{% set x | upper %}`.
struct TemplateFilterStep: Sendable {
    var name: String
    var arguments: TemplateArguments
}

/// A statement of the template language.
indirect enum TemplateStatement: Sendable {
    case text(String)
    case output(TemplateExpression, Int)
    case choice(
        [(condition: TemplateExpression, body: [TemplateStatement])], otherwise: [TemplateStatement], Int)
    case loop(TemplateLoop, Int)
    case set(TemplateTarget, TemplateExpression, Int)
    case setBlock(TemplateTarget, [TemplateFilterStep], [TemplateStatement], Int)
    case filterBlock([TemplateFilterStep], [TemplateStatement], Int)
    case macro(TemplateMacro, Int)
    case callBlock(TemplateMacro, TemplateExpression, Int)
    case with([(TemplateTarget, TemplateExpression)], [TemplateStatement], Int)
    case scope([TemplateStatement], Int)
    case leave(Int)
    case next(Int)
}

/// A loop.
struct TemplateLoop: Sendable {
    var target: TemplateTarget
    var values: TemplateExpression
    var condition: TemplateExpression?
    var body: [TemplateStatement]
    var otherwise: [TemplateStatement]
}
