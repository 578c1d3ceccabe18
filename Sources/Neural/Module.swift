import Autodiff

/// A layer or a whole network: a struct of tensors and of other modules.
public protocol Module: Parameterized {}
