import LinearAlgebra

/// How a factor enters a block of columns.
enum FactorRole: Hashable, Sendable, Codable {
    case numeric
    /// One column for each level.
    case full
    /// The levels against the reference or the mean: one column fewer.
    case reduced
}

/// Columns that belong together: all products of the columns of these factors.
struct DesignBlock: Hashable, Sendable, Codable {
    /// The place of the term among the formula's, -1 for the intercept.
    let term: Int
    var factors: [String]
    var roles: [FactorRole]
}

/// Chooses the coding of every factor in every term so that the columns are not redundant by construction.
///
/// A factor in full coding spans the constant too. A term of factors is expanded into all its margins, each factor of each in
/// reduced coding; margins that earlier terms span already are left out; then a margin is absorbed by one with a factor more,
/// which becomes full. Source: the rule of S and Patsy, see Chambers and Hastie, *Statistical Models in S* (1992), §2.4.
struct CodingPlanner {
    /// Names of the factors that hold numbers.
    let numeric: Set<String>

    /// The blocks of all terms in the order of their columns.
    func blocks(intercept: Bool, terms: [FormulaTerm]) -> [DesignBlock] {
        var all = terms.enumerated().map { (index: $0.offset, factors: $0.element.factors.map(\.name)) }
        if intercept { all.insert((index: -1, factors: []), at: 0) }
        var buckets: [Set<String>] = [[]]
        for term in all {
            let key = numeric.intersection(term.factors)
            if !buckets.contains(key) { buckets.append(key) }
        }
        var blocks: [DesignBlock] = []
        for bucket in buckets {
            let members = all.filter { numeric.intersection($0.factors) == bucket }
            var used: Set<Set<String>> = []
            let degrees = Set(members.map(\.factors.count)).sorted()
            for member in degrees.flatMap({ degree in members.filter { $0.factors.count == degree } }) {
                blocks += termBlocks(member.index, member.factors, &used)
            }
        }
        return blocks
    }

    private func termBlocks(_ term: Int, _ factors: [String], _ used: inout Set<Set<String>>) -> [DesignBlock]
    {
        let levels = factors.filter { !numeric.contains($0) }
        let fresh = subsets(levels).filter { !used.contains(Set($0)) }
        for subset in fresh { used.insert(Set(subset)) }
        return absorbed(fresh).map { margin in
            let present = factors.filter { numeric.contains($0) || margin[$0] != nil }
            return DesignBlock(
                term: term, factors: present,
                roles: present.map {
                    numeric.contains($0) ? .numeric : (margin[$0] == true ? .full : .reduced)
                })
        }
    }

    /// All subsets, short before long, else in the order of the factors.
    private func subsets(_ factors: [String]) -> [[String]] {
        var result: [[Int]] = [[]]
        for index in factors.indices { result += result.map { $0 + [index] } }
        result.sort { ($0.count, $0) < ($1.count, $1) }
        return result.map { $0.map { factors[$0] } }
    }

    /// Margins as factor → whether it is full, after as many absorptions as there are.
    private func absorbed(_ subsets: [[String]]) -> [[String: Bool]] {
        var margins = subsets.map { Dictionary(uniqueKeysWithValues: $0.map { ($0, false) }) }
        while absorbOne(&margins) {}
        return margins
    }

    private func absorbOne(_ margins: inout [[String: Bool]]) -> Bool {
        for (short, margin) in margins.enumerated() {
            for long in margins.indices where long > short && margins[long].count == margin.count + 1 {
                let extra = margins[long].filter { margin[$0.key] != $0.value }
                guard extra.count == 1, let factor = extra.first, margin[factor.key] == nil else { continue }
                margins[long][factor.key] = true
                margins.remove(at: short)
                return true
            }
        }
        return false
    }
}

private func < (left: (Int, [Int]), right: (Int, [Int])) -> Bool {
    left.0 != right.0 ? left.0 < right.0 : left.1.lexicographicallyPrecedes(right.1)
}
