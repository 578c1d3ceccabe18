/// A scale of colours for values.
public enum ColorMap: Sendable {
    /// From dark violet over green to bright yellow: lightness rises all the way, so that it also reads in grey.
    /// (van der Walt and Smith, 2015; the table is in the public domain, CC0.)
    case viridis
    /// From blue over grey to red, for values with a meaningful middle, which is 0 unless limits say otherwise.
    /// (Moreland, "Diverging color maps for scientific visualization", 2009.)
    case diverging
    /// From black to white.
    case gray

    /// How many different colours a drawing uses.
    static let levels = 64

    private static let viridisStops: [UInt32] = [
        0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989, 0x3B528B, 0x375A8D,
        0x33638D, 0x2F6A8E, 0x2C728E, 0x297A8E, 0x26818E, 0x23898E, 0x21908C, 0x1F988B, 0x1F9F88, 0x21A685,
        0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C, 0x5DC963, 0x6ECE58, 0x82D34C, 0x96D83F, 0xABDC32, 0xC0DF24,
        0xD5E21A, 0xEAE51A, 0xFDE725,
    ]
    private static let divergingStops: [UInt32] = [
        0x3B4CC0, 0x445ACC, 0x4D68D7, 0x5775E1, 0x6282EA, 0x6C8EF1, 0x779AF7, 0x82A5FB, 0x8DB0FE, 0x98B9FF,
        0xA3C2FE, 0xAEC9FC, 0xB8D0F9, 0xC2D5F4, 0xCCD9EE, 0xD5DBE6, 0xDDDDDD, 0xE5D8D1, 0xECD3C5, 0xF1CCB9,
        0xF4C4AD, 0xF7BBA0, 0xF7B194, 0xF7A687, 0xF49A7B, 0xF18D6F, 0xEC7F63, 0xE57058, 0xDE604D, 0xD55042,
        0xCB3E38, 0xC0282F, 0xB40426,
    ]

    /// The colour at `fraction` of the way, in red, green and blue of 0 to 255; outside 0…1 the nearest end.
    ///
    ///     ColorMap.viridis.rgb(at: 1)   // (red: 253, green: 231, blue: 37)
    public func rgb(at fraction: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
        let clamped = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
        let stops: [UInt32]
        switch self {
        case .viridis: stops = Self.viridisStops
        case .diverging: stops = Self.divergingStops
        case .gray: stops = [0x000000, 0xFFFFFF]
        }
        let position = clamped * Double(stops.count - 1)
        let index = min(Int(position), stops.count - 2)
        let part = position - Double(index)
        func mix(_ shift: UInt32) -> UInt8 {
            let low = Double((stops[index] >> shift) & 0xFF),
                high = Double((stops[index + 1] >> shift) & 0xFF)
            return UInt8((low + part * (high - low)).rounded())
        }
        return (mix(16), mix(8), mix(0))
    }

    /// The colour of one of the `levels` levels, "#440154".
    func level(_ level: Int) -> String { hex(at: (Double(level) + 0.5) / Double(Self.levels)) }

