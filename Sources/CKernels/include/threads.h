// What the worker pool needs of the machine and cannot reach from Swift.

#ifndef CAIRN_THREADS_H
#define CAIRN_THREADS_H

/// The number of processors that this process may run on, at least 1: the affinity mask where there is one.
int cairn_available_processors(void);

/// Tells the processor that this thread polls, so that its sibling gets the pipeline.
static inline void cairn_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
