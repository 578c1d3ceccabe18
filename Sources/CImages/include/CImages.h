// PNG through libpng, whose errors leap over the caller (setjmp, longjmp). No Swift frame may be leapt over, so each call here
// ends its own leap, and says in words what went wrong.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a file says of its picture, and why it could not be read.
typedef struct {
    uint32_t width, height;
    /// Samples of a pixel once palettes are spelled out: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
    uint32_t channels;
    /// Bits of a sample as they are handed out: 8 or 16.
    uint32_t bits;
    /// Bits of a sample in the file: 1, 2, 4, 8 or 16.
    uint32_t storedBits;
    /// Empty, or the reason of a failure.
    char message[160];
} CairnPNG;

/// Reads the head of a file of `count` bytes. Returns whether it could.
int cairnPNGInspect(const uint8_t *bytes, size_t count, CairnPNG *info);

/// Reads the whole file into `samples`: height rows of width pixels of channels samples, 16 bits each. `info` comes from
/// `cairnPNGInspect` on the same bytes. Returns whether it could.
int cairnPNGRead(const uint8_t *bytes, size_t count, CairnPNG *info, uint16_t *samples);

/// Packs such samples, with `bits` of 8 or 16, into a file in memory that the caller frees with `cairnPNGFree`.
int cairnPNGWrite(const uint16_t *samples, CairnPNG *info, uint8_t **bytes, size_t *count);

/// Frees what `cairnPNGWrite` made.
void cairnPNGFree(uint8_t *bytes);
