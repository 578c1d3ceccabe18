// Fused attention: the weights exist a block at a time, between two matrix products. Dao et al., "FlashAttention" (2022), whose
// running softmax is Milakov and Gimelshein's (2018); the products are OpenBLAS's, on one thread, on the heads as they stand.

#include "CAttention.h"

#include <cblas.h>

#include "../CKernels/exponential.h"
#include "dropout.h"

// A block of scores stays in the cache next to a core between the products.
#define BLOCK_KEYS 512

static size_t block_queries(const cairn_attention *job) { return job->queries >= 1024 ? 128 : 64; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static size_t query_blocks(const cairn_attention *job) {
    size_t block = block_queries(job);
    return (job->queries + block - 1) / block;
}

size_t cairn_attention_parts(const cairn_attention *job) { return job->batch * job->heads * query_blocks(job); }

// A head of keys gets its gradients from one part, in the order of the queries: the same for any number of threads.
size_t cairn_attention_backward_parts(const cairn_attention *job) { return job->batch * job->key_heads; }

static size_t block_size(const cairn_attention *job) {
    return smaller(block_queries(job), job->queries) * smaller(BLOCK_KEYS, job->keys);
}

// Scores, then for each query of a block its maximum, sum and factor, and a row of dropout.
size_t cairn_attention_scratch(const cairn_attention *job) {
    return block_size(job) + 3 * block_queries(job) + BLOCK_KEYS;
}

size_t cairn_attention_backward_scratch(const cairn_attention *job) {
    return 2 * block_size(job) + block_queries(job) + BLOCK_KEYS;
}

// Keys that a query sees: [start, end).
typedef struct { size_t start, end; } key_range;

static key_range visible(const cairn_attention *job, size_t row, size_t query) {
    ptrdiff_t end = (ptrdiff_t)job->keys, position = job->first_position + (ptrdiff_t)query * job->position_step;
    if (job->is_causal && position + 1 < end) end = position + 1 < 0 ? 0 : position + 1;
    if (job->lengths && job->lengths[row] < end) end = (ptrdiff_t)job->lengths[row];
    ptrdiff_t start = job->window ? position + 1 - (ptrdiff_t)job->window : 0;
    start = start < 0 ? 0 : start > end ? end : start;
    return (key_range){(size_t)start, (size_t)end};
}

// A block of scores: queries from `query` on, keys from `key` on, of head `head` of row `row` of the batch.
typedef struct { size_t row, head, query, queries, key, keys; } score_block;

// The part of a range that lies in a block, counted from its first key.
static key_range within(key_range range, const score_block *block) {
    size_t start = range.start < block->key ? 0 : range.start - block->key;
    size_t end = range.end < block->key ? 0 : range.end - block->key;
    end = smaller(end, block->keys);
    return (key_range){smaller(start, end), end};
}

// Of a query's position among those of all heads.
static size_t line_of(const cairn_attention *job, const score_block *block, size_t i) {
    return (block->row * job->heads + block->head) * job->queries + block->query + i;
}

static ptrdiff_t offset_of(cairn_attention_steps steps, size_t row, size_t head, size_t position) {
    return (ptrdiff_t)row * steps.batch + (ptrdiff_t)head * steps.head + (ptrdiff_t)position * steps.row;
}

#define NORMAL CblasNoTrans
#define TRANSPOSED CblasTrans

#define LOWEST ((T)(sizeof(T) == 4 ? -87 : -708))

#include "../CKernels/f32.h"
#define BLAS(name) cblas_s##name
#include "attention_template.h"
#undef BLAS
#include "../CKernels/f64.h"
#define BLAS(name) cblas_d##name
#include "attention_template.h"
