import Autodiff
import LinearAlgebra

extension LowRankAdapters {
    /// The model with the updates added to its weights for good: it runs as fast as before, and without the adapters.
    ///
    /// The same as ``applied(to:)``, but for gradients: none goes to the adapters.
    ///
    /// - Parameter model: The model that the adapters were made for.
    public func merged<Model: Parameterized>(into model: Model) -> Model where Model.Precision == Precision {
        changed(model) { index, weight in
            updates[index].applied(to: weight, kept: nil).detached.contiguous()
        }
    }

    /// The model that it was before ``merged(into:)``, up to rounding: `W = W' - s AB`.
    ///
    /// Not for adapters with magnitudes, which do not keep what the lengths of columns were.
    ///
    /// - Parameter model: What `merged(into:)` returned, with adapters that have not changed since.
    public func unmerged<Model: Parameterized>(from model: Model) -> Model
    where Model.Precision == Precision {
        require(
            !options.hasMagnitudes,
            "LowRankAdapters.unmerged: the lengths of columns before the update are not known; keep the model"
        )
        return changed(model) { index, weight in (weight - updates[index].difference.detached).contiguous() }
    }
}
