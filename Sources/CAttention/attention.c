#include "CAttention.h"
