// Fused attention: the weights exist a block at a time, between two matrix products. Dao et al., "FlashAttention" (2022), whose
// running softmax is Milakov and Gimelshein's (2018); the products are OpenBLAS's, on one thread, on the heads as they stand.

#include "CAttention.h"

#include <cblas.h>

#include "../CKernels/exponential.h"
#include "dropout.h"

// A product of at most this many multiply-adds OpenBLAS's AVX-512 kernels compute from the operands where they stand, at nine tenths of
// the peak; larger ones, and ABᵀ of nearly any size, they pack first. So scores come in blocks of that size, and keys are transposed.
#define UNPACKED_LIMIT 1000000

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static size_t larger(size_t a, size_t b) { return a > b ? a : b; }
static size_t divided_up(size_t a, size_t b) { return (a + b - 1) / b; }

// Transposing all keys pays where several queries share them.
static int transposes(const cairn_attention *job) { return job->queries >= 16; }

// Few, where heads are wide; and where a causal mask hides half of all scores unless blocks are small.
static size_t block_queries(const cairn_attention *job) {
    int is_wide = larger(job->width, job->value_width) > 128, is_short = job->is_causal && job->queries <= 128;
    return smaller(job->queries, is_wide || is_short ? 32 : 64);
}

// The most keys of a block.
static size_t most_keys(const cairn_attention *job) {
    size_t limit = UNPACKED_LIMIT / (block_queries(job) * larger(job->width, job->value_width)) / 16 * 16;
    return smaller(512, larger(16, limit));
}

// Blocks of keys begin at multiples of this: all but the last about the same size.
static size_t block_keys(const cairn_attention *job) {
    size_t blocks = divided_up(job->keys, most_keys(job));
    return smaller(512, divided_up(divided_up(job->keys, blocks), 16) * 16);
}

// The number of keys from `key` to the end of its block.
static size_t keys_from(const cairn_attention *job, size_t key, size_t end) {
    size_t size = block_keys(job);
    return smaller(end - key, size - key % size);
}

static size_t query_blocks(const cairn_attention *job) { return divided_up(job->queries, block_queries(job)); }

// Blocks of queries that share the transposed keys: as few as give work to some threads, at least four.
static size_t blocks_of_part(const cairn_attention *job) {
    size_t chunks = divided_up(32, job->batch * job->heads);
    return larger(4, divided_up(query_blocks(job), chunks));
}

static size_t parts_of_head(const cairn_attention *job) { return divided_up(query_blocks(job), blocks_of_part(job)); }

size_t cairn_attention_parts(const cairn_attention *job) { return job->batch * job->heads * parts_of_head(job); }

// A head of keys gets its gradients from one part, in the order of the queries: the same for any number of threads.
size_t cairn_attention_backward_parts(const cairn_attention *job) { return job->batch * job->key_heads; }

static size_t block_size(const cairn_attention *job) { return block_queries(job) * block_keys(job); }

// Keys are transposed block by block: a block stands together, and the steps between its rows are no power of 2.
static size_t turned_step(const cairn_attention *job) { return divided_up(block_keys(job), 32) * 32 + 16; }

static size_t turned_size(const cairn_attention *job, size_t width) {
    return divided_up(job->keys, block_keys(job)) * width * turned_step(job);
}

// Scores, then for each query of a block its maximum, sum and factor, a row of dropout, and the transposed keys.
size_t cairn_attention_scratch(const cairn_attention *job) {
    size_t turned = transposes(job) ? turned_size(job, job->width) : 0;
    return block_size(job) + 3 * 64 + 512 + turned;
}

size_t cairn_attention_backward_scratch(const cairn_attention *job) {
    size_t turned = transposes(job) ? turned_size(job, job->width + job->value_width) : 0;
    return 2 * block_size(job) + 64 + 512 + turned;
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
