// Steps of recurrent networks.

#include "logistic.h"

#include "f32.h"
#include "recurrent_template.h"
#include "f64.h"
#include "recurrent_template.h"
