import Testing
import Plots
