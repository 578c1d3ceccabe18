/// Collects the SVG text of one drawing, with the definitions and classes that its parts ask for.
struct Canvas {
    private(set) var body: [UInt8] = []
    private(set) var definitions: [UInt8] = []
    private var defined: Set<String> = []
    private(set) var hues: Set<Hue> = []
    private var clipCount = 0

    mutating func add(_ markup: Markup) { body.append(contentsOf: markup.bytes) }

    /// Adds a path with further attributes, `fill="none" stroke="currentColor"`; an empty path adds nothing.
    mutating func add(_ path: Path, _ attributes: Markup) {
        if path.isEmpty { return }
        add(#"<path d="\#(markup: path.bytes)" \#(markup: attributes.bytes)/>"#)
    }

    /// Adds what `draw` draws, with `currentColor` set to the hue.
    mutating func group(_ hue: Hue, _ draw: (inout Canvas) -> Void) {
        hues.insert(hue)
        add(#"<g class="\#(hue.cssClass)">"#)
        draw(&self)
        add("</g>")
    }

    /// Adds what `draw` draws, cut off at the edges of `rect`.
    mutating func clipped(to rect: Rect, _ draw: (inout Canvas) -> Void) {
        let name = "k\(clipCount)"
        clipCount += 1
        define(
            name,
            #"<clipPath id="\#(id: name)"><rect x="\#(rect.x)" y="\#(rect.y)" width="\#(rect.width)" height="\#(rect.height)"/></clipPath>"#
        )
        add(#"<g clip-path="url(#\#(id: name))">"#)
        draw(&self)
        add("</g>")
    }

    /// Adds a definition once, under its name.
    mutating func define(_ name: String, _ markup: Markup) {
        if defined.insert(name).inserted { definitions.append(contentsOf: markup.bytes) }
    }

    /// The name of the fill that hatches in a hue's colour; defined on first use.
    mutating func hatch(_ hatch: Hatch, in hue: Hue?, width: Double = 1) -> String {
        let name = "h\(hatch.rawValue)\(hue.map { String($0.rawValue) } ?? "b")"
        if let hue { hues.insert(hue) }
        let paint: Markup = hue.map { #"class="\#($0.cssClass)" stroke="currentColor""# } ?? #"class="e""#
        define(
            name,
            #"<pattern id="\#(id: name)" width="8" height="8" patternUnits="userSpaceOnUse"><path d="\#(hatch.pathData)" \#(markup: paint.bytes) stroke-width="\#(width)" fill="none" stroke-linecap="square"/></pattern>"#
        )
        return name
    }
}

// MARK: - Text

/// Where a text stands against its point.
enum Anchor: String, Sendable {
    case start, middle, end
}

extension Canvas {
    /// Adds one line of text; `style` is a class: `t` plain, `m` muted, `T` the title.
    mutating func text(
        _ text: String, at point: Point, anchor: Anchor = .start, size: Double = TextMetrics.tick,
        style: String = "t", angle: Double = 0, halo: Bool = false
    ) {
        if text.isEmpty { return }
        var attributes: Markup = #"x="\#(point.x)" y="\#(point.y)""#
        if anchor != .start {
            attributes = #"\#(markup: attributes.bytes) text-anchor="\#(anchor.rawValue)""#
        }
        if size != TextMetrics.tick { attributes = #"\#(markup: attributes.bytes) font-size="\#(size)""# }
        if angle != 0 {
            attributes =
                #"\#(markup: attributes.bytes) transform="rotate(\#(angle) \#(point.x) \#(point.y))""#
        }
        if halo {
            // A second text below: `paint-order` is not understood everywhere.
            add(
                #"<text \#(markup: attributes.bytes) class="e b" stroke-width="3" stroke-linejoin="round" stroke-opacity=".9" aria-hidden="true">\#(text)</text>"#
            )
        }
        add(#"<text \#(markup: attributes.bytes) class="\#(style)">\#(text)</text>"#)
    }
}
