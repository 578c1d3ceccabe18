// Numbers of 16 bits, by the bits of IEEE 754: no instruction and no compiler support is needed.

#ifndef CAIRN_HALF_H
#define CAIRN_HALF_H

#include "../CKernels/clones.h"

INLINE float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

INLINE uint32_t bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return bits;
}

INLINE float float_of_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, magnitude = half & 0x7fff;
    uint32_t bits = (magnitude << 13) + 0x38000000;
    if (magnitude >= 0x7c00) bits = 0x7f800000 | magnitude << 13;
    if (magnitude < 0x400) bits = bits_of_float((float)magnitude * 0x1p-24f);
    return float_of_bits(sign | bits);
}

// The nearest, the even one of two.
INLINE uint16_t half_of_float(float value) {
    uint32_t bits = bits_of_float(value);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x1ff));
    if (magnitude >= 0x47800000) return (uint16_t)(sign | 0x7c00);
    if (magnitude < 0x38800000)  // below 2⁻¹⁴: a multiple of 2⁻²⁴; adding 1.5·2²³ rounds to a whole number
        return (uint16_t)(sign | (bits_of_float(float_of_bits(magnitude) * 0x1p24f + 0x1.8p23f) & 0xffff));
    uint32_t rebased = magnitude - 0x38000000;
    return (uint16_t)(sign | (rebased + 0xfff + (rebased >> 13 & 1)) >> 13);
}

INLINE float load_half(const uint8_t *bytes) {
    uint16_t half;
    memcpy(&half, bytes, 2);
    return float_of_half(half);
}

INLINE void store_half(uint8_t *bytes, float value) {
    uint16_t half = half_of_float(value);
    memcpy(bytes, &half, 2);
}

#endif
