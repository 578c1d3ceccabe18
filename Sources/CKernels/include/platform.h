// What the library asks of the machine and cannot reach from Swift.

#ifndef CAIRN_PLATFORM_H
#define CAIRN_PLATFORM_H

/// The number of processors that this process may run on, at least 1: the affinity mask where there is one.
int cairn_available_processors(void);

/// The name by which OpenBLAS knows the widest kernels that this processor can run, `"SkylakeX"` for AVX-512 or `"Haswell"`
/// for AVX2; NULL where there is nothing to choose.
const char *cairn_widest_openblas_core(void);

/// Lets OpenBLAS choose its kernels anew, this time those called `core`. Returns 1 where it did, 0 where this build of
/// OpenBLAS has one set of kernels only. Not safe while any other thread is inside OpenBLAS.
int cairn_select_openblas_core(const char *core);

/// Tells the processor that this thread polls, so that its sibling gets the pipeline.
static inline void cairn_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
