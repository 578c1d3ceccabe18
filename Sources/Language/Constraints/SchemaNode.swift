/// What a schema asks of a value, without the spellings of the standard.
indirect enum SchemaNode: Sendable {
    case any
    case null
    case boolean
    case string(minimum: Int, maximum: Int?)
    case integer(minimum: Int?, maximum: Int?)
    case number(NumberBounds)
    case constants([TemplateValue])
    case array(first: [SchemaNode], rest: SchemaNode?, minimum: Int, maximum: Int?)
    case object([SchemaProperty], others: SchemaNode?, minimum: Int, maximum: Int?)
    case anyOf([SchemaNode])
    case reference(Int)
}

/// One property of an object.
struct SchemaProperty: Sendable {
    var name: String
    var value: SchemaNode
    var isRequired: Bool
}

/// Where a number may lie.
struct NumberBounds: Sendable {
    var minimum: Double?
    var excludesMinimum = false
    var maximum: Double?
    var excludesMaximum = false

    func contains(_ value: Double) -> Bool {
        if let minimum, excludesMinimum ? value <= minimum : value < minimum { return false }
        if let maximum, excludesMaximum ? value >= maximum : value > maximum { return false }
        return true
    }
}
