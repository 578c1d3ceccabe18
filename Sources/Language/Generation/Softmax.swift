import Foundation

/// The largest logit that is no NaN, or nil where there is none.
func largest(_ logits: [Float]) -> Float? {
    var top = -Float.infinity
    var found = false
    for logit in logits where logit >= top {
        top = logit
        found = true
    }
    return found ? top : nil
}

/// `exp(logit − max) / Σ`, in double precision; NaN counts as −∞. Nil where no token can be chosen.
func probabilities(of logits: [Float]) -> [Double]? {
    guard let top = largest(logits), top > -.infinity else { return nil }
    var sum = 0.0
    let shift = Double(top)
    var result = logits.map { logit -> Double in
        guard logit > -.infinity else { return 0 }
        let weight = top == .infinity ? (logit == top ? 1 : 0) : exp(Double(logit) - shift)
        sum += weight
        return weight
    }
    for index in result.indices { result[index] /= sum }
    return result
}

/// `ln Σ exp(logits)` over a run of numbers, in double precision.
func logSumExp(_ logits: ArraySlice<Float>) -> Double {
    var top = -Float.infinity
    for logit in logits where logit > top { top = logit }
    guard top.isFinite else { return Double(top) }
    var sum = 0.0
    let shift = Double(top)
    for logit in logits where logit > -.infinity { sum += exp(Double(logit) - shift) }
    return shift + log(sum)
}
