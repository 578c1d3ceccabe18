#ifndef CAIRN_CKERNELS_H
#define CAIRN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

void cairn_exp_f32(const float *x, float *y, size_t n);

#endif
