import LinearAlgebra
import Randomness

/// How rows were told which side they are on.
enum SplitMethod: Sendable {
    /// At random.
    case shuffled
    /// In their order.
    case inOrder
    /// By groups, at random.
    case groups
    /// As the program says.
    case given
}

extension Observations {
    /// Parts the rows at random into those to learn from and those to test on.
    ///
    /// - Parameters:
    ///   - testShare: The share of rows to test on, above 0 and below 1.
    ///   - isStratified: Whether each class has its share on both sides.
    ///   - seed: The seed of the shuffle.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func split(
        testShare: Double, isStratified: Bool = false, seed: UInt64, side: SplitSide = .test,
        file: String = #fileID, line: Int = #line
    ) -> (training: Observations, test: Observations) {
        var generator = Generator(seed: seed)
        var order = generator.permutation(count)
        let held = checkedCount(testShare)
        if isStratified, let codes = target?.labels?.codes {
            // Rows of a class follow one another; every n/held-th of them is held out.
            order = order.enumerated().sorted {
                (codes[$0.element], $0.offset) < (codes[$1.element], $1.offset)
            }
            .map(\.element)
            let rows = (0..<held).map { order[(2 * $0 + 1) * count / (2 * held)] }
            return parted(rows, .shuffled, side, CodeLine(file: file, line: line))
        }
        return parted(order.prefix(held).sorted(), .shuffled, side, CodeLine(file: file, line: line))
    }

    /// Tests on the last rows and learns from those before: for rows in the order of time.
    ///
    /// - Parameters:
    ///   - testShare: The share of rows to test on, above 0 and below 1.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func split(
        last testShare: Double, side: SplitSide = .test, file: String = #fileID, line: Int = #line
    ) -> (training: Observations, test: Observations) {
        let held = checkedCount(testShare)
        return parted(Array(count - held..<count), .inOrder, side, CodeLine(file: file, line: line))
    }

    /// Tests on the rows from a time on and learns from those before. Requires times.
    ///
    /// - Parameters:
    ///   - time: The first time to test on.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func split(
        from time: Double, side: SplitSide = .test, file: String = #fileID, line: Int = #line
    ) -> (training: Observations, test: Observations) {
        require(self.time != nil, "Observations.split(from:): the rows have no times")
        let rows = (0..<count).filter { (self.time?[$0] ?? 0) >= time }
        return parted(rows, .given, side, CodeLine(file: file, line: line))
    }

    /// Parts the rows at random so that no group is on both sides. Requires groups.
    ///
    /// - Parameters:
    ///   - share: The share of groups to test on, above 0 and below 1.
    ///   - seed: The seed of the shuffle.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func split(
        groupShare share: Double, seed: UInt64, side: SplitSide = .test, file: String = #fileID,
        line: Int = #line
    ) -> (training: Observations, test: Observations) {
        require(groups != nil, "Observations.split(groupShare:): the rows have no groups")
        require(
            share > 0 && share < 1, "Observations.split: a share of \(share), where 0 < share < 1 is expected"
        )
        let own = groups ?? []
        var names = Set(own).sorted(), generator = Generator(seed: seed)
        generator.shuffle(&names)
        let held = Set(names.prefix(max(1, Int((share * Double(names.count)).rounded()))))
        let rows = own.indices.filter { held.contains(own[$0]) }
        return parted(rows, .groups, side, CodeLine(file: file, line: line))
    }

    /// Parts the rows as given, as a ``Splitter`` made it.
    ///
    /// - Parameters:
    ///   - training: The rows to learn from, counted from 0.
    ///   - test: The rows to test on.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func split(
        training: [Int], test: [Int], side: SplitSide = .test, file: String = #fileID, line: Int = #line
    ) -> (training: Observations, test: Observations) {
        sides(training, test, .given, side, CodeLine(file: file, line: line))
    }

    /// The splits of a ``Splitter``, one pair of sides for each: for cross-validation within the training side.
    ///
    /// - Parameters:
    ///   - splitter: How rows are parted; groups and classes are given to it.
    ///   - side: What the held-out rows are for.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``EvaluationError``, where rows, classes or groups are too few.
    public func folds(
        _ splitter: some Splitter, side: SplitSide = .validation, file: String = #fileID, line: Int = #line
    ) throws(EvaluationError) -> [(training: Observations, test: Observations)] {
        var codes: [String: Int] = [:]
        let groups = self.groups.map { groups in
            groups.map { name -> Int in
                if let code = codes[name] { return code }
                codes[name] = codes.count
                return codes.count - 1
            }
        }
        let splits = try splitter.splits(rows: count, labels: target?.labels, groups: groups)
        return splits.map { split in
            sides(split.train, split.test, .given, side, CodeLine(file: file, line: line))
        }
    }

    private func checkedCount(_ share: Double) -> Int {
        require(
            share > 0 && share < 1, "Observations.split: a share of \(share), where 0 < share < 1 is expected"
        )
        require(count >= 2, "Observations.split: \(count) rows cannot be parted")
        return min(max(1, Int((share * Double(count)).rounded())), count - 1)
    }

    private func parted(_ test: [Int], _ method: SplitMethod, _ side: SplitSide, _ line: CodeLine) -> (
        training: Observations, test: Observations
    ) {
        var isTest = [Bool](repeating: false, count: count)
        for row in test { isTest[row] = true }
        return sides((0..<count).filter { !isTest[$0] }, test, method, side, line)
    }

    private func sides(
        _ training: [Int], _ test: [Int], _ method: SplitMethod, _ side: SplitSide, _ line: CodeLine
    ) -> (training: Observations, test: Observations) {
        require(
            !training.isEmpty && !test.isEmpty,
            "Observations.split: \(training.count) rows to learn from, \(test.count) to test on")
        var left = self[rows: training], right = self[rows: test]
        let number = guardian.nextNumber()
        left.splits.append(number)
        right.splits.append(number)
        left.sides = [SplitSide](repeating: .training, count: training.count)
        right.sides = [SplitSide](repeating: side, count: test.count)
        SplitInspection(whole: self, training: left, test: right, method: method, line: line).run()
        return (left, right)
    }
}
