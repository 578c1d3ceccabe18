#define _GNU_SOURCE
#include "platform.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#endif

int cairn_available_processors(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int allowed = CPU_COUNT(&set);
        if (allowed > 0) return allowed;
    }
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

int cairn_current_processor(void) {
#ifdef __linux__
    return sched_getcpu();
#else
    return -1;
#endif
}

int cairn_thread_number(void) {
#ifdef __linux__
    return (int)syscall(SYS_gettid);
#else
    return -1;
#endif
}

#ifdef __linux__
static cpu_set_t usable;
static pthread_once_t usable_is_known = PTHREAD_ONCE_INIT;

static void learn_usable(void) {
    if (sched_getaffinity(getpid(), sizeof usable, &usable) != 0) CPU_ZERO(&usable);
}
#endif

void cairn_keep_off(int thread_number, int processor) {
#ifdef __linux__
    pthread_once(&usable_is_known, learn_usable);
    cpu_set_t set = usable;
    if (processor < 0 || processor >= CPU_SETSIZE) return;
    CPU_CLR(processor, &set);
    if (CPU_COUNT(&set) > 0) sched_setaffinity(thread_number, sizeof set, &set);
#else
    (void)thread_number, (void)processor;
#endif
}

const char *cairn_widest_openblas_core(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                 __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
    if (avx512) return "SkylakeX";
    if (avx2) return "Haswell";
#endif
    return NULL;
}

int cairn_select_openblas_core(const char *core) {
    // Both functions are exported by every OpenBLAS built with DYNAMIC_ARCH; they run when the library is loaded and unloaded.
    void (*quit)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_quit");
    void (*init)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_init");
    if (quit == NULL || init == NULL || setenv("OPENBLAS_CORETYPE", core, 1) != 0) return 0;
    quit();
    init();
    unsetenv("OPENBLAS_CORETYPE");
    return 1;
}
