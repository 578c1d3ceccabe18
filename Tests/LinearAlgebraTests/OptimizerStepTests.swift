import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// The optimisers' steps against torch.optim; Tests/Golden/neural/optimizers.py made the values.
@Suite struct OptimizerStepTests {
    struct Reference: Decodable {
        struct Case: Decodable { let f32: [[Double]], f64: [[Double]] }
        let torch: String, steps: [Int], cases: [String: Case]
    }

    static let reference = Result { try Golden.load("neural/optimizers", as: Reference.self) }

    /// Parameters, a gradient and three arrays of state, each followed by one element that no step may touch.
    final class Arrays<T: Scalar> {
        let count: Int, all: UnsafeMutablePointer<T>
        var product = 1.0

        init(count: Int, steps: T = 0) {
            self.count = count
            all = .allocate(capacity: 5 * (count + 1))
            all.initialize(repeating: 0, count: 5 * (count + 1))
            for i in 0..<count { p[i] = T(i - 10) / 8 }
            for k in 0..<5 { (all + k * (count + 1))[count] = 77 }
            if steps != 0 { c.update(repeating: steps, count: count) }
        }

        deinit { all.deallocate() }

        var p: UnsafeMutablePointer<T> { all }
        var g: UnsafeMutablePointer<T> { all + (count + 1) }
        var a: UnsafeMutablePointer<T> { all + 2 * (count + 1) }
        var b: UnsafeMutablePointer<T> { all + 3 * (count + 1) }
        /// What may begin above 0.
        var c: UnsafeMutablePointer<T> { all + 4 * (count + 1) }
        var values: [Double] { (0..<count).map { Double(p[$0]) } }
        var isWithinBounds: Bool { (0..<5).allSatisfy { (all + $0 * (count + 1))[count] == 77 } }

        func setGradient(step t: Int) {
            for i in 0..<count { g[i] = T((37 * i + 61 * t + 13 * i * t) % 101 - 50) / 32 }
        }
    }

    typealias Step<T: Scalar> = (Arrays<T>, Int) -> Void

    static func sgd<T: Scalar>(
        _ momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false, decay: Double = 0.01,
        scale: Double = 1
    ) -> Step<T> {
        {
            T.sgdStep(
                $0.p, $0.g, buffer: momentum == 0 ? nil : $0.a, isFirst: $1 == 1, rate: 0.05,
                momentum: momentum, dampening: dampening, nesterov: nesterov, weightDecay: decay,
                scale: scale, $0.count)
        }
    }

    static func adam<T: Scalar>(
        _ beta1: Double = 0.9, _ beta2: Double = 0.999, amsgrad: Bool = false, decay: Double = 0,
        decoupled: Bool = false
    ) -> Step<T> {
        {
            T.adamStep(
                $0.p, $0.g, m: $0.a, v: $0.b, largest: amsgrad ? $0.c : nil, step: $1, rate: 0.01,
                beta1: beta1, beta2: beta2, epsilon: 1e-8, weightDecay: decay, decoupled: decoupled, scale: 1,
                $0.count)
        }
    }

    static func rmsprop<T: Scalar>(
        _ alpha: Double, centered: Bool = false, momentum: Double = 0, decay: Double = 0
    ) -> Step<T> {
        { it, _ in
            T.rmspropStep(
                it.p, it.g, v: it.a, mean: centered ? it.b : nil, buffer: momentum > 0 ? it.c : nil,
                rate: 0.01, alpha: alpha, epsilon: 1e-8, weightDecay: decay, momentum: momentum, scale: 1,
                it.count)
        }
    }

    static func nadam<T: Scalar>(decoupled: Bool) -> Step<T> {
        {
            $0.product = T.nadamStep(
                $0.p, $0.g, m: $0.a, v: $0.b, step: $1, product: $0.product, rate: 0.01, beta1: 0.9,
                beta2: 0.999, epsilon: 1e-8, momentumDecay: 4e-3, weightDecay: 0.1, decoupled: decoupled,
                scale: 1, $0.count)
        }
    }

    static func radam<T: Scalar>(decoupled: Bool) -> Step<T> {
        {
            T.radamStep(
                $0.p, $0.g, m: $0.a, v: $0.b, step: $1, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
                weightDecay: 0.1, decoupled: decoupled, scale: 1, $0.count)
        }
    }

    static func asgd<T: Scalar>() -> Step<T> {
        {
            let before = Double($1 - 1), slowed = pow(1 + 0.01 * 0.05 * before, 0.75)
            T.asgdStep(
                $0.p, $0.g, average: $0.a, lambda: 0.01, eta: 0.05 / slowed, mu: 1 / max(1, before - 5),
                weightDecay: 0.01, scale: 1, $0.count)
        }
    }

