import Neural
import Testing

@Suite struct SkeletonTests {}
