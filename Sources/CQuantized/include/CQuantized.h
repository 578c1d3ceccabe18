// Blocks of quantised numbers as GGUF files hold them: to and from floats, and products with them.

#ifndef CAIRN_CQUANTIZED_H
#define CAIRN_CQUANTIZED_H

#include <stddef.h>
#include <stdint.h>

#endif
