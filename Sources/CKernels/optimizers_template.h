// Included by optimizers.c for each element type T.

// The element loop: d is the gradient, w the parameter.
#define STEPS(...)                                        \
    {                                                     \
        VECTORIZE(LANES)                                  \
        for (size_t i = 0; i < n; ++i) {                  \
            T w = p[i], d = g[i] * factor;                \
            __VA_ARGS__                                   \
        }                                                 \
    }

// Rounded once, outside of the loop.
#define FACTOR const T factor = (T)scale
#define DECAY const T decay = (T)weight_decay
#define DECAYED d = decay != 0 ? d + decay * w : d;

// Either form of decay: one of the two factors changes nothing. (The product with 1 is exact.)
#define EITHER_DECAY                                                                                  \
    const T decay = decoupled ? 0 : (T)weight_decay, keep = decoupled ? (T)(1 - lr * weight_decay) : 1
#define EITHER_DECAYED DECAYED w *= keep;

// a + weight (b - a), from the nearer end.
INLINE T N(lerp)(T a, T b, T weight) {
    return weight < (T)0.5 ? a + weight * (b - a) : b - (b - a) * (1 - weight);
}

// NaN stays NaN.
INLINE T N(sign_of)(T v) { return v > 0 ? 1 : v < 0 ? -1 : v; }

INLINE T N(larger)(T a, T b) { return a > b || a != a ? a : b; }

KERNEL void F(sgd)(T *p, const T *g, T *buffer, int first, double lr, double momentum, double dampening, int nesterov,
                   double weight_decay, double scale, size_t n) {
    FACTOR;
    DECAY;
    const T rate = (T)lr, keep = (T)momentum, take = (T)(1 - dampening);
    if (momentum == 0) {
        STEPS(DECAYED p[i] = w - rate * d;)
    } else if (first) {
        const T both = nesterov ? keep : 0;
        STEPS(DECAYED buffer[i] = d; p[i] = w - rate * (nesterov ? d + both * d : d);)
    } else if (nesterov) {
        STEPS(DECAYED T b = buffer[i] * keep + take * d; buffer[i] = b; p[i] = w - rate * (d + keep * b);)
    } else {
        STEPS(DECAYED T b = buffer[i] * keep + take * d; buffer[i] = b; p[i] = w - rate * b;)
    }
}

// The two averages of Adam and its kin.
#define MOMENT_FACTORS const T keep2 = (T)beta2, take1 = (T)(1 - beta1), take2 = (T)(1 - beta2)
#define MOMENTS                                            \
    T a = N(lerp)(m[i], d, take1);                         \
    T s = v[i] * keep2 + take2 * d * d;                    \
    m[i] = a;                                              \
    v[i] = s;

KERNEL void F(adam)(T *p, const T *g, T *m, T *v, T *largest, size_t step, double lr, double beta1, double beta2,
                    double eps, double weight_decay, int decoupled, double scale, size_t n) {
    FACTOR;
    EITHER_DECAY;
    MOMENT_FACTORS;
    const T size = (T)(-lr / (1 - pow(beta1, (double)step))), root = (T)sqrt(1 - pow(beta2, (double)step));
    const T small = (T)eps;
    if (largest) {
        STEPS(
            EITHER_DECAYED
            MOMENTS
            T top = N(larger)(largest[i], s);
            largest[i] = top;
            p[i] = w + size * a / (ROOT(top) / root + small);
        )
    } else {
        STEPS(EITHER_DECAYED MOMENTS p[i] = w + size * a / (ROOT(s) / root + small);)
    }
}

KERNEL void F(rmsprop)(T *p, const T *g, T *v, T *mean, T *buffer, double lr, double alpha, double eps,
                       double weight_decay, double momentum, double scale, size_t n) {
    FACTOR;
    DECAY;
    const T rate = (T)-lr, keep = (T)alpha, take = (T)(1 - alpha), small = (T)eps, speed = (T)momentum;
#define SQUARES DECAYED T s = v[i] * keep + take * d * d; v[i] = s;
#define CENTRED T a = N(lerp)(mean[i], d, take); mean[i] = a; s = s - a * a;
#define PLAIN p[i] = w + rate * d / (ROOT(s) + small);
#define MOVING T b = buffer[i] * speed + d / (ROOT(s) + small); buffer[i] = b; p[i] = w + rate * b;
    if (mean && buffer) STEPS(SQUARES CENTRED MOVING)
    else if (mean) STEPS(SQUARES CENTRED PLAIN)
    else if (buffer) STEPS(SQUARES MOVING)
    else STEPS(SQUARES PLAIN)
#undef SQUARES
#undef CENTRED
#undef PLAIN
#undef MOVING
}

KERNEL void F(adagrad)(T *p, const T *g, T *sum, size_t step, double lr, double lr_decay, double eps,
                       double weight_decay, double scale, size_t n) {
    FACTOR;
    DECAY;
    const T rate = (T)(-lr / (1 + ((double)step - 1) * lr_decay)), small = (T)eps;
    STEPS(DECAYED T s = sum[i] + d * d; sum[i] = s; p[i] = w + rate * d / (ROOT(s) + small);)
}

