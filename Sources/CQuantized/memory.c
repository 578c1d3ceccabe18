// Memory for weights. They are read from end to end for each token: in pages of 2 MB there are 512 times fewer addresses to look up, and
// as many times fewer page faults while they are filled.

#include "CQuantized.h"

#include <stdlib.h>
#include <sys/mman.h>

#define HUGE ((size_t)2 << 20)

static size_t rounded(ptrdiff_t count) {
    size_t unit = (size_t)count >= HUGE ? HUGE : 64;
    return ((size_t)count + unit - 1) / unit * unit + (count == 0 ? 64 : 0);
}

void *cairn_allocate(ptrdiff_t count) {
    size_t bytes = rounded(count);
    void *memory = NULL;
    if (posix_memalign(&memory, bytes >= HUGE ? HUGE : 64, bytes) != 0) abort();
#ifdef MADV_HUGEPAGE
    if (bytes >= HUGE) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void cairn_release(void *memory, ptrdiff_t count) {
    (void)count;
    free(memory);
}
