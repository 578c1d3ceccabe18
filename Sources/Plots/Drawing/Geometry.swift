/// A place on the page, in pixels from the top left corner.
struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
}

/// A part of the page, in pixels; `y` runs down.
struct Rect: Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var right: Double { x + width }
    var bottom: Double { y + height }
    var centre: Point { Point(x: x + width / 2, y: y + height / 2) }

    func grown(by amount: Double) -> Rect {
        Rect(x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
    }

    func contains(_ point: Point) -> Bool {
        point.x >= x && point.x <= right && point.y >= y && point.y <= bottom
    }
}

extension Rect {
    /// The part of the segment `a`–`b` inside this rectangle, or nil (Liang and Barsky, 1984).
    func clip(_ a: Point, _ b: Point) -> (Point, Point)? {
        var enter = 0.0, leave = 1.0
        let dx = b.x - a.x, dy = b.y - a.y
        for (direction, distance) in [(-dx, a.x - x), (dx, right - a.x), (-dy, a.y - y), (dy, bottom - a.y)] {
            if direction == 0 {
                if distance < 0 { return nil }
            } else if direction < 0 {
                enter = max(enter, distance / direction)
            } else {
                leave = min(leave, distance / direction)
            }
        }
        guard enter <= leave else { return nil }
        return (
            Point(x: a.x + enter * dx, y: a.y + enter * dy), Point(x: a.x + leave * dx, y: a.y + leave * dy)
        )
    }
}
