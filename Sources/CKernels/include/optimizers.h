// Steps of optimisers: one pass over the parameters `p`, their gradient `g` and the state, which are changed in place.
//
// The formulas and the order of operations are those of torch.optim where it has the method (single-tensor path).
// Hyperparameters come as double and are rounded to the type of the parameters once; factors that depend on the step alone
// are formed in double. Each element of the gradient is taken as d = scale g: -1 ascends, and the factor of gradient
// clipping costs no pass of its own. `step` counts from 1. State begins as zeros unless said otherwise. With
// `weight_decay` w ≠ 0, d + w p takes the place of d, unless the decay is decoupled: then p ← (1 - lr w) p comes first.
// NaN in a gradient makes its parameter NaN. Arrays do not overlap.

#ifndef CAIRN_OPTIMIZERS_H
#define CAIRN_OPTIMIZERS_H

#include <stddef.h>

#define CAIRN_OPTIMIZERS(T, suffix)                                                                                   \
    /* b ← momentum b + (1 - dampening) d (b ← d in the first step), p ← p - lr b; nesterov: p ← p - lr (d +        */ \
    /* momentum b). Without momentum `buffer` is not touched and may be NULL.                                       */ \
    void cairn_sgd_##suffix(T *p, const T *g, T *buffer, int first, double lr, double momentum, double dampening,    \
                            int nesterov, double weight_decay, double scale, size_t n);                               \
    /* m ← β₁ m + (1 - β₁) d, v ← β₂ v + (1 - β₂) d²; p ← p - lr m / (1 - β₁ᵗ) / (√v / √(1 - β₂ᵗ) + eps). With      */ \
    /* `largest` (AMSGrad, else NULL) the largest v so far stands for v.                                             */ \
    void cairn_adam_##suffix(T *p, const T *g, T *m, T *v, T *largest, size_t step, double lr, double beta1,          \
                             double beta2, double eps, double weight_decay, int decoupled, double scale, size_t n);   \
    /* v ← α v + (1 - α) d²; with `mean` (centred, else NULL) a ← α a + (1 - α) d and v - a² stands for v;          */ \
    /* p ← p - lr d / (√v + eps), with `buffer` (momentum, else NULL) b ← momentum b + d / (√v + eps), p ← p - lr b. */ \
    void cairn_rmsprop_##suffix(T *p, const T *g, T *v, T *mean, T *buffer, double lr, double alpha, double eps,      \
                                double weight_decay, double momentum, double scale, size_t n);                        \
    /* s ← s + d², p ← p - lr / (1 + (t - 1) lr_decay) d / (√s + eps). `sum` may begin above 0.                      */ \
    void cairn_adagrad_##suffix(T *p, const T *g, T *sum, size_t step, double lr, double lr_decay, double eps,        \
                                double weight_decay, double scale, size_t n);                                         \
    /* v ← ρ v + (1 - ρ) d², u = √(a + eps) / √(v + eps) d, a ← ρ a + (1 - ρ) u², p ← p - lr u.                      */ \
    void cairn_adadelta_##suffix(T *p, const T *g, T *v, T *moves, double lr, double rho, double eps,                 \
                                 double weight_decay, double scale, size_t n);                                        \
    /* m ← β₁ m + (1 - β₁) d, u ← max(β₂ u, |d| + eps), p ← p - lr / (1 - β₁ᵗ) m / u.                                */ \
    void cairn_adamax_##suffix(T *p, const T *g, T *m, T *u, size_t step, double lr, double beta1, double beta2,      \
                               double eps, double weight_decay, double scale, size_t n);                              \
    /* With μ = β₁ (1 - 0.96^(t ψ) / 2), μ' that of step t + 1, and P the product of all μ so far, this included:    */ \
    /* p ← p - lr ((1 - μ) / (1 - P) d + μ' / (1 - P μ') m) / (√(v / (1 - β₂ᵗ)) + eps). `product` is P of the step   */ \
    /* before (1 at first); the new one is returned.                                                                 */ \
    double cairn_nadam_##suffix(T *p, const T *g, T *m, T *v, size_t step, double product, double lr, double beta1,   \
                                double beta2, double eps, double momentum_decay, double weight_decay, int decoupled,  \
                                double scale, size_t n);                                                              \
    /* ρ∞ = 2 / (1 - β₂) - 1, ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ); p ← p - lr m / (1 - β₁ᵗ), where ρ > 5 times              */ \
    /* √(1 - β₂ᵗ) / (√v + eps) √((ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ)).                                        */ \
    void cairn_radam_##suffix(T *p, const T *g, T *m, T *v, size_t step, double lr, double beta1, double beta2,       \
                              double eps, double weight_decay, int decoupled, double scale, size_t n);                \
    /* p ← (1 - lr w) p - lr sign(β₁ m + (1 - β₁) d), m ← β₂ m + (1 - β₂) d.                                         */ \
    void cairn_lion_##suffix(T *p, const T *g, T *m, double lr, double beta1, double beta2, double weight_decay,      \
                             double scale, size_t n);                                                                 \
    /* h ← h shrink where d changed its sign (and then d ← 0), h grow where it kept it, within the bounds;           */ \
    /* p ← p - h sign(d), previous ← d. `steps`, h, begins as the learning rate.                                     */ \
    void cairn_rprop_##suffix(T *p, const T *g, T *previous, T *steps, double shrink, double grow, double smallest,   \
                              double largest, double scale, size_t n);                                                \
    /* p ← (1 - λ η) p - η d, a ← a + (p - a) μ, or a ← p where μ = 1. The caller gives step t its                   */ \
    /* η = lr / (1 + λ lr (t - 1))^α and μ = 1 / max(1, t - 1 - t₀).                                                 */ \
    void cairn_asgd_##suffix(T *p, const T *g, T *average, double lambda, double eta, double mu, double weight_decay, \
                             double scale, size_t n);

CAIRN_OPTIMIZERS(float, f32)
CAIRN_OPTIMIZERS(double, f64)

#undef CAIRN_OPTIMIZERS

#endif
