import LinearAlgebra

extension Column {
    /// The interval that each value lies in, as an ordered category: pandas' `cut`.
    ///
    ///     let age: Column = [3, 18, 40, 90]
    ///     print(age.cut(edges: [0, 18, 65], labels: ["child", "adult"]).strings.map { $0 ?? "?" })
    ///     // ["child", "child", "adult", "?"]
    ///
    /// The interval i is (edge i, edge i + 1]; the first one includes its lower edge too. What lies outside is missing. O(count · log edges).
    ///
    /// - Parameters:
    ///   - edges: At least two numbers, ascending.
    ///   - labels: One fewer than edges, all different; by default the intervals as text, `(18, 65]`.
    public func cut(edges: [Double], labels: [String]? = nil) -> Column {
        require(
            edges.count >= 2 && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 },
            "Column.cut: the edges \(edges) do not ascend")
        let names = labels ?? Column.intervalNames(edges)
        require(
            names.count == edges.count - 1 && Set(names).count == names.count,
            "Column.cut: \(counted(names.count, "label")) for \(edges.count - 1) intervals, or two the same")
        let values = doubles
        let codes: [Int32] = (0..<count).map { row in
            let value = values[row]
            guard value >= edges[0], value <= edges[edges.count - 1] else { return -1 }
            var low = 0, high = edges.count - 1
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] < value { low = middle + 1 } else { high = middle }
            }
            return Int32(Swift.max(0, low - 1))
        }
        return Column(.categories(codes: codes, names: names))
    }

    /// The interval of each value, of `count` intervals of equal width from the smallest value to the largest. O(count · log intervals).
    ///
    /// - Parameters:
    ///   - count: How many intervals, 1 or more. Requires a finite value; one value alone lies in the middle of the intervals.
    ///   - labels: One for each interval; by default the intervals as text.
    public func cut(into count: Int, labels: [String]? = nil) -> Column {
        require(count >= 1, "Column.cut: \(count) intervals")
        guard var low = self.min().double, var high = self.max().double else {
            return Column.missing(.category, self.count)
        }
        require(low.isFinite && high.isFinite, "Column.cut: values from \(low) to \(high)")
        if low == high {
            (low, high) = (low - Swift.max(0.5, abs(low) / 1000), high + Swift.max(0.5, abs(high) / 1000))
        }
        let inner = (1..<count).map { low + (high - low) * (Double($0) / Double(count)) }
        return cut(edges: [low] + inner + [high], labels: labels)
    }

    /// The interval of each value, of `count` intervals that hold about equally many values: pandas' `qcut`. O(count · log count).
    ///
    /// Intervals without width, where many values are equal, are left out.
    ///
    /// - Parameters:
    ///   - count: How many intervals, 1 or more.
    ///   - labels: One for each interval that is left; by default the intervals as text.
    public func quantileCut(into count: Int, labels: [String]? = nil) -> Column {
        require(count >= 1, "Column.quantileCut: \(count) intervals")
        let sorted = Column(doubles).sorted().doubles, present = self.count - missingCount
        guard present > 0 else { return Column.missing(.category, self.count) }
        let values = sorted[0..<present]
        var edges: [Double] = []
        for place in 0...count {
            let edge = values.quantile(Double(place) / Double(count))
            if edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
        }
        if edges.count == 1 { edges.insert(edges[0] - 1, at: 0) }
        return cut(edges: edges, labels: labels)
    }

    private static func intervalNames(_ edges: [Double]) -> [String] {
        for digits in [4, 6, 9, 17] {
            let texts = edges.map { printed("%.\(digits)g", $0) }
            if Set(texts).count == texts.count {
                return zip(texts, texts.dropFirst()).enumerated().map {
                    "\($0 == 0 ? "[" : "(")\($1.0), \($1.1)]"
                }
            }
        }
        return (1..<edges.count).map { "interval \($0)" }
    }
}

extension DataFrame {
    /// The table with a column replaced by one truth value for each of its values: pandas' `get_dummies`. O(rows · values).
    ///
    /// The new columns stand at the end, in the order of the values, and are named `color_red`. A missing value is false in all of them.
    ///
    /// - Parameters:
    ///   - name: The column.
    ///   - droppingFirst: Whether to leave out the first value, which the others then tell; by default not.
    public func oneHot(_ name: String, droppingFirst: Bool = false) -> DataFrame {
        let column = columns(of: [name], "oneHot")[0]
        let encoding = KeyEncoding(column, sorted: true)
        var result = dropping(name)
        for code in (droppingFirst ? 1 : 0)..<Swift.max(droppingFirst ? 1 : 0, encoding.count) {
            let label = "\(name)_\(column[Int(encoding.firstRows[code])])"
            require(!result.hasColumn(label), "DataFrame.oneHot: there is a column \"\(label)\" already")
            result = result.with(label, Column(encoding.codes.map { $0 == Int32(code) }))
        }
        return result
    }
}
