/// Where the legend goes.
public enum LegendPlacement: Sendable {
    /// In a corner or at an edge where it covers no data, otherwise to the right of the axes.
    case automatic
    /// To the right of the axes.
    case outside
    /// Inside the axes, whatever lies there.
    case topLeft, topRight, bottomLeft, bottomRight
    /// Nowhere.
    case hidden
}

/// One line of a legend.
struct LegendKey: Sendable {
    enum Glyph: Sendable {
        case line(Dash, Marker?, width: Double)
        case point(Marker)
        case patch(Hatch, opacity: Double)
    }

    var label: String
    var hue: Hue
    var glyph: Glyph
}

/// A legend laid out: it knows its size, and can be drawn anywhere.
struct Legend {
    private static let rowHeight = 19.0
    private static let glyphWidth = 30.0
    private static let inset = 8.0

    private let keys: [(key: LegendKey, text: String)]
    let width: Double
    var height: Double { Double(keys.count) * Self.rowHeight + Self.inset }

    /// - Parameter widest: the room for the whole legend; longer labels are cut.
    init?(_ keys: [LegendKey], widest: Double, tallest: Double) {
        if keys.isEmpty { return nil }
        let room = max(24, widest - Self.glyphWidth - 2 * Self.inset - 4)
        let fitting = max(1, Int((tallest - Self.inset) / Self.rowHeight))
        var rows = keys.prefix(fitting).map { key in
            (key: key, text: TextMetrics.fitted(key.label, into: room, size: TextMetrics.tick))
        }
        if keys.count > fitting { rows[fitting - 1].text = "… and \(keys.count - fitting + 1) more" }
        self.keys = rows
        let text = rows.map { TextMetrics.width($0.text, size: TextMetrics.tick) }.max() ?? 0
        width = text + Self.glyphWidth + 2 * Self.inset + 4
    }

    /// The first of the usual places inside `rect` that covers no ink.
    func freePlace(in rect: Rect, avoiding coverage: Coverage) -> Rect? {
        let left = rect.x + 8, right = rect.right - width - 8, centre = rect.centre.x - width / 2
        let top = rect.y + 8, bottom = rect.bottom - height - 8, middle = rect.centre.y - height / 2
        guard right > left, bottom > top else { return nil }
        let places = [
            (right, top), (left, top), (right, bottom), (left, bottom), (right, middle), (left, middle),
            (centre, top), (centre, bottom),
        ]
        return places.lazy.map { Rect(x: $0.0, y: $0.1, width: width, height: height) }
            .first { coverage.count(under: $0.grown(by: 4)) == 0 }
    }

    /// The place inside `rect` that a fixed placement names.
    func place(_ placement: LegendPlacement, in rect: Rect) -> Rect {
        let atLeft = placement == .topLeft || placement == .bottomLeft
        let atTop = placement == .topLeft || placement == .topRight
        return Rect(
            x: atLeft ? rect.x + 8 : rect.right - width - 8, y: atTop ? rect.y + 8 : rect.bottom - height - 8,
            width: width, height: height)
    }

    func draw(at place: Rect, boxed: Bool, on canvas: inout Canvas) {
        if boxed {
            canvas.add(
                #"<rect class="b g" x="\#(place.x)" y="\#(place.y)" width="\#(place.width)" height="\#(place.height)" rx="4" fill-opacity=".85"/>"#
            )
        }
        for (index, row) in keys.enumerated() {
            let middle = place.y + Self.inset / 2 + (Double(index) + 0.5) * Self.rowHeight
            let left = place.x + Self.inset
            canvas.group(row.key.hue) { draw(row.key, left: left, middle: middle, on: &$0) }
            let at = Point(x: left + Self.glyphWidth + 4, y: middle + 4)
            canvas.text(row.text, at: at)
        }
    }

    private func draw(_ key: LegendKey, left: Double, middle: Double, on canvas: inout Canvas) {
        let right = left + Self.glyphWidth - 2, centre = Point(x: (left + right) / 2, y: middle)
        switch key.glyph {
        case .line(let dash, let marker, let width):
            var path = Path()
            path.segment(Point(x: left, y: middle), Point(x: right, y: middle))
            canvas.add(path, Stroke.line(width: width, dash: dash))
            if let marker { Stroke.markers([centre], marker, radius: 4, on: &canvas) }
        case .point(let marker): Stroke.markers([centre], marker, radius: 4.2, on: &canvas)
        case .patch(let hatch, let opacity):
            let box = Rect(x: left + 3, y: middle - 6.5, width: right - left - 6, height: 13)
            Stroke.area([box], hatch: hatch, hue: key.hue, opacity: opacity, on: &canvas)
        }
    }
}

/// The ways in which marks put ink down, shared by the marks and the legend so that they look the same.
enum Stroke {
    static func line(width: Double, dash: Dash) -> Markup {
        #"fill="none" stroke="currentColor" stroke-width="\#(width)" stroke-linejoin="round"\#(markup: Array(dash.attribute.utf8))"#
    }

    static func markers(_ points: [Point], _ marker: Marker, radius: Double, on canvas: inout Canvas) {
        var path = Path()
        for point in points { marker.add(to: &path, at: point, radius: radius) }
        if marker.isOpen {
            canvas.add(path, #"fill="none" stroke="currentColor" stroke-width="\#(radius > 3 ? 1.8 : 1.2)""#)
        } else if radius > 3 && points.count <= 1500 {
            canvas.add(path, #"class="e" fill="currentColor" stroke-width=".8""#)
        } else {
            canvas.add(path, #"fill="currentColor""#)
        }
    }

    /// Rectangles filled with the hue, hatched over in the colour of the page (when opaque) or of the hue.
    static func area(
        _ rects: [Rect], hatch: Hatch, hue: Hue, opacity: Double, on canvas: inout Canvas
    ) {
        var path = Path()
        for rect in rects { path.rect(rect) }
        area(path, hatch: hatch, hue: hue, opacity: opacity, outlined: true, on: &canvas)
    }

    static func area(
        _ path: Path, hatch: Hatch, hue: Hue, opacity: Double, outlined: Bool, on canvas: inout Canvas
    ) {
        let outline: Markup = outlined ? #" stroke="currentColor""# : ""
        canvas.add(path, #"fill="currentColor" fill-opacity="\#(opacity)"\#(markup: outline.bytes)"#)
        if hatch != .none {
            let name = canvas.hatch(hatch, in: opacity > 0.6 ? nil : hue, width: hatch == .dots ? 2.4 : 1.2)
            let strength = opacity > 0.6 ? 0.75 : 0.6
            canvas.add(path, #"fill="url(#\#(id: name))" fill-opacity="\#(strength)""#)
        }
    }
}
