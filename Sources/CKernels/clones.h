// How a kernel is compiled: once for each instruction set, from one source.
//
// KERNEL marks an exported function. On x86-64 Linux the compiler makes three copies of it, for AVX-512
// (x86-64-v4), AVX2 with FMA (v3) and the baseline, and the dynamic linker picks one when the program starts.
// Everything the kernel calls must be INLINE, or it would be compiled for the baseline only.
// Elsewhere (arm64, macOS) there is one copy.

#ifndef CAIRN_CLONES_H
#define CAIRN_CLONES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"

// The thread sanitizer is the exception: its runtime is not up yet when the linker runs the resolvers, and crashes.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer) && !defined(CAIRN_NO_CLONES)
#define CLONES 1
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
// One version of a static function that differs between instruction sets. (Were it exported, callers in other files
// would always get the default version.)
#define VERSION(set) static __attribute__((target(set)))
#define AVX512 "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"
#define AVX2 "avx2,fma"
#else
#define CLONES 0
#define KERNEL
#endif

// LLVM keeps to 256-bit vectors on AVX-512 unless told otherwise; the attribute passes to whoever inlines this.
#define INLINE static inline __attribute__((always_inline, min_vector_width(512)))

// Asks for the memory that will be read and written 4096 bytes further on: the processor's own guesses stop at the end of
// a page of that size. Worth a tenth of the time where memory decides.
#define AHEAD 4096
#define PREFETCH(in, out) \
    (__builtin_prefetch((const char *)(in) + AHEAD), __builtin_prefetch((const char *)(out) + AHEAD, 1))

// The element loop: iterations are independent, also when the result is written over an input.
#define PRAGMA(text) _Pragma(#text)
// Two vectors at a time, or one where the loop is no longer than that.
#define VECTORIZE(width) PRAGMA(clang loop vectorize(assume_safety) vectorize_width(width) interleave_count(2) unroll(disable))
#define VECTORIZE_ONE(width) PRAGMA(clang loop vectorize(assume_safety) vectorize_width(width) interleave_count(1))

#endif