    func hex(at fraction: Double) -> String {
        let color = rgb(at: fraction)
        let digits = Array("0123456789abcdef")
        return "#"
            + String(
                [color.red, color.green, color.blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Whether dark text reads better than light on the colour at `fraction`.
    func wantsDarkText(at fraction: Double) -> Bool {
        let color = rgb(at: fraction)
        return 0.299 * Double(color.red) + 0.587 * Double(color.green) + 0.114 * Double(color.blue) > 140
    }
}

/// Values with the map that colours them and the values at its two ends.
struct ColoredValues: Sendable {
    var values: [Double]
    var map: ColorMap
    var lower: Double
    var upper: Double

    /// A diverging map without limits is made symmetric around zero.
    init(_ values: [Double], map: ColorMap, limits: ClosedRange<Double>?) {
        self.values = values
        self.map = map
        var extent = Extent()
        extent.include(values, on: .linear)
        if let limits, abs(limits.lowerBound) <= 1e300, abs(limits.upperBound) <= 1e300 {
            (lower, upper) = (limits.lowerBound, limits.upperBound)
        } else if extent.isEmpty {
            (lower, upper) = (0, 1)
        } else if case .diverging = map {
            let reach = max(abs(extent.lower), abs(extent.upper))
            (lower, upper) = (-reach, reach)
        } else {
            (lower, upper) = (extent.lower, extent.upper)
        }
        let size = max(abs(lower), abs(upper))
        if !(upper - lower > max(size * 1e-12, 1e-290)) {
            let half = size < 1e-290 ? 1 : size * 0.1
            (lower, upper) = (lower - half, upper + half)
        }
    }

    /// How far along the map a value lies; nil where it is not a number.
    func fraction(of value: Double) -> Double? {
        guard value.isFinite else { return nil }
        return (min(max(value, lower), upper) - lower) / (upper - lower)
    }

    func level(_ index: Int) -> Int? {
        fraction(of: values[index]).map { min(Int($0 * Double(ColorMap.levels)), ColorMap.levels - 1) }
    }
}

/// The strip that tells which colour is which value.
struct ColorBar: Sendable {
    static let width = 14.0
    var map: ColorMap
    var lower: Double
    var upper: Double
    var label: String?
    /// Where the strip changes colour, and the colours; nil for a smooth one.
    var bands: (levels: [Double], colors: [String])?

    init(_ values: ColoredValues, label: String?) {
        (map, lower, upper, self.label) = (values.map, values.lower, values.upper, label)
    }

    private func axis(height: Double) -> Axis {
        var axis = Axis(scale: .linear, extent: Extent(), limits: lower...upper)
        axis.setTicks(length: height, spacing: 40)
        return axis
    }

    /// The room it needs at the right of the axes.
    func room(height: Double) -> Double {
        let labels = axis(height: height).ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }
        return 16 + Self.width + 8 + (labels.max() ?? 0) + (label == nil ? 4 : 22)
    }

    func draw(beside rect: Rect, on canvas: inout Canvas) {
        let bar = Rect(x: rect.right + 16, y: rect.y, width: Self.width, height: rect.height)
        let axis = axis(height: rect.height)
        if let bands {
            drawBands(bands.levels, bands.colors, bar, axis, on: &canvas)
        } else {
            drawSmooth(bar, on: &canvas)
        }
        canvas.add(
            #"<rect class="a" fill="none" x="\#(bar.x)" y="\#(bar.y)" width="\#(bar.width)" height="\#(bar.height)"/>"#
        )
        var widest = 0.0
        for tick in axis.ticks {
            guard let fraction = axis.fraction(tick.value) else { continue }
            let y = bar.bottom - fraction * bar.height
            var path = Path()
            path.segment(Point(x: bar.right, y: y), Point(x: bar.right + 4, y: y))
            canvas.add(path, #"class="a""#)
            canvas.text(tick.label, at: Point(x: bar.right + 7, y: y + 4), style: "m")
            widest = max(widest, TextMetrics.width(tick.label, size: TextMetrics.tick))
        }
        if let label {
            let fitted = TextMetrics.fitted(label, into: rect.height, size: TextMetrics.label)
            canvas.text(
                fitted, at: Point(x: bar.right + widest + 22, y: bar.centre.y), anchor: .middle,
                size: TextMetrics.label, angle: -90)
        }
    }

    private func drawSmooth(_ bar: Rect, on canvas: inout Canvas) {
        let name = "m\(map)"
        let stops = (0...16).map { index -> Markup in
            #"<stop offset="\#(Double(index) / 16)" stop-color="\#(map.hex(at: Double(index) / 16))"/>"#
        }
        canvas.define(
            name,
            #"<linearGradient id="\#(id: name)" x1="0" y1="1" x2="0" y2="0">\#(markup: stops.flatMap(\.bytes))</linearGradient>"#
        )
        canvas.add(
            #"<rect fill="url(#\#(id: name))" x="\#(bar.x)" y="\#(bar.y)" width="\#(bar.width)" height="\#(bar.height)"/>"#
        )
    }

    private func drawBands(
        _ levels: [Double], _ colors: [String], _ bar: Rect, _ axis: Axis, on canvas: inout Canvas
    ) {
        for (level, color) in zip([lower] + levels, colors) {
            guard let fraction = axis.fraction(level), fraction < 1 else { continue }
            let height = (1 - max(fraction, 0)) * bar.height
            // From the foot up, each over the one before.
            canvas.add(
                #"<rect fill="\#(color)" x="\#(bar.x)" y="\#(bar.y)" width="\#(bar.width)" height="\#(height)"/>"#
            )
        }
    }
}
