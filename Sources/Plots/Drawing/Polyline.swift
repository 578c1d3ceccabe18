/// A series as the pixels see it: broken where points have no place, thinned, and cut at the frame.
enum Polyline {
    /// The unbroken runs of a series, in pixels.
    static func runs(_ x: [Double], _ y: [Double], in frame: Frame) -> [[Point]] {
        var runs: [[Point]] = [], run: [Point] = []
        for (xValue, yValue) in zip(x, y) {
            if let point = frame.point(xValue, yValue) {
                run.append(point)
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }

    /// More points than this in a series are thinned.
    static let limit = 4000

    /// `run` with, for each stretch inside one pixel column, only its first, lowest, highest and last point
    /// (Jugel and others, "M4", 2014): the drawn line covers the same pixels.
    static func thinned(_ run: [Point]) -> [Point] {
        guard run.count > limit else { return run }
        var kept: [Point] = []
        var start = 0
        while start < run.count {
            let column = column(run[start])
            var end = start, lowest = start, highest = start
            while end < run.count && self.column(run[end]) == column {
                if run[end].y < run[lowest].y { lowest = end }
                if run[end].y > run[highest].y { highest = end }
                end += 1
            }
            var last = -1
            for index in [start, min(lowest, highest), max(lowest, highest), end - 1] where index > last {
                kept.append(run[index])
                last = index
            }
            start = end
        }
        return strided(kept, to: 40_000)
    }

    private static func column(_ point: Point) -> Int { Int(min(max(point.x, -1e6), 1e6).rounded(.down)) }

    /// At most `count` of `points`, evenly taken: for paths that jump to and fro, which columns cannot thin.
    private static func strided(_ points: [Point], to count: Int) -> [Point] {
        guard points.count > count else { return points }
        let step = (points.count + count - 1) / count
        return stride(from: 0, to: points.count, by: step).map { points[$0] }
    }

    /// The pieces of `run` inside `rect`.
    static func clipped(_ run: [Point], to rect: Rect) -> [[Point]] {
        if run.allSatisfy(rect.contains) { return [run] }
        var pieces: [[Point]] = [], piece: [Point] = []
        for (a, b) in zip(run, run.dropFirst()) {
            guard let (from, to) = rect.clip(a, b) else {
                if !piece.isEmpty { pieces.append(piece) }
                piece = []
                continue
            }
            if piece.last != from {
                if !piece.isEmpty { pieces.append(piece) }
                piece = [from]
            }
            piece.append(to)
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }

    /// Points with at most one of them in a square of `size` pixels, in the order of their first appearance.
    static func spread(_ points: [Point], to rect: Rect) -> [Point] {
        var size = 0.5, kept = points
        while kept.count > 20_000 || (size == 0.5 && kept.count > limit) {
            kept = onePerSquare(kept, size, rect)
            size *= 1.5
        }
        return kept
    }

    private static func onePerSquare(_ points: [Point], _ size: Double, _ rect: Rect) -> [Point] {
        let columns = Int(rect.width / size) + 2, rows = Int(rect.height / size) + 2
        var taken = [Bool](repeating: false, count: columns * rows)
        return points.filter { point in
            let column = Int((point.x - rect.x) / size), row = Int((point.y - rect.y) / size)
            let cell = min(max(row, 0), rows - 1) * columns + min(max(column, 0), columns - 1)
            defer { taken[cell] = true }
            return !taken[cell]
        }
    }

    /// `points` without those that lie within 0.08 pixels of the line through the ones kept (Douglas and Peucker,
    /// 1973), with a stack in place of recursion. Long jagged runs, where it could be slow, are left as they are.
    static func simplified(_ points: [Point]) -> [Point] {
        guard points.count > 12, points.count <= limit else { return points }
        var keep = [Bool](repeating: false, count: points.count)
        keep[0] = true
        keep[points.count - 1] = true
        var stack = [(0, points.count - 1)]
        while let (first, last) = stack.popLast() {
            guard last > first + 1 else { continue }
            var worst = 0.0064, split = -1
            for index in first + 1..<last {
                let distance = squaredDistance(points[index], points[first], points[last])
                if distance > worst { (worst, split) = (distance, index) }
            }
            guard split > 0 else { continue }
            keep[split] = true
            stack += [(first, split), (split, last)]
        }
        return points.indices.filter { keep[$0] }.map { points[$0] }
    }

    /// The square of the distance from `p` to the segment `a`–`b`.
    private static func squaredDistance(_ p: Point, _ a: Point, _ b: Point) -> Double {
        let dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy
        let t = length > 0 ? min(max(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0), 1) : 0
        let ex = p.x - a.x - t * dx, ey = p.y - a.y - t * dy
        return ex * ex + ey * ey
    }
}