    static func step<T: Scalar>(_ name: String) -> Step<T>? {
        switch name {
        case "sgd": sgd(decay: 0)
        case "sgd decay": sgd()
        case "sgd momentum": sgd(0.9, dampening: 0.3)
        case "sgd nesterov": sgd(0.9, nesterov: true)
        case "sgd maximize": sgd(0.9, scale: -1)
        case "adam": adam()
        case "adam decay": adam(0.8, 0.99, decay: 0.1)
        case "adam amsgrad": adam(0.9, 0.9, amsgrad: true)
        case "adamw": adam(decay: 0.1, decoupled: true)
        case "rmsprop": rmsprop(0.99, decay: 0.01)
        case "rmsprop momentum": rmsprop(0.9, momentum: 0.8)
        case "rmsprop centered": rmsprop(0.9, centered: true)
        case "rmsprop both": rmsprop(0.9, centered: true, momentum: 0.8)
        case "nadam": nadam(decoupled: false)
        case "nadam decoupled": nadam(decoupled: true)
        case "radam": radam(decoupled: false)
        case "radam decoupled": radam(decoupled: true)
        case "asgd": asgd()
        default: other(name)
        }
    }

    static func other<T: Scalar>(_ name: String) -> Step<T>? {
        switch name {
        case "adagrad":
            {
                T.adagradStep(
                    $0.p, $0.g, sum: $0.c, step: $1, rate: 0.1, rateDecay: 0.01, epsilon: 1e-10,
                    weightDecay: 0.01, scale: 1, $0.count)
            }
        case "adadelta":
            { it, _ in
                T.adadeltaStep(
                    it.p, it.g, v: it.a, moves: it.b, rate: 1, rho: 0.9, epsilon: 1e-6, weightDecay: 0.01,
                    scale: 1, it.count)
            }
        case "adamax":
            {
                T.adamaxStep(
                    $0.p, $0.g, m: $0.a, u: $0.b, step: $1, rate: 0.01, beta1: 0.9, beta2: 0.999,
                    epsilon: 1e-8, weightDecay: 0.01, scale: 1, $0.count)
            }
        case "lion":
            { it, _ in
                T.lionStep(
                    it.p, it.g, m: it.a, rate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.1,
                    scale: 1, it.count)
            }
        case "rprop":
            { it, _ in
                T.rpropStep(
                    it.p, it.g, previous: it.a, steps: it.c, shrink: 0.5, grow: 1.2, smallest: 0.002,
                    largest: 0.05, scale: 1, it.count)
            }
        default: nil
        }
    }

    /// The largest error of the parameters after 1, 2, 10 and 100 steps.
    static func error<T: Scalar>(_ name: String, _ want: [[Double]], steps: [Int], _: T.Type) throws -> Double
    {
        let step: Step<T> = try #require(Self.step(name))
        let arrays = Arrays<T>(count: 21, steps: name == "rprop" ? 0.01 : name == "adagrad" ? 0.1 : 0)
        var worst = 0.0, seen = 0
        func compare(_ got: [Double]) {
            for (got, want) in zip(got, want[seen]) {
                worst = max(worst, abs(got - want) / max(abs(want), 1))
                if got.isNaN { worst = .infinity }
            }
            seen += 1
        }
        for t in 1...100 {
            arrays.setGradient(step: t)
            step(arrays, t)
            if steps.contains(t) { compare(arrays.values) }
        }
        if name == "asgd" { compare((0..<21).map { Double(arrays.a[$0]) }) }
        #expect(arrays.isWithinBounds && seen == want.count)
        return worst
    }

    static let names = ((try? reference.get().cases.keys.sorted()) ?? [])

    @Test(arguments: names) func goesWhereTorchGoes(name: String) throws {
        let reference = try Self.reference.get(), want = try #require(reference.cases[name])
        let wide = try Self.error(name, want.f64, steps: reference.steps, Double.self)
        let small = try Self.error(name, want.f32, steps: reference.steps, Float.self)
        for (type, tolerance, error) in [("f64", 1e-10, wide), ("f32", 1e-5, small)] {
            #expect(
                Parity.holds(
                    "LinearAlgebra", "\(name) step \(type)",
                    against: name == "lion" ? "Chen et al. 2023, in tensors" : "PyTorch \(reference.torch)",
                    on: "21 parameters after 1, 2, 10 and 100 steps", measure: "error, relative above 1",
                    tolerance: tolerance, error: error))
        }
    }

    @Test func theReferenceHoldsEveryCase() throws { #expect(try Self.reference.get().cases.count == 23) }

    @Test(arguments: names) func partsStepAsTheWhole(name: String) throws {
        let step: Step<Float> = try #require(Self.step(name))
        let whole = Arrays<Float>(count: 100, steps: 0.01)
        for t in 1...3 {
            whole.setGradient(step: t)
            step(whole, t)
        }
        let alone = Arrays<Float>(count: 3, steps: 0.01)
        for t in 1...3 {
            alone.setGradient(step: t)
            step(alone, t)
        }
        let agree = (0..<3).allSatisfy { abs(whole.p[$0] - alone.p[$0]) <= 1e-6 * max(abs(alone.p[$0]), 1) }
        #expect(agree)
    }

    @Test(arguments: names) func aNaNSpoilsItsParameterAlone(name: String) throws {
        let step: Step<Double> = try #require(Self.step(name))
        let spoilt = Arrays<Double>(count: 40, steps: 0.01)
        spoilt.setGradient(step: 1)
        spoilt.g[17] = .nan
        step(spoilt, 1)
        #expect(spoilt.values[17].isNaN)
        #expect(spoilt.values.filter { $0.isNaN }.count == 1)
        let empty = Arrays<Double>(count: 0)
        step(empty, 1)
        #expect(empty.isWithinBounds)
    }
}
