import Foundation

/// Where real weights lie: what `make models` fetched, or any folder of your own.
///
///     let folder = ModelCache.miniLM          // nil where it was not fetched
public enum ModelCache {
    /// The folder of all models: `$CAIRN_DATA/models`, else `~/.cache/cairn/models`.
    public static var root: String {
        let named = ProcessInfo.processInfo.environment["CAIRN_DATA"] ?? ""
        return (named.isEmpty ? NSHomeDirectory() + "/.cache/cairn" : named) + "/models"
    }

    /// The path of what is called `name` in it, or nil where there is none.
    public static func path(_ name: String) -> String? {
        let path = root + "/" + name
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The GGUF file of SmolLM2-135M-Instruct, or nil where it was not fetched.
    public static var smolLM2: String? { path("smollm2/SmolLM2-135M-Instruct.Q4_1.gguf") }

    /// The folder of the sentence embedder all-MiniLM-L6-v2, or nil where it was not fetched.
    public static var miniLM: String? { path("minilm/config.json") == nil ? nil : path("minilm") }

    /// The folder of GPT-2's vocabulary (`encoder.json`, `vocab.bpe`), or nil where it was not fetched.
    public static var gpt2Vocabulary: String? { path("gpt2/vocab.bpe") == nil ? nil : path("gpt2") }
}
