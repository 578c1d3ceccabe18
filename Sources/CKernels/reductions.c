// Many numbers into one: sums, extremes, moments; of an array, of each row, of each column.
//
// A sum runs in 256 bytes of lanes (64 floats, 32 doubles) whatever the instruction set: block of 16 vectors by block,
// the blocks' sums added pairwise like the carries of a binary counter, the lanes last. The error grows with
// 16 + log₂(n / 1024) instead of n (Higham 1993), and the result does not depend on the width of the registers.
// Products are not fused with sums for the same reason.

#include "blocked_sum.h"
#include "logarithm.h"

#pragma STDC FP_CONTRACT OFF

#include "f32.h"
#include "reductions_template.h"
#include "f64.h"
#include "reductions_template.h"
