/// The `d` attribute of a path, in relative steps of hundredths of a pixel: short to write, and without drift.
struct Path: Sendable {
    private(set) var bytes: [UInt8] = []
    private var x = 0
    private var y = 0

    var isEmpty: Bool { bytes.isEmpty }

    mutating func move(to point: Point) {
        (x, y) = (hundredths(point.x), hundredths(point.y))
        bytes.append(UInt8(ascii: "M"))
        appendPair(x, y)
    }

    mutating func line(to point: Point) {
        let (nextX, nextY) = (hundredths(point.x), hundredths(point.y))
        let (dx, dy) = (nextX - x, nextY - y)
        (x, y) = (nextX, nextY)
        if dx == 0 && dy == 0 { return }
        if dy == 0 {
            bytes.append(UInt8(ascii: "h"))
            appendHundredths(dx, to: &bytes)
        } else if dx == 0 {
            bytes.append(UInt8(ascii: "v"))
            appendHundredths(dy, to: &bytes)
        } else {
            bytes.append(UInt8(ascii: "l"))
            appendPair(dx, dy)
        }
    }

    mutating func close() { bytes.append(UInt8(ascii: "z")) }

    mutating func polyline(_ points: some Sequence<Point>) {
        var first = true
        for point in points {
            if first { move(to: point) } else { line(to: point) }
            first = false
        }
    }

    mutating func segment(_ a: Point, _ b: Point) {
        move(to: a)
        line(to: b)
    }

    mutating func rect(_ rect: Rect) {
        move(to: Point(x: rect.x, y: rect.y))
        line(to: Point(x: rect.right, y: rect.y))
        line(to: Point(x: rect.right, y: rect.bottom))
        line(to: Point(x: rect.x, y: rect.bottom))
        close()
    }

    /// Appends path data that starts and ends anywhere; the next command must be `move(to:)`.
    mutating func raw(_ data: String) { bytes.append(contentsOf: data.utf8) }

    private mutating func appendPair(_ a: Int, _ b: Int) {
        appendHundredths(a, to: &bytes)
        if b >= 0 { bytes.append(UInt8(ascii: " ")) }
        appendHundredths(b, to: &bytes)
    }
}
