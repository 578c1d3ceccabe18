// Lists the public symbols without a documentation comment: documentation-coverage SCRATCH-FOLDER MODULE...
// Reads the symbol graphs that building the documentation left behind; ends with status 1 where a symbol is bare.

import Foundation

struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Names: Decodable { let title: String }
        struct Kind: Decodable { let identifier: String }
        struct Comment: Decodable {}
        struct Location: Decodable {
            struct Position: Decodable { let line: Int }
            let uri: String
            let position: Position
        }
        let names: Names
        let kind: Kind
        let docComment: Comment?
        let accessLevel: String
        let location: Location?
        let pathComponents: [String]
    }
    let symbols: [Symbol]
}

let arguments = CommandLine.arguments.dropFirst()
guard let scratch = arguments.first, arguments.count > 1 else {
    FileHandle.standardError.write(Data("usage: documentation-coverage SCRATCH-FOLDER MODULE...\n".utf8))
    exit(64)
}
let modules = Set(arguments.dropFirst())
var documented = 0, seen: Set<String> = []
var bare: Set<String> = []
let files = FileManager.default.enumerator(at: URL(fileURLWithPath: scratch), includingPropertiesForKeys: nil)
while let file = files?.nextObject() as? URL {
    let name = file.lastPathComponent
    guard name.hasSuffix(".symbols.json"),
        let module = name.split(whereSeparator: { ".@".contains($0) }).first,
        modules.contains(String(module))
    else { continue }
    seen.insert(String(module))
    let graph = try JSONDecoder().decode(SymbolGraph.self, from: Data(contentsOf: file))
    for symbol in graph.symbols where symbol.accessLevel == "public" || symbol.accessLevel == "open" {
        // `extension Float: Scalar` declares nothing by itself: its members are symbols of their own.
        guard let location = symbol.location, symbol.kind.identifier != "swift.extension" else { continue }
        if symbol.docComment != nil {
            documented += 1
        } else {
            bare.insert(
                "\(location.uri.replacing("file://", with: "")):\(location.position.line + 1): \(symbol.pathComponents.joined(separator: "."))"
            )
        }
    }
}
for symbol in bare.sorted() { print("no documentation: \(symbol)") }
for module in modules.subtracting(seen).sorted() { print("no symbol graph of \(module) in \(scratch)") }
print("\(documented) public symbols documented, \(bare.count) not")
exit(bare.isEmpty && seen == modules ? 0 : 1)
