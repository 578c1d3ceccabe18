import LinearAlgebra
import Randomness

/// What `makeSparseCodedSignal` made: signals, the dictionary, and the sparse code of each signal.
public struct SparseCodedSignals: Sendable, Hashable {
    /// A signal in each row, [samples, features]: `code %*% dictionary`.
    public let signals: Matrix<Double>
    /// An atom of length 1 in each row, [components, features].
    public let dictionary: Matrix<Double>
    /// How much of each atom a signal has, [samples, components]; few are other than 0.
    public let code: Matrix<Double>
}

/// Signals that are sums of few atoms of a dictionary: a test for sparse coding and matching pursuit. scikit-learn:
/// `make_sparse_coded_signal`.
///
/// - Parameters:
///   - samples: How many signals, 0 or more.
///   - components: How many atoms, 1 or more.
///   - features: How many numbers in a signal, 1 or more.
///   - nonzeroCoefficients: How many atoms a signal is made of, 0 to `components`.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The signals, the dictionary and the code.
///
/// Complexity: O(samples · components · features).
public func makeSparseCodedSignal(
    samples: Int, components: Int, features: Int, nonzeroCoefficients: Int, seed: UInt32
) -> SparseCodedSignals {
    var generator = RandomState(seed: seed)
    return makeSparseCodedSignal(
        samples: samples, components: components, features: features,
        nonzeroCoefficients: nonzeroCoefficients, using: &generator)
}

/// `makeSparseCodedSignal` with the draws of any generator.
public func makeSparseCodedSignal(
    samples: Int, components: Int, features: Int, nonzeroCoefficients: Int,
    using generator: inout some RandomStream
) -> SparseCodedSignals {
    requireCount(samples, "samples", "makeSparseCodedSignal")
    requireCount(components, atLeast: 1, "components", "makeSparseCodedSignal")
    requireCount(features, atLeast: 1, "features", "makeSparseCodedSignal")
    require(
        nonzeroCoefficients >= 0 && nonzeroCoefficients <= components,
        "makeSparseCodedSignal: \(nonzeroCoefficients) nonzero coefficients of \(components) components")
    let atoms = generator.normalMatrix(features, components)
    let lengths = (0..<components).map { atom in
        (0..<features).reduce(0.0) { $0 + atoms[$1, atom] * atoms[$1, atom] }.squareRoot()
    }
    let dictionary = Matrix(rows: components, columns: features) { atoms[$1, $0] / lengths[$0] }
    var code = Matrix<Double>(repeating: 0, rows: samples, columns: components)
    for sample in 0..<samples {
        let chosen = generator.permutation(components).prefix(nonzeroCoefficients)
        for atom in chosen { code[sample, atom] = generator.standardNormal() }
    }
    return SparseCodedSignals(signals: code %*% dictionary, dictionary: dictionary, code: code)
}
