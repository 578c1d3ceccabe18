#include "clones.h"

// 64 bytes at a time: one comparison for each special byte gives a word with a bit where it stands, and what is found is
// then a matter of bit counting. Only words that hold quotation marks or CR are walked through bit by bit.

typedef uint8_t bytes64 __attribute__((vector_size(64)));
typedef _Bool mask64 __attribute__((ext_vector_type(64)));

// A bit for each of 64 bytes that equals `byte`, and for each over 127. (By address: a vector as an argument has another ABI
// in each version.)
INLINE uint64_t matches(const uint8_t *text, uint8_t byte) {
    bytes64 bytes;
    memcpy(&bytes, text, 64);
    bytes64 wanted = (bytes64){0} + byte;
    mask64 found = __builtin_convertvector(bytes == wanted, mask64);
    uint64_t word;
    memcpy(&word, &found, 8);
    return word;
}

INLINE uint64_t wide(const uint8_t *text) {
    bytes64 bytes;
    memcpy(&bytes, text, 64);
    mask64 found = __builtin_convertvector(bytes > 127, mask64);
    uint64_t word;
    memcpy(&word, &found, 8);
    return word;
}

KERNEL cairn_csv_tokens cairn_csv_tokenize(const uint8_t *text, size_t length, size_t stop, int is_last,
                                           uint8_t separator, uint8_t quote, size_t columns, uint32_t *positions,
                                           uint32_t *row_fields) {
    size_t fields = 0, rows = 0, row_start_field = 0, field_start = 0, row_start = 0, skip = 0, stopped = 0;
    uint64_t wide_bits = 0, any_returns = 0;
    int inside = 0, rectangular = 1;
    for (size_t base = 0; base < length && !stopped; base += 64) {
        uint64_t valid = length - base >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << (length - base)) - 1;
        uint64_t ends = matches(text + base, '\n') & valid, returns = matches(text + base, '\r') & valid;
        uint64_t separators = matches(text + base, separator) & valid;
        uint64_t quotes = quote == separator ? 0 : matches(text + base, quote) & valid;
        wide_bits |= wide(text + base) & valid;
        if (!inside && !(quotes | returns)) {
            uint64_t all = separators | ends;
            uint64_t row_ends = ends;
            size_t before = fields;
            while (row_ends) {
                uint64_t bit = row_ends & -row_ends;
                row_ends ^= bit;
                size_t end = before + (size_t)__builtin_popcountll(all & (bit - 1)) + 1;
                rectangular &= end - row_start_field == columns;
                row_start_field = end;
                row_fields[rows++] = (uint32_t)end;
                row_start = base + (size_t)__builtin_ctzll(bit) + 1;
                if (row_start >= stop) {
                    all &= bit | (bit - 1);
                    stopped = 1;
                    break;
                }
            }
            if (all) {
                while (all) {
                    positions[fields++] = (uint32_t)(base + (size_t)__builtin_ctzll(all));
                    all &= all - 1;
                }
                field_start = positions[fields - 1] + (size_t)1;
            }
            continue;
        }
        any_returns |= returns;
        uint64_t all = separators | ends | returns | quotes;
        while (all) {
            uint64_t bit = all & -all;
            all ^= bit;
            size_t place = base + (size_t)__builtin_ctzll(bit);
            if (place < skip) continue;
            if (inside) {
                if (!(quotes & bit)) continue;
                if (place + 1 < length && text[place + 1] == quote) {
                    skip = place + 2;
                } else {
                    inside = 0;
                }
                continue;
            }
            if (quotes & bit) {
                inside = place == field_start;
                continue;
            }
            if (returns & bit) {
                if (place + 1 == length ? !is_last : text[place + 1] == '\n') continue;
            }
            positions[fields++] = (uint32_t)place;
            field_start = place + 1;
            if (separators & bit) continue;
            rectangular &= fields - row_start_field == columns;
            row_start_field = fields;
            row_fields[rows++] = (uint32_t)fields;
            row_start = field_start;
            if (row_start >= stop) {
                stopped = 1;
                break;
            }
        }
    }
    int complete = stopped || (row_start == length && is_last);
    if (!complete && is_last) {
        // The last row has no line end.
        positions[fields++] = (uint32_t)length;
        rectangular &= fields - row_start_field == columns;
        row_start_field = fields;
        row_fields[rows++] = (uint32_t)fields;
        row_start = length;
        complete = 1;
    }
    return (cairn_csv_tokens){
        .fields = row_start_field, .rows = rows, .end = row_start, .is_complete = complete != 0,
        .is_quoted = inside != 0, .is_regular = rectangular && !any_returns, .is_rectangular = rectangular != 0,
        .has_wide_bytes = wide_bits != 0};
}

// The well-formed byte sequences of table 3-7 of the Unicode standard.
size_t cairn_utf8_valid_prefix(const uint8_t *text, size_t length) {
    size_t i = 0;
    while (i < length) {
        uint64_t word;
        if (i + 8 <= length && (memcpy(&word, text + i, 8), !(word & 0x8080808080808080u))) {
            i += 8;
            continue;
        }
        uint8_t lead = text[i];
        if (lead < 0x80) {
            i += 1;
            continue;
        }
        size_t more = lead >= 0xC2 && lead <= 0xDF ? 1 : lead >= 0xE0 && lead <= 0xEF ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
        if (more == 0 || more >= length - i) return i;
        uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (text[i + 1] < low || text[i + 1] > high) return i;
        for (size_t k = 2; k <= more; k += 1)
            if ((text[i + k] & 0xC0) != 0x80) return i;
        i += more + 1;
    }
    return length;
}
