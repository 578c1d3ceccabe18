import Autodiff
import Testing

@Suite struct SkeletonTests {}
