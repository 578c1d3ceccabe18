import Randomness

// Arrays of random numbers. The generator is an argument; the draws fill a matrix row by row, so that those in `Double`
// are bit-equal to NumPy's with the same seed and shape. `Float` gets the same draws rounded: a model in `Float` starts
// where the one in `Double` does.

extension Vector {
    /// `count` draws from the uniform distribution on [low, high), whose width is finite. O(count).
    ///
    ///     var rng = Generator(seed: 42)
    ///     print(Vector<Double>.uniform(3, using: &rng))     // [0.77395605, 0.43887844, 0.85859792]
    ///
    /// NumPy's `rng.uniform(low, high, n)`, and `rng.random(n)` for the default range.
    public static func uniform(
        _ count: Int, from low: Double = 0, to high: Double = 1, using generator: inout some RandomStream
    ) -> Vector {
        checkRange(low, high, "Vector")
        return filled(count) { fillUniform($0, low, high, &generator) }
    }

    /// `count` draws from a normal distribution, whose standard deviation is 0 or more. O(count).
    ///
    /// NumPy's `rng.normal(mean, standardDeviation, n)`, and `rng.standard_normal(n)` for the defaults.
    public static func normal(
        _ count: Int, mean: Double = 0, standardDeviation: Double = 1,
        using generator: inout some RandomStream
    ) -> Vector {
        checkDeviation(standardDeviation, "Vector.normal")
        return filled(count) { fillNormal($0, mean, standardDeviation, &generator) }
    }

    /// `count` draws from a normal distribution that is cut off `cut` standard deviations from its mean on both
    /// sides: what falls outside is drawn again. O(count) for a cut of 1 and more.
    public static func truncatedNormal(
        _ count: Int, mean: Double = 0, standardDeviation: Double = 1, cut: Double = 2,
        using generator: inout some RandomStream
    ) -> Vector {
        require(cut > 0, "Vector.truncatedNormal: a cut of \(cut)")
        checkDeviation(standardDeviation, "Vector.truncatedNormal")
        return filled(count) { elements in
            generator.fill(elements) { stream in
                Element(mean + standardDeviation * truncatedDraw(cut, &stream))
            }
        }
    }

    /// The elements in random order. O(count).
    public func shuffled(using generator: inout some RandomStream) -> Vector {
        self[at: generator.permutation(count)]
    }

    /// `size` of the elements, each as likely as any other, or with the given probabilities. NumPy's `rng.choice`.
    public func choice<Bits>(
        _ size: Int, replacing: Bool = true, probabilities: Vector<Double>? = nil,
        using generator: inout GeneratorOver<Bits>
    ) -> Vector {
        self[
            at: generator.choice(
                count, count: size, replacing: replacing, probabilities: probabilities.map { Array($0) })]
    }

    private static func filled(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void) -> Vector
    {
        require(count >= 0, "Vector: \(count) random elements")
        let result = Vector(uninitialized: count)
        fill(UnsafeMutableBufferPointer(start: result.start, count: count))
        return result
    }
}

extension Matrix {
    /// Draws from the uniform distribution on [low, high), row by row: NumPy's `rng.uniform(low, high, (m, n))`.
    public static func uniform(
        _ rows: Int, _ columns: Int, from low: Double = 0, to high: Double = 1,
        using generator: inout some RandomStream
    ) -> Matrix {
        let count = requiredCount(rows, columns, "Matrix.uniform")
        checkRange(low, high, "Matrix")
        return Vector.uniform(count, from: low, to: high, using: &generator)
            .reshaped(rows: rows, columns: columns)
    }

    /// Draws from a normal distribution, row by row: NumPy's `rng.normal(mean, standardDeviation, (m, n))`.
    ///
    ///     var rng = Generator(seed: 42)
    ///     print(Matrix<Double>.normal(2, 2, using: &rng))
    ///     // [[0.30471708, -1.03998411],
    ///     //  [0.75045120,  0.94056472]]
    public static func normal(
        _ rows: Int, _ columns: Int, mean: Double = 0, standardDeviation: Double = 1,
        using generator: inout some RandomStream
    ) -> Matrix {
        let count = requiredCount(rows, columns, "Matrix.normal")
        checkDeviation(standardDeviation, "Matrix.normal")
        return Vector.normal(count, mean: mean, standardDeviation: standardDeviation, using: &generator)
            .reshaped(rows: rows, columns: columns)
    }

    /// Draws from a normal distribution cut off on both sides, row by row; see ``Vector/truncatedNormal(_:mean:standardDeviation:cut:using:)``.
    public static func truncatedNormal(
        _ rows: Int, _ columns: Int, mean: Double = 0, standardDeviation: Double = 1, cut: Double = 2,
        using generator: inout some RandomStream
    ) -> Matrix {
        let count = requiredCount(rows, columns, "Matrix.truncatedNormal")
        require(cut > 0, "Matrix.truncatedNormal: a cut of \(cut)")
        checkDeviation(standardDeviation, "Matrix.truncatedNormal")
        return Vector.truncatedNormal(
            count, mean: mean, standardDeviation: standardDeviation, cut: cut, using: &generator
        ).reshaped(rows: rows, columns: columns)
    }

    /// The rows in random order. O(rows · columns).
    public func shuffledRows(using generator: inout some RandomStream) -> Matrix {
        self[rows: generator.permutation(rows)]
    }

    /// `size` of the rows, each as likely as any other. NumPy's `rng.choice(a, size)`.
    public func choiceOfRows<Bits>(
        _ size: Int, replacing: Bool = true, using generator: inout GeneratorOver<Bits>
    ) -> Matrix {
        self[rows: generator.choice(rows, count: size, replacing: replacing)]
    }
}

private func checkRange(_ low: Double, _ high: Double, _ type: StaticString) {
    require(
        low <= high && (high - low).isFinite, "\(type).uniform: no finite range from \(low) to \(high)")
}

private func checkDeviation(_ standardDeviation: Double, _ name: StaticString) {
    require(standardDeviation >= 0, "\(name): a standard deviation of \(standardDeviation)")
}

@specialized(where T == Float, G == GeneratorOver<PCG64>)
@specialized(where T == Double, G == GeneratorOver<PCG64>)
private func fillUniform<T: Scalar, G: RandomStream>(
    _ elements: UnsafeMutableBufferPointer<T>, _ low: Double, _ high: Double, _ generator: inout G
) {
    generator.fill(elements) { stream in
        let draw = T(stream.uniform(low, high))
        // Rounding to Float may reach the end that is not included.
        return draw < T(high) || low >= high ? draw : T(high).nextDown
    }
}

@specialized(where T == Float, G == GeneratorOver<PCG64>)
@specialized(where T == Double, G == GeneratorOver<PCG64>)
private func fillNormal<T: Scalar, G: RandomStream>(
    _ elements: UnsafeMutableBufferPointer<T>, _ mean: Double, _ deviation: Double, _ generator: inout G
) {
    generator.fill(elements) { stream in T(mean + deviation * stream.standardNormal()) }
}

/// A standard normal draw within ±`cut`.
private func truncatedDraw(_ cut: Double, _ stream: inout some RandomStream) -> Double {
    if cut < 0.5 {
        // Where few normal draws would fall inside, uniform ones, kept with probability e^(-x²/2) > 0.88. That is the
        // probability that an exponential draw exceeds x²/2.
        while true {
            let draw = stream.uniform(-cut, cut)
            if stream.standardExponential() > draw * draw / 2 { return draw }
        }
    }
    while true {
        let draw = stream.standardNormal()
        if Swift.abs(draw) <= cut { return draw }
    }
}
