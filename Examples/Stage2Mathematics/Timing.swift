/// The shortest of several runs of `work`, in seconds: the run that was disturbed least.
func fastest(of runs: Int, _ work: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
        let start = ContinuousClock.now
        try work()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        best = min(best, Double(seconds) + Double(attoseconds) * 1e-18)
    }
    return best
}
