import LinearAlgebra
import Tables

extension DataFrame {
    /// The numbers of some columns, one row for each row of the table, NaN where missing.
    package func numbers(_ names: [String], _ operation: String) -> Matrix<Double> {
        let result = Matrix<Double>(uninitialized: rowCount, names.count)
        for (place, name) in names.enumerated() {
            let column = self[name], values = column.doublesIfNumeric?.contiguous()
            require(
                values != nil,
                "\(operation): the column \"\(name)\" is of type \(column.type), not numeric; CategoryColumns encodes it"
            )
            guard let values else { continue }
            for row in 0..<rowCount { result.start[row * names.count + place] = values.start[row] }
            withExtendedLifetime(values) {}
        }
        return result
    }

    /// The categories that occur in some columns, by name: categories in their own order, other texts by code points, numbers rising.
    package func categories(_ names: [String], _ operation: String) -> [[String]] {
        names.map { name in
            let column = self[name]
            if case .categories(let codes, let names) = column.storage {
                var occurs = [Bool](repeating: false, count: names.count)
                for code in codes where code >= 0 { occurs[Int(code)] = true }
                return names.indices.filter { occurs[$0] }.map { names[$0] }
            }
            if let numbers = column.doublesIfNumeric {
                let present: Set<Double> = Set(numbers.filter { !$0.isNaN })
                return present.sorted().map(CategoryTable.name)
            }
            return Set((0..<column.count).compactMap { column.categoryName($0) })
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The numbers of the categories of some columns: NaN where missing, and one more than there are where unknown.
    package func codes(_ names: [String], _ categories: [[String]], _ operation: String) -> Matrix<Double> {
        let result = Matrix<Double>(uninitialized: rowCount, names.count), width = names.count
        for (place, name) in names.enumerated() {
            let column = self[name], unknown = Double(categories[place].count)
            let numbers = Dictionary(
                categories[place].enumerated().map { ($1, Double($0)) },
                uniquingKeysWith: { first, _ in first })
            if case .categories(let codes, let own) = column.storage {
                let translated = own.map { numbers[$0] ?? unknown }
                for row in 0..<rowCount {
                    result.start[row * width + place] = codes[row] < 0 ? .nan : translated[Int(codes[row])]
                }
                continue
            }
            if let values = column.doublesIfNumeric {
                var known: [Double: Double] = [:]
                for row in 0..<rowCount {
                    let value = values[row]
                    if value.isNaN {
                        result.start[row * width + place] = .nan
                        continue
                    }
                    let code = known[value] ?? numbers[CategoryTable.name(value)] ?? unknown
                    known[value] = code
                    result.start[row * width + place] = code
                }
                continue
            }
            for row in 0..<rowCount {
                result.start[row * width + place] =
                    column.categoryName(row).map { numbers[$0] ?? unknown } ?? .nan
            }
        }
        return result
    }
}

extension Column {
    /// The value of a row as the name of a category; nil where it is missing.
    fileprivate func categoryName(_ row: Int) -> String? {
        let cell = self[row]
        return cell.isMissing ? nil : cell.description
    }
}
