extension Column {
    /// A column of text as codes into its different values, in the order of their code points; other columns as they are.
    /// O(bytes).
    func encodedAsCategories() -> Column {
        guard case .texts(let texts) = storage else { return self }
        var names: [String] = [], codes: [Int32] = [], known: [String: Int32] = [:]
        codes.reserveCapacity(texts.count)
        for row in 0..<texts.count {
            if isMissing(at: row) {
                codes.append(-1)
                continue
            }
            let text = texts[row]
            if known[text] == nil {
                known[text] = Int32(names.count)
                names.append(text)
            }
            codes.append(known[text] ?? -1)
        }
        let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        var places = [Int32](repeating: 0, count: names.count)
        for (place, code) in order.enumerated() { places[code] = Int32(place) }
        return Column(
            .categories(codes: codes.map { $0 < 0 ? -1 : places[Int($0)] }, names: order.map { names[$0] }))
    }
}
