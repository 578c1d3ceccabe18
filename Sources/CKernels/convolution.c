// Convolution.

#include "blocked_sum.h"
#include "logistic.h"

#include "f32.h"
#include "convolution_template.h"
#include "f64.h"
#include "convolution_template.h"
