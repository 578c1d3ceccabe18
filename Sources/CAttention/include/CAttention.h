// Fused scaled dot-product attention on strided heads, forward and backward.

#ifndef CAIRN_CATTENTION_H
#define CAIRN_CATTENTION_H

#include <stddef.h>
#include <stdint.h>

#endif
