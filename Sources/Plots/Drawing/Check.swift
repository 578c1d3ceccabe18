import LinearAlgebra

/// Stops with `message` and the caller's line where `condition` is false: for mistakes that can be seen in the
/// arguments. Files here need not import all of `LinearAlgebra` for its one check.
func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
    require(condition, message())
}
