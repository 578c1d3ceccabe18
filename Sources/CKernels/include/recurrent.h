// Kernels of recurrent networks: what happens to a row of pre-activations in one step of time, and its derivative.
//
// Conventions are those of CKernels.h: every function comes for `float` and `double`, nothing is checked or allocated.
// A step works on `rows` sequences with n hidden units each. The running states `hidden` and `cell` are rows × n; the tape
// (gates, old states) has its rows a stride apart; row i of the output begins at out + out_rows[i].

#ifndef CAIRN_RECURRENT_H
#define CAIRN_RECURRENT_H

#include <stddef.h>
#include <stdint.h>

#define CAIRN_RECURRENT(T, type)                                                                                    \
    /* h = tanh(a), or max(a, 0) where `rectified`. Row i of a is replaced by h; the running state becomes h, and   */ \
    /* what it was goes to old_hidden.                                                                              */ \
    void cairn_rnn_step_##type(T *a, size_t a_stride, T *hidden, T *old_hidden, size_t old_stride, T *out,            \
                               const ptrdiff_t *out_rows, int rectified, size_t rows, size_t n);                    \
    /* da = (dh + g) act'(a), from h = act(a). */                                                                    \
    void cairn_rnn_step_grad_##type(const T *h, size_t h_stride, const T *g, const ptrdiff_t *g_rows, const T *dh,    \
                                    T *da, size_t da_stride, int rectified, size_t rows, size_t n);                 \
    /* Gates [i f g o], 4 n in a row: i, f, o = σ(·), g = tanh(·), c = f c + i g, h = o tanh(c). The gates are replaced */ \
    /* by their values, and the states that were go to old_hidden and old_cell.                                      */ \
    void cairn_lstm_step_##type(T *gates, size_t gates_stride, T *hidden, T *cell, T *old_hidden, T *old_cell,        \
                                size_t old_stride, T *out, const ptrdiff_t *out_rows, size_t rows, size_t n);       \
    /* The derivative by the pre-activations, over dgates; dc becomes the derivative by the old cell state. */         \
    void cairn_lstm_step_grad_##type(const T *gates, size_t gates_stride, const T *old_cell, size_t old_stride,       \
                                     const T *g, const ptrdiff_t *g_rows, const T *dh, T *dc, T *dgates,            \
                                     size_t dgates_stride, size_t rows, size_t n);                                  \
    /* Gates [r z n], 3 n in a row, and the part s of the state in them, 3 n in a row: r, z = σ(· + s),               */ \
    /* n = tanh(· + r s), h = n + z (h - n). The gates are replaced by their values, the third part of s goes to old_s. */ \
    void cairn_gru_step_##type(T *gates, size_t gates_stride, const T *s, T *hidden, T *old_hidden, T *old_s,         \
                               size_t old_stride, T *out, const ptrdiff_t *out_rows, size_t rows, size_t n);        \
    /* dgates [∂s_n | ∂r | ∂z | ∂n], 4 n in a row: the first three are the derivative by s, the last three that by the   */ \
    /* pre-activations. dh becomes its direct part z dh.                                                             */ \
    void cairn_gru_step_grad_##type(const T *gates, size_t gates_stride, const T *old_hidden, const T *old_s,         \
                                    size_t old_stride, const T *g, const ptrdiff_t *g_rows, T *dh, T *dgates,       \
                                    size_t dgates_stride, size_t rows, size_t n);

CAIRN_RECURRENT(float, f32)
CAIRN_RECURRENT(double, f64)

#endif
