// The umbrella: `import Cairn` brings every module in.

@_exported import Attention
@_exported import Autodiff
@_exported import Classical
@_exported import Datasets
@_exported import Images
@_exported import Language
@_exported import LinearAlgebra
@_exported import Neural
@_exported import Plots
@_exported import Randomness
@_exported import Statistics
@_exported import Tables
