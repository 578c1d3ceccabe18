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

/// The processor that the calling thread runs on; -1 where the system does not tell.
int cairn_current_processor(void);

/// The system's number of the calling thread; -1 where there is none to use.
int cairn_thread_number(void);

/// Lets a thread run on every processor that the process might use when this was first called, but on `processor`. Does nothing
/// where that would leave none, or where the system has no such call.
void cairn_keep_off(int thread_number, int processor);

/// Tells the processor that this thread polls, so that its sibling gets the pipeline.
static inline void cairn_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
