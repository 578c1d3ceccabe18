#include "CImages.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// What a pass through libpng owns. It lives outside the frame that calls setjmp, so that its fields hold after a leap.
typedef struct {
    png_structp png;
    png_infop info;
    CairnPNG *report;
    const uint8_t *bytes;
    size_t count, place;
    uint8_t *row, *output;
    size_t outputCount, capacity;
} Pass;

static void fail(png_structp png, png_const_charp message) {
    Pass *pass = png_get_error_ptr(png);
    strncpy(pass->report->message, message, sizeof pass->report->message - 1);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void supply(png_structp png, png_bytep target, size_t count) {
    Pass *pass = png_get_io_ptr(png);
    if (count > pass->count - pass->place) png_error(png, "the file ends too early");
    memcpy(target, pass->bytes + pass->place, count);
    pass->place += count;
}

static void take(png_structp png, png_bytep source, size_t count) {
    Pass *pass = png_get_io_ptr(png);
    if (pass->outputCount + count > pass->capacity) {
        size_t capacity = 2 * (pass->outputCount + count);
        uint8_t *output = realloc(pass->output, capacity);
        if (!output) png_error(png, "no memory");
        pass->output = output;
        pass->capacity = capacity;
    }
    memcpy(pass->output + pass->outputCount, source, count);
    pass->outputCount += count;
}

static void flush(png_structp png) { (void)png; }

// Samples of 8 or 16 bits, in the order of this machine; palettes, packed greys and transparent colours spelled out.
static void readHead(Pass *pass) {
    png_structp png = pass->png;
    png_set_read_fn(png, pass, supply);
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(png, 1 << 24);
    png_set_chunk_cache_max(png, 100);
    png_read_info(png, pass->info);
    pass->report->storedBits = png_get_bit_depth(png, pass->info);
    png_set_expand(png);
    if (pass->report->storedBits == 16) {
        const uint16_t one = 1;
        if (*(const uint8_t *)&one) png_set_swap(png);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, pass->info);
    pass->report->width = png_get_image_width(png, pass->info);
    pass->report->height = png_get_image_height(png, pass->info);
    pass->report->channels = png_get_channels(png, pass->info);
    pass->report->bits = png_get_bit_depth(png, pass->info);
}

// Rows are unpacked at the front of their own place in `samples`, which has room for 16 bits, and spread out at the end:
// an interlaced file comes in seven passes, each of which needs what the last one left.
static void readRows(Pass *pass, uint16_t *samples) {
    CairnPNG *report = pass->report;
    size_t width = (size_t)report->width * report->channels;
    int passes = png_set_interlace_handling(pass->png);
    for (int number = 0; number < passes; number++)
        for (size_t row = 0; row < report->height; row++)
            png_read_row(pass->png, (png_bytep)(samples + row * width), NULL);
    png_read_end(pass->png, NULL);
    if (report->bits == 16) return;
    for (size_t row = 0; row < report->height; row++) {
        uint16_t *wide = samples + row * width;
        const uint8_t *narrow = (const uint8_t *)wide;
        for (size_t column = width; column-- > 0;) wide[column] = narrow[column];
    }
}

static int begin(Pass *pass, CairnPNG *report, int writes) {
    memset(pass, 0, sizeof *pass);
    memset(report->message, 0, sizeof report->message);
    pass->report = report;
    pass->png = writes ? png_create_write_struct(PNG_LIBPNG_VER_STRING, pass, fail, ignore)
                       : png_create_read_struct(PNG_LIBPNG_VER_STRING, pass, fail, ignore);
    if (pass->png) pass->info = png_create_info_struct(pass->png);
    if (!pass->info) strncpy(report->message, "libpng cannot be set up", sizeof report->message - 1);
    return pass->info != NULL;
}

static int readFile(const uint8_t *bytes, size_t count, CairnPNG *report, uint16_t *samples) {
    Pass pass;
    if (!begin(&pass, report, 0)) {
        png_destroy_read_struct(&pass.png, NULL, NULL);
        return 0;
    }
    pass.bytes = bytes;
    pass.count = count;
    if (setjmp(png_jmpbuf(pass.png)) == 0) {
        uint32_t width = report->width, height = report->height, channels = report->channels;
        readHead(&pass);
        if (samples) {
            if (width != report->width || height != report->height || channels != report->channels)
                png_error(pass.png, "the head changed between two readings");
            readRows(&pass, samples);
        }
    }
    png_destroy_read_struct(&pass.png, &pass.info, NULL);
    return report->message[0] == 0;
}

int cairnPNGInspect(const uint8_t *bytes, size_t count, CairnPNG *info) {
    memset(info, 0, sizeof *info);
    return readFile(bytes, count, info, NULL);
}

int cairnPNGRead(const uint8_t *bytes, size_t count, CairnPNG *info, uint16_t *samples) {
    return readFile(bytes, count, info, samples);
}

static void writeRows(Pass *pass, const uint16_t *samples) {
    static const int kinds[] = {
        PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA };
    CairnPNG *report = pass->report;
    png_structp png = pass->png;
    png_set_write_fn(png, pass, take, flush);
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_IHDR(
        png, pass->info, report->width, report->height, (int)report->bits, kinds[report->channels - 1],
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, pass->info);
    size_t width = (size_t)report->width * report->channels;
    for (size_t row = 0; row < report->height; row++) {
        for (size_t column = 0; column < width; column++) {
            uint16_t sample = samples[row * width + column];
            if (report->bits == 16) {
                pass->row[2 * column] = (uint8_t)(sample >> 8);
                pass->row[2 * column + 1] = (uint8_t)sample;
            } else {
                pass->row[column] = (uint8_t)sample;
            }
        }
        png_write_row(png, pass->row);
    }
    png_write_end(png, pass->info);
}

int cairnPNGWrite(const uint16_t *samples, CairnPNG *info, uint8_t **bytes, size_t *count) {
    Pass pass;
    if (!begin(&pass, info, 1)) {
        png_destroy_write_struct(&pass.png, NULL);
        return 0;
    }
    pass.row = malloc((size_t)info->width * info->channels * 2);
    if (setjmp(png_jmpbuf(pass.png)) == 0) {
        if (!pass.row) png_error(pass.png, "no memory");
        writeRows(&pass, samples);
    }
    png_destroy_write_struct(&pass.png, &pass.info);
    free(pass.row);
    if (info->message[0] != 0) {
        free(pass.output);
        return 0;
    }
    *bytes = pass.output;
    *count = pass.outputCount;
    return 1;
}

void cairnPNGFree(uint8_t *bytes) { free(bytes); }
