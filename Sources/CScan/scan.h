// Byte search with the widest registers that the machine has (asked once a call): AVX-512 or AVX2, else SSE2 on x86-64, else
// 64-bit words. Beside it what else Swift cannot say. One header, so that no compiler flags are needed.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <linux/falloc.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// Asks for the line at `place`, which is soon written to. Any address will do.
static inline __attribute__((always_inline)) void csc_prefetch_write(const void *place) { __builtin_prefetch(place, 1, 3); }

/// Sets room on the device aside for `count` bytes of a file from `start` on, without moving its end; without effect where that is not possible.
static inline void csc_reserve(int descriptor, long start, long count) {
#if defined(__linux__)
    // fallocate: its declaration asks for _GNU_SOURCE, which a header cannot define.
    syscall(SYS_fallocate, descriptor, FALLOC_FL_KEEP_SIZE, start, count);
#endif
}

/// Has memory of 1 MiB and more given back to the system when it is freed; without effect where the allocator has no way to.
static inline void csc_give_back_large(void) {
#if defined(__GLIBC__)
    // By itself the limit rises to the largest size that was ever freed. Below 1 MiB the many buffers that rows are laid out in would be
    // pages of their own, and all begin at one place of their pages: they then compete for the same sets of the caches (0.04 of 5.8 s).
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

/// The ways to search, from the narrowest to the widest. All find the same.
enum csc_scanner { csc_words, csc_sse2, csc_avx2, csc_avx512 };

/// Where the marks of a block lie.
struct csc_found {
    /// Offsets written to `marks`, and indices written to `lines`.
    size_t marks, lines;
    /// Not 0 where the block holds a `"`, and where it holds a byte beyond ASCII.
    uint64_t quotes, high;
};

/// Writes the offset of each bit of a 64-byte block's masks. Writes up to eight too many: the caller has room for them.
static inline __attribute__((always_inline)) void csc_emit(
    uint64_t mask, uint64_t line, size_t at, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    uint32_t *out = marks + found->marks;
    size_t count = (size_t)__builtin_popcountll(mask);
    for (uint64_t rest = line; rest; rest &= rest - 1) {
        uint64_t before = mask & ((rest & -rest) - 1);
        lines[found->lines++] = first + (uint32_t)(found->marks + (size_t)__builtin_popcountll(before));
    }
    found->marks += count;
    for (size_t done = 0; done < count; done += 8) {
        for (int i = 0; i < 8; i++) {
            out[i] = (uint32_t)at + (uint32_t)(mask ? __builtin_ctzll(mask) : 0);
            mask &= mask - 1;
        }
        out += 8;
    }
}

static inline void csc_bytewise(
    const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    for (; at < end; at++) {
        uint8_t byte = bytes[at];
        found->high |= byte & 0x80;
        if (byte != ',' && byte != '\n' && byte != '"') continue;
        if (byte == '\n') lines[found->lines++] = first + (uint32_t)found->marks;
        found->quotes |= byte == '"';
        marks[found->marks++] = (uint32_t)at;
    }
}

#if defined(__x86_64__)
/// Of a block's marks the places within it are packed into bytes, and sixteen at a time spread to offsets; the line feeds' bits are gathered
/// to the places that they have among the marks.
static inline __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,popcnt"))) size_t csc_avx512_blocks(
    const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    static const uint8_t places[64] __attribute__((aligned(64))) = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i comma = _mm512_set1_epi8(','), feed = _mm512_set1_epi8('\n'), quote = _mm512_set1_epi8('"');
    const __m512i all = _mm512_load_si512(places);
    uint64_t quotes = 0, high = 0;
    for (; at + 64 <= end; at += 64) {
        __m512i block = _mm512_loadu_si512(bytes + at);
        uint64_t line = _mm512_cmpeq_epi8_mask(block, feed), quoted = _mm512_cmpeq_epi8_mask(block, quote);
        uint64_t mask = _mm512_cmpeq_epi8_mask(block, comma) | line | quoted;
        quotes |= quoted;
        high |= _mm512_movepi8_mask(block);
        __m512i packed = _mm512_maskz_compress_epi8(mask, all), origin = _mm512_set1_epi32((int)at);
        size_t count = (size_t)__builtin_popcountll(mask);
        uint32_t *out = marks + found->marks;
        _mm512_storeu_si512(out, _mm512_add_epi32(origin, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
        for (size_t done = 16; done < count; done += 16) {
            packed = _mm512_alignr_epi64(packed, packed, 2);
            _mm512_storeu_si512(out + done, _mm512_add_epi32(origin, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
        }
        for (uint64_t rest = _pext_u64(line, mask); rest; rest &= rest - 1) {
            lines[found->lines++] = first + (uint32_t)(found->marks + (size_t)__builtin_ctzll(rest));
        }
        found->marks += count;
    }
    found->quotes |= quotes;
    found->high |= high;
    return at;
}

static inline __attribute__((target("avx2,bmi,popcnt"))) size_t csc_avx2_blocks(
    const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    const __m256i comma = _mm256_set1_epi8(','), feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"');
    for (; at + 64 <= end; at += 64) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(bytes + at)), b = _mm256_loadu_si256((const __m256i *)(bytes + at + 32));
#define CSC_MASK(pattern) ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, pattern)) \
        | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, pattern)) << 32)
        uint64_t line = CSC_MASK(feed), quotes = CSC_MASK(quote);
        uint64_t mask = CSC_MASK(comma) | line | quotes;
#undef CSC_MASK
        found->quotes |= quotes;
        found->high |= (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b));
        csc_emit(mask, line, at, marks, lines, first, found);
    }
    return at;
}

