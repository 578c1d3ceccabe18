#include "CQuantized.h"
