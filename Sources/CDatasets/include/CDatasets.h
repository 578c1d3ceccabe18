// The bundled data files, compiled in: there from any working folder, and in a program that was moved or linked statically.
#pragma once
#include <stddef.h>

/// A bundled file: its name in Sources/Datasets/Resources, and its bytes.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} CairnDataFile;

/// How many there are.
size_t cairnDataFileCount(void);

/// One of them; `index` is below the count.
CairnDataFile cairnDataFile(size_t index);
