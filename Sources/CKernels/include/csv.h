// Where the fields of a text with separators begin and end: the first half of reading a CSV file.

#ifndef CAIRN_CSV_H
#define CAIRN_CSV_H

#include <stddef.h>
#include <stdint.h>

/// What `cairn_csv_tokenize` found.
typedef struct {
    /// Fields and rows that are complete.
    size_t fields, rows;
    /// Where the row after the last complete one starts.
    size_t end;
    /// 1: stopped because a row starts at or after `stop`, or at the very end. 0: the text ends inside a row.
    uint8_t is_complete;
    /// 1: the text ends inside a quoted field.
    uint8_t is_quoted;
    /// 1: every row has `columns` fields and there is no CR next to a line end, so that a field starts right after the end of the one before it.
    uint8_t is_regular;
    /// 1: no row has other than `columns` fields.
    uint8_t is_rectangular;
    /// 1: there is a byte over 127.
    uint8_t has_wide_bytes;
} cairn_csv_tokens;

/// Finds the fields of `text`, which starts at the start of a row, and stops before the first row that starts at or after `stop`.
///
/// `positions[i]` is where field i ends: at its separator, CR or LF, or at `length`. `row_fields[r]` is the number of fields of rows
/// 0 … r. Both must have room for `length + 1` entries. A row ends at LF, at CR LF (the position is then that of the LF) or at a
/// CR alone. A field that starts with `quote` goes on to the next single one and from there to the separator; two of them are one
/// quotation mark. `quote` may equal `separator`: then there is no quoting. `is_last`: nothing follows the text.
/// `text` must be readable for 64 bytes after `length`; `length` is less than 2³² - 64.
cairn_csv_tokens cairn_csv_tokenize(const uint8_t *text, size_t length, size_t stop, int is_last, uint8_t separator,
                                    uint8_t quote, size_t columns, uint32_t *positions, uint32_t *row_fields);

/// Whether `text` is valid UTF-8: returns `length`, or where the first bad character starts.
size_t cairn_utf8_valid_prefix(const uint8_t *text, size_t length);

#endif