KERNEL void F(adadelta)(T *p, const T *g, T *v, T *moves, double lr, double rho, double eps, double weight_decay,
                        double scale, size_t n) {
    FACTOR;
    DECAY;
    const T rate = (T)lr, keep = (T)rho, take = (T)(1 - rho), small = (T)eps;
    STEPS(
        DECAYED
        T s = v[i] * keep + take * d * d, old = moves[i];
        T move = ROOT(old + small) / ROOT(s + small) * d;
        v[i] = s;
        moves[i] = old * keep + take * move * move;
        p[i] = w - rate * move;
    )
}

KERNEL void F(adamax)(T *p, const T *g, T *m, T *u, size_t step, double lr, double beta1, double beta2, double eps,
                      double weight_decay, double scale, size_t n) {
    FACTOR;
    DECAY;
    const T size = (T)(-lr / (1 - pow(beta1, (double)step)));
    const T take = (T)(1 - beta1), keep = (T)beta2, small = (T)eps;
    STEPS(
        DECAYED
        T a = N(lerp)(m[i], d, take), top = N(larger)(u[i] * keep, M(fabs)(d) + small);
        m[i] = a;
        u[i] = top;
        p[i] = w + size * a / top;
    )
}

KERNEL double F(nadam)(T *p, const T *g, T *m, T *v, size_t step, double product, double lr, double beta1, double beta2,
                       double eps, double momentum_decay, double weight_decay, int decoupled, double scale, size_t n) {
    FACTOR;
    EITHER_DECAY;
    MOMENT_FACTORS;
    const double t = (double)step;
    const double now = beta1 * (1 - 0.5 * pow(0.96, t * momentum_decay));
    const double next = beta1 * (1 - 0.5 * pow(0.96, (t + 1) * momentum_decay));
    product *= now;
    const T by_gradient = (T)(-lr * (1 - now) / (1 - product)), by_mean = (T)(-lr * next / (1 - product * next));
    const T correction = (T)(1 - pow(beta2, t)), small = (T)eps;
    STEPS(
        EITHER_DECAYED
        MOMENTS
        T below = ROOT(s / correction) + small;
        p[i] = w + by_gradient * d / below + by_mean * a / below;
    )
    return product;
}

KERNEL void F(radam)(T *p, const T *g, T *m, T *v, size_t step, double lr, double beta1, double beta2, double eps,
                     double weight_decay, int decoupled, double scale, size_t n) {
    FACTOR;
    EITHER_DECAY;
    MOMENT_FACTORS;
    const double t = (double)step, second = 1 - pow(beta2, t), longest = 2 / (1 - beta2) - 1;
    const double length = longest - 2 * t * pow(beta2, t) / second;
    const T first = (T)(1 - pow(beta1, t)), rate = (T)lr, small = (T)eps, root = (T)sqrt(second);
    if (length > 5) {
        const T rectified = (T)sqrt((length - 4) * (length - 2) * longest
                                    / ((longest - 4) * (longest - 2) * length));
        STEPS(EITHER_DECAYED MOMENTS p[i] = w - a / first * rate * (root / (ROOT(s) + small)) * rectified;)
    } else {
        STEPS(EITHER_DECAYED MOMENTS p[i] = w - a / first * rate;)
    }
}

KERNEL void F(lion)(T *p, const T *g, T *m, double lr, double beta1, double beta2, double weight_decay, double scale,
                    size_t n) {
    FACTOR;
    const T keep = (T)(1 - lr * weight_decay), rate = (T)lr;
    const T old1 = (T)beta1, new1 = (T)(1 - beta1), old2 = (T)beta2, new2 = (T)(1 - beta2);
    STEPS(
        T a = m[i];
        m[i] = a * old2 + new2 * d;
        p[i] = w * keep - rate * N(sign_of)(a * old1 + new1 * d);
    )
}

KERNEL void F(rprop)(T *p, const T *g, T *previous, T *steps, double shrink, double grow, double smallest,
                     double largest, double scale, size_t n) {
    FACTOR;
    const T less = (T)shrink, more = (T)grow, low = (T)smallest, high = (T)largest;
    STEPS(
        T turn = d * previous[i];
        T h = steps[i] * (turn > 0 ? more : turn < 0 ? less : turn == 0 ? 1 : turn);
        h = h < low ? low : h > high ? high : h;
        d = turn < 0 ? 0 : d;
        steps[i] = h;
        previous[i] = d;
        p[i] = w - N(sign_of)(d) * h;
    )
}

KERNEL void F(asgd)(T *p, const T *g, T *average, double lambda, double eta, double mu, double weight_decay,
                    double scale, size_t n) {
    FACTOR;
    DECAY;
    const T keep = (T)(1 - lambda * eta), rate = (T)eta, share = (T)mu;
    const int copies = mu == 1;
    STEPS(
        DECAYED
        T next = w * keep - rate * d, old = average[i];
        p[i] = next;
        average[i] = copies ? next : old + (next - old) * share;
    )
}

#undef STEPS
#undef FACTOR
#undef DECAY
#undef DECAYED
#undef EITHER_DECAY
#undef EITHER_DECAYED
#undef MOMENTS
#undef MOMENT_FACTORS
