/// Puts the pieces of a drawing together: the root element, its title and description for screen readers, the
/// style sheet, the definitions, the body; then gives every id the drawing's own prefix.
struct Document {
    var width: Double
    var height: Double
    var theme: Theme
    var title: String
    var description: String

    /// - Parameter id: the prefix of every id; by default a hash of the content, so that two different figures on
    ///   one page cannot clash and the same figure is always the same text.
    func svg(_ canvas: Canvas, id: String?) -> String {
        let head: Markup =
            #"<svg xmlns="http://www.w3.org/2000/svg" id="\#(id: "")" role="img" aria-labelledby="\#(id: "t") \#(id: "d")" width="\#(width)" height="\#(height)" viewBox="0 0 \#(width) \#(height)" style="max-width:100%;height:auto" font-family="Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif" font-size="12"><title id="\#(id: "t")">\#(title)</title><desc id="\#(id: "d")">\#(description)</desc>"#
        var bytes = head.bytes + StyleSheet.markup(theme: theme, hues: canvas.hues)
        if !canvas.definitions.isEmpty {
            bytes += Array("<defs>".utf8) + canvas.definitions + Array("</defs>".utf8)
        }
        let page: Markup = #"<rect class="b" width="\#(width)" height="\#(height)"/>"#
        bytes += page.bytes + canvas.body + Array("</svg>\n".utf8)
        return prefixed(bytes, with: id.map(Self.safe) ?? "f" + Self.hash(bytes))
    }

    private func prefixed(_ bytes: [UInt8], with prefix: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 1024)
        for byte in bytes {
            if byte == Markup.prefixMark {
                result.append(contentsOf: prefix.utf8)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Letters and digits of `id`, after a letter: safe in an attribute, in `url(#…)` and as a CSS selector.
    private static func safe(_ id: String) -> String {
        "f"
            + id.unicodeScalars.filter {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
            }
            .map { String($0) }.joined()
    }

    /// The FNV-1a hash (Fowler, Noll and Vo) of the content, in base 36.
    private static func hash(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
