import LinearAlgebra

/// A support vector machine: the boundary with the widest margin, in the space of a kernel.
///
/// For two classes with y = ±1 it minimises `½‖w‖² + Σ Cᵢ max(0, 1 - yᵢ(w·φ(xᵢ) + b))`, by its dual: see
/// `SequentialMinimalOptimization`. `Cᵢ` is the penalty times the weights of the row and its class. More classes are told apart one against one, and
/// the class that wins most of these contests is predicted, the sum of their values deciding between equals.
///
///     let x: Matrix = [[0.0, 0.0], [0.0, 4.0]]
///     let model = try SupportVectorClassifier(penalty: 10, kernel: .linear).fit(x, [0, 1])
///     print(model.dualCoefficients[0, 0], model.predict([[1.0, 3.0]]))  // 0.125 [1]
///
/// Features should be on one scale. Memory: `cacheMegabytes`, which is the whole kernel up to 7 000 rows; time between O(n²p) and O(n³p).
/// Sources: Cortes and Vapnik, *Support-Vector Networks* (1995); Chang and Lin, *LIBSVM* (2011).
public struct SupportVectorClassifier: WeightedClassifier, Codable, Hashable {
    /// C, what a row costs that is on the wrong side, more than 0.
    public var penalty: Double
    /// How alike rows are.
    public var kernel: KernelFunction
    /// How much the classes count.
    public var classWeights: ClassWeights
    /// By how much the conditions of optimality may be missed, more than 0.
    public var tolerance: Double
    /// Whether rows that seem decided are set aside meanwhile, where the kernel is too large for the memory.
    public var shrinks: Bool
    /// How much memory the kernel may take.
    public var cacheMegabytes: Int
    /// How many steps may be taken; nil for ten million or more.
    public var maximumIterations: Int?

    /// C = 1 and an RBF kernel unless told otherwise.
    public init(
        penalty: Double = 1, kernel: KernelFunction = .rbf(), classWeights: ClassWeights = .equal,
        tolerance: Double = 1e-3, shrinks: Bool = true, cacheMegabytes: Int = 200,
        maximumIterations: Int? = nil
    ) {
        self.penalty = penalty
        self.kernel = kernel
        self.classWeights = classWeights
        self.tolerance = tolerance
        self.shrinks = shrinks
        self.cacheMegabytes = cacheMegabytes
        self.maximumIterations = maximumIterations
    }

    /// The support vectors and what each adds.
    public struct Model: ClassificationModel {
        /// The classes, sorted.
        public let classes: [Label]
        /// The rows that hold the boundaries, class after class.
        public let supportVectors: Matrix<Double>
        /// Which rows these are.
        public let supportRows: [Int]
        /// How many belong to each class.
        public let supportCounts: [Int]
        /// `y α`, k - 1 × support vectors: of a vector of class i, row j - 1 against class j > i, row j against class j < i.
        public let dualCoefficients: Matrix<Double>
        /// The constants of the contests (0, 1), (0, 2), …, (1, 2), …
        public let intercepts: Vector<Double>
        /// How many steps were taken, over all contests.
        public let iterations: Int
        let kernel: ResolvedKernel

        /// How many columns the rows must have.
        public var featureCount: Int { supportVectors.columns }

        /// The value of each contest (0, 1), (0, 2), …, (1, 2), …: above 0 the first of the two wins. m × k(k - 1)/2.
        public func decisionValues(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "SupportVectorClassifier.predict")
            let k = classes.count
            var values = Matrix(repeating: 0.0, rows: x.rows, columns: intercepts.count) + intercepts
            var first = 0
            for i in 0..<k where supportCounts[i] > 0 {
                let range = first..<first + supportCounts[i]
                let parts = kernelCombination(
                    kernel, x, supportVectors[range, ...], dualCoefficients[..., range].transposed)
                for j in 0..<k where j != i {
                    let contest = pairIndex(min(i, j), max(i, j), k)
                    let part = parts[..., j > i ? j - 1 : j]
                    values[..., contest] = values[..., contest] + part
                }
                first += supportCounts[i]
            }
            return values
        }

