import Foundation

/// Reference values that a script beside them made: `Tests/Golden/NAME.json`.
public enum Golden {
    /// The folder that holds the reference values and the scripts that made them.
    public static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden")

    /// Decodes `Tests/Golden/NAME.json`.
    public static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
        -> Value
    {
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        return try JSONDecoder().decode(Value.self, from: data)
    }

    /// The bytes of `Tests/Golden/NAME`.
    public static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
