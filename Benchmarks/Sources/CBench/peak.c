// What one core and all cores can do at best: multiply-adds that stay in registers, and streams through memory.

#include "CBench.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// 12 chains hide a latency of 4 to 6 cycles on two units. Nothing can be folded: every chain feeds itself.
#define CHAINS 12
#define STEPS 20000

#define FMA_LOOP(name, T, bytes, attributes)                                                   \
    attributes static double name(double seconds) {                                            \
        typedef T V __attribute__((vector_size(bytes)));                                       \
        V x[CHAINS], factor = (V){0} + (T)0.999, term = (V){0} + (T)1e-3;                      \
        for (int i = 0; i < CHAINS; i++) x[i] = (V){0} + (T)i;                                 \
        double flops = 0, start = now(), elapsed;                                              \
        do {                                                                                   \
            for (int step = 0; step < STEPS; step++) {                                         \
                _Pragma("clang fp contract(fast)")                                             \
                _Pragma("clang loop unroll(full)")                                             \
                for (int i = 0; i < CHAINS; i++) x[i] = x[i] * factor + term;                  \
            }                                                                                  \
            flops += 2.0 * STEPS * CHAINS * (bytes) / sizeof(T);                               \
            elapsed = now() - start;                                                           \
        } while (elapsed < seconds);                                                           \
        V total = x[0];                                                                        \
        for (int i = 1; i < CHAINS; i++) total += x[i];                                        \
        volatile T keep = total[0];                                                            \
        (void)keep;                                                                            \
        return flops / elapsed * 1e-9;                                                         \
    }

#if defined(__x86_64__)
FMA_LOOP(fma_f32_512, float, 64, __attribute__((target("avx512f,fma"))))
FMA_LOOP(fma_f64_512, double, 64, __attribute__((target("avx512f,fma"))))
FMA_LOOP(fma_f32_256, float, 32, __attribute__((target("avx2,fma"))))
FMA_LOOP(fma_f64_256, double, 32, __attribute__((target("avx2,fma"))))
#endif
FMA_LOOP(fma_f32_128, float, 16, )
FMA_LOOP(fma_f64_128, double, 16, )

int bench_vector_bits(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) return 512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 256;
#endif
    return 128;
}

static double fma_f32(double seconds) {
#if defined(__x86_64__)
    if (bench_vector_bits() == 512) return fma_f32_512(seconds);
    if (bench_vector_bits() == 256) return fma_f32_256(seconds);
#endif
    return fma_f32_128(seconds);
}

static double fma_f64(double seconds) {
#if defined(__x86_64__)
    if (bench_vector_bits() == 512) return fma_f64_512(seconds);
    if (bench_vector_bits() == 256) return fma_f64_256(seconds);
#endif
    return fma_f64_128(seconds);
}

// One thread's share of a job.
struct part {
    pthread_t thread;
    double (*loop)(double);
    double seconds, rate;
    double *x, *y, *z;
    size_t count;
    int started;
};

static void *run_loop(void *context) {
    struct part *part = context;
    part->rate = part->loop(part->seconds);
    return NULL;
}

static void run_parts(struct part *parts, int threads, void *(*body)(void *)) {
    for (int i = 1; i < threads; i++) parts[i].started = pthread_create(&parts[i].thread, NULL, body, &parts[i]) == 0;
    body(&parts[0]);
    for (int i = 1; i < threads; i++) {
        if (parts[i].started) pthread_join(parts[i].thread, NULL);
    }
}

static double peak(int threads, double seconds, double (*loop)(double)) {
    struct part *parts = calloc((size_t)threads, sizeof *parts);
    if (!parts) return 0;
    for (int i = 0; i < threads; i++) {
        parts[i].loop = loop;
        parts[i].seconds = seconds;
    }
    run_parts(parts, threads, run_loop);
    double total = 0;
    for (int i = 0; i < threads; i++) total += parts[i].rate;
    free(parts);
    return total;
}

double bench_peak_f32(int threads, double seconds) { return peak(threads, seconds, fma_f32); }
double bench_peak_f64(int threads, double seconds) { return peak(threads, seconds, fma_f64); }

static void *run_copy(void *context) {
    struct part *part = context;
    memcpy(part->y, part->x, part->count * sizeof(double));
    return NULL;
}

static void *run_triad(void *context) {
    struct part *part = context;
    const double *restrict x = part->x, *restrict y = part->y;
    double *restrict z = part->z;
    for (size_t i = 0; i < part->count; i++) z[i] = x[i] + 3 * y[i];
    return NULL;
}

static double stream(int threads, size_t count, int rounds, int transfers, void *(*body)(void *)) {
    double *x = malloc(count * sizeof *x), *y = malloc(count * sizeof *y), *z = malloc(count * sizeof *z);
    struct part *parts = calloc((size_t)threads, sizeof *parts);
    double best = 0;
    if (x && y && z && parts) {
        for (size_t i = 0; i < count; i++) x[i] = y[i] = z[i] = (double)i;
        size_t length = count / (size_t)threads;
        for (int i = 0; i < threads; i++) {
            size_t start = length * (size_t)i;
            parts[i] = (struct part){.x = x + start, .y = y + start, .z = z + start, .count = length};
        }
        for (int round = 0; round < rounds; round++) {
            double start = now();
            run_parts(parts, threads, body);
            double rate = (double)(length * (size_t)threads * sizeof *x) * transfers / (now() - start) * 1e-9;
            if (rate > best) best = rate;
        }
    }
    free(x), free(y), free(z), free(parts);
    return best;
}

double bench_copy(int threads, size_t count, int rounds) { return stream(threads, count, rounds, 2, run_copy); }
double bench_triad(int threads, size_t count, int rounds) { return stream(threads, count, rounds, 3, run_triad); }

void bench_spin(double seconds) {
    for (double end = now() + seconds; now() < end;) fma_f64(0.05);
}