        /// For two classes the value of their contest, once for each side; for more the contests won, and a fraction for how clearly.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            contestScores(decisionValues(x), classes.count)
        }
    }

    /// Solves one problem for each pair of classes, in parallel.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        try checkOptions()
        let kernel = try kernel.resolved(x, weights), costs = try costs(y, weights)
        let members = y.classes.indices.map { code in
            y.codes.indices.filter { y.codes[$0] == code && costs[$0] > 0 }
        }
        if let empty = members.firstIndex(where: \.isEmpty) {
            throw .badClass(y.classes[empty], why: "its rows weigh 0")
        }
        let contests = try contests(kernel, x, members, costs)
        return assemble(kernel, x, y.classes, members, contests)
    }

    private func checkOptions() throws(FitError) {
        guard penalty > 0, penalty.isFinite else { throw .badOption("a penalty of \(penalty)") }
        guard tolerance > 0 else { throw .badOption("a tolerance of \(tolerance)") }
    }

    private func costs(_ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> [Double] {
        let factors = try classWeights.weights(of: y, times: weights)
        return factors.map { Array($0 * penalty) } ?? [Double](repeating: penalty, count: y.count)
    }

    /// The solution of one pair of classes: coefficients of the members of the first and of the second, the constant, and the steps.
    private struct Contest: Sendable {
        var coefficients: [Double]
        var intercept: Double
        var iterations: Int
    }

    private func contests(
        _ kernel: ResolvedKernel, _ x: Matrix<Double>, _ members: [[Int]], _ costs: [Double]
    ) throws(FitError) -> [Contest] {
        let k = members.count
        let pairs = (0..<k).flatMap { i in (i + 1..<k).map { (i, $0) } }
        let results: [Result<Contest, FitError>] = mapConcurrently(pairs.count) { place in
            let (i, j) = pairs[place]
            do throws(FitError) {
                return .success(try contest(kernel, x, members[i], members[j], costs))
            } catch { return .failure(error) }
        }
        var contests: [Contest] = []
        for result in results { contests.append(try result.get()) }
        return contests
    }

    private func contest(
        _ kernel: ResolvedKernel, _ x: Matrix<Double>, _ first: [Int], _ second: [Int], _ costs: [Double]
    ) throws(FitError) -> Contest {
        let rows = first + second
        let signs = rows.indices.map { $0 < first.count ? 1.0 : -1.0 }
        var solver = SequentialMinimalOptimization(
            alpha: [Double](repeating: 0, count: rows.count), signs: signs,
            linear: [Double](repeating: -1, count: rows.count), limits: rows.map { costs[$0] },
            rows: KernelRows(kernel, x[rows: rows], bytes: cacheMegabytes << 20), tolerance: tolerance,
            shrinks: shrinks)
        try solver.solve(maximumIterations: maximumIterations)
        return Contest(
            coefficients: zip(solver.alpha, signs).map { $0 * $1 }, intercept: -solver.bias,
            iterations: solver.iterations)
    }

    private func assemble(
        _ kernel: ResolvedKernel, _ x: Matrix<Double>, _ classes: [Label], _ members: [[Int]],
        _ contests: [Contest]
    ) -> Model {
        let k = classes.count
        // For each class and opponent, the coefficients of its members.
        let own = (0..<k).map { i in
            (0..<k).filter { $0 != i }.map { j -> ArraySlice<Double> in
                let values = contests[pairIndex(min(i, j), max(i, j), k)].coefficients
                return i < j ? values[..<members[i].count] : values[members[j].count...]
            }
        }
        var rows: [Int] = [], counts: [Int] = [], columns: [[Double]] = []
        for i in 0..<k {
            let before = rows.count
            for place in members[i].indices {
                let values = own[i].map { $0[$0.startIndex + place] }
                if values.allSatisfy({ $0 == 0 }) { continue }
                rows.append(members[i][place])
                columns.append(values)
            }
            counts.append(rows.count - before)
        }
        return Model(
            classes: classes, supportVectors: x[rows: rows], supportRows: rows, supportCounts: counts,
            dualCoefficients: Matrix(rows: columns.count, columns: k - 1, elements: columns.flatMap { $0 })
                .transposed.contiguous(),
            intercepts: Vector(contests.map(\.intercept)),
            iterations: contests.reduce(0) { $0 + $1.iterations },
            kernel: kernel)
    }
}

/// The place of the pair i < j among (0, 1), (0, 2), …, (1, 2), …
func pairIndex(_ i: Int, _ j: Int, _ k: Int) -> Int { i * (2 * k - i - 1) / 2 + j - i - 1 }

/// Scores from contests: of two classes the value for either; of more the contests won plus `s / (3(|s| + 1))` for the sum s of their values.
func contestScores(_ values: Matrix<Double>, _ k: Int) -> Matrix<Double> {
    let values = values.contiguous(), contests = values.columns
    if k == 2 { return Matrix(rows: values.rows, columns: 2) { $1 == 0 ? values[$0, 0] : -values[$0, 0] } }
    let scores = Matrix<Double>(repeating: 0, rows: values.rows, columns: k)
    var sums = [Double](repeating: 0, count: k)
    for row in 0..<values.rows {
        let line = scores.start + row * k
        for code in 0..<k { sums[code] = 0 }
        for i in 0..<k {
            for j in i + 1..<k {
                let value = values.start[row * contests + pairIndex(i, j, k)]
                sums[i] += value
                sums[j] -= value
                line[value > 0 ? i : j] += 1
            }
        }
        for code in 0..<k { line[code] += sums[code] / (3 * (abs(sums[code]) + 1)) }
    }
    return scores
}

/// The results of `body(0) … body(count - 1)`, made in parallel.
func mapConcurrently<T: Sendable>(_ count: Int, _ body: (Int) -> T) -> [T] {
    [T](unsafeUninitializedCapacity: count) { buffer, initialized in
        guard let base = buffer.baseAddress else { return }
        concurrently(count) { (base + $0).initialize(to: body($0)) }
        initialized = count
    }
}