static inline uint64_t csc_sse2_mask(const uint8_t *bytes, char pattern) {
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i block = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(pattern))) << (16 * i);
    }
    return mask;
}

static inline size_t csc_sse2_blocks(
    const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    for (; at + 64 <= end; at += 64) {
        uint64_t line = csc_sse2_mask(bytes + at, '\n'), quotes = csc_sse2_mask(bytes + at, '"');
        found->quotes |= quotes;
        for (int i = 0; i < 4; i++) {
            found->high |= (uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(bytes + at + 16 * i)));
        }
        csc_emit(csc_sse2_mask(bytes + at, ',') | line | quotes, line, at, marks, lines, first, found);
    }
    return at;
}
#endif

/// A bit for each byte of `word` that equals `pattern`, the first byte lowest.
static inline uint64_t csc_word_mask(uint64_t word, uint8_t pattern) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7Full;
    uint64_t x = word ^ (0x0101010101010101ull * pattern);
    return ((~(((x & low) + low) | x | low) >> 7) * 0x0102040810204080ull) >> 56;
}

static inline size_t csc_words_blocks(
    const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first, struct csc_found *found) {
    for (; at + 64 <= end; at += 64) {
        uint64_t comma = 0, line = 0, quotes = 0;
        for (int i = 0; i < 8; i++) {
            uint64_t word;
            memcpy(&word, bytes + at + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            word = __builtin_bswap64(word);
#endif
            found->high |= word & 0x8080808080808080ull;
            comma |= csc_word_mask(word, ',') << (8 * i);
            line |= csc_word_mask(word, '\n') << (8 * i);
            quotes |= csc_word_mask(word, '"') << (8 * i);
        }
        found->quotes |= quotes;
        csc_emit(comma | line | quotes, line, at, marks, lines, first, found);
    }
    return at;
}

/// The widest scanner that the machine has.
static inline enum csc_scanner csc_widest(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2")) return csc_avx512;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") ? csc_avx2 : csc_sse2;
#else
    return csc_words;
#endif
}

/// Finds every `,`, `"` and line feed in bytes[at ..< end] by a scanner that the machine has. Writes their offsets, ascending, to `marks`
/// (room for end − at + 8), and for each line feed its index among the marks, counted from `first`, to `lines` (the same room).
static inline struct csc_found csc_find_marks(
    enum csc_scanner scanner, const uint8_t *bytes, size_t at, size_t end, uint32_t *marks, uint32_t *lines, uint32_t first) {
    struct csc_found found = {0, 0, 0, 0};
    switch (scanner) {
#if defined(__x86_64__)
    case csc_avx512: at = csc_avx512_blocks(bytes, at, end, marks, lines, first, &found); break;
    case csc_avx2: at = csc_avx2_blocks(bytes, at, end, marks, lines, first, &found); break;
    case csc_sse2: at = csc_sse2_blocks(bytes, at, end, marks, lines, first, &found); break;
#endif
    default: at = csc_words_blocks(bytes, at, end, marks, lines, first, &found);
    }
    csc_bytewise(bytes, at, end, marks, lines, first, &found);
    return found;
}

/// Asks for the cache lines of bytes[0 ..< count], which are read before long.
static inline void csc_prefetch(const uint8_t *bytes, size_t count) {
    for (size_t at = 0; at < count; at += 64) __builtin_prefetch(bytes + at);
}
