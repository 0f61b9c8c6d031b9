/* The network pass of sim/processes/influence.py, `_meet`, written in C: the same loop over the same packed records,
 * with the same random numbers. See there for the rule, and for how eight numbers of 16 bits lie in two words.
 *
 * AHEAD is the number of neighbours that are asked for from memory before they are needed; 0: none, as C does it by
 * itself.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#ifndef AHEAD
#define AHEAD 0
#endif

#define STEPS 32767.0
#define HALF 32768
#define LANES 0x0000FFFF0000FFFFull
#define UNSIGNED 0x8000800080008000ull
#define LOWER 0xFFFFFFFFull
enum { WELFARE, CHOICE, TRUST, SOCIAL, VOLUNTEERS, HABIT, ASKED, VOICE };

typedef struct {
    double meetings, pull, anchor, wavering, tolerance, openness, facilitation;
} Rules;

typedef struct {
    int64_t pull0, pull1;
    uint64_t low, high, even, odd;
} Said;

/* Four numbers in (0, 1) for the citizens in rows lo to hi, one row of `u` after the other: Philox4x32-10, in words of
 * 64 bits that hold 32, so that the compiler does several citizens at once. */
static void luck4(double *restrict u, uint64_t seed, uint32_t decision, int64_t month, const int32_t *restrict uid,
                  uint64_t lo, uint64_t hi)
{
    uint64_t n = hi - lo;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t c0 = (uint32_t)uid[lo + i], c1 = 0, c2 = (uint32_t)month, c3 = decision;
        uint64_t k0 = seed & LOWER, k1 = seed >> 32;
        for (int round = 0; round < 10; round++) {
            uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
            c0 = (p1 >> 32) ^ c1 ^ k0;
            c1 = p1 & LOWER;
            c2 = (p0 >> 32) ^ c3 ^ k1;
            c3 = p0 & LOWER;
            k0 = (k0 + 0x9E3779B9ull) & LOWER;
            k1 = (k1 + 0xBB67AE85ull) & LOWER;
        }
        u[i] = ((double)c0 + 0.5) * 0x1p-32;
        u[n + i] = ((double)c1 + 0.5) * 0x1p-32;
        u[2 * n + i] = ((double)c2 + 0.5) * 0x1p-32;
        u[3 * n + i] = ((double)c3 + 0.5) * 0x1p-32;
    }
}

static inline int64_t drawn(int64_t gap, int64_t within)
{
    return llabs(gap) < within ? gap : 0;
}

static inline void hear(Said *said, const int16_t *visible, const uint64_t *packed, uint64_t j, int64_t here0,
                        int64_t here1, int64_t near)
{
    uint64_t heard = 0 - (packed[2 * j + 1] >> 48); /* every bit, or none */
    uint64_t first = (packed[2 * j] ^ UNSIGNED) & heard, second = packed[2 * j + 1] & heard;
    int64_t within = heard ? near : 0;
    said->pull0 += drawn(visible[8 * j + WELFARE] - here0, within);
    said->pull1 += drawn(visible[8 * j + CHOICE] - here1, within);
    said->low += first & LANES;
    said->high += (first >> 16) & LANES;
    said->even += second & LANES;
    said->odd += (second >> 16) & LANES;
}

void meet(int64_t first, int64_t last, const uint64_t *restrict edge, const int64_t *restrict home,
          const int64_t *restrict offsets, const int32_t *restrict neighbours, const int32_t *restrict met,
          const int16_t *restrict visible, const int32_t *restrict uid, const uint8_t *restrict voice,
          float *restrict positions, const float *restrict leanings, const float *restrict open_minded,
          float *restrict near_trust, float *restrict near_social, float *restrict near_volunteering,
          float *restrict near_habit, float *restrict near_attendance, const float *restrict facilitation, double pace,
          uint64_t seed, int64_t month, int64_t decision, const Rules *restrict k, double *restrict sums)
{
    const uint64_t *packed = (const uint64_t *)visible;
    double meetings = pace * k->meetings, anchor = fmin(pace * k->anchor, 1.0);
    double wavering = sqrt(pace) * k->wavering, sqrt6 = sqrt(6.0);
    for (int64_t b = first; b < last; b++) {
        double led = 2.0 * k->facilitation * facilitation[home[b]];
        uint64_t lo = edge[b], hi = edge[b + 1], n = hi - lo;
        double *u = malloc((4 * n + 1) * sizeof *u);
        luck4(u, seed, (uint32_t)decision, month, uid, lo, hi);
        for (uint64_t i = lo; i < hi; i++) {
            if (voice[i] == 0)
                continue;
            int64_t here0 = visible[8 * i + WELFARE], here1 = visible[8 * i + CHOICE];
            double reach = 2.0 * STEPS * (k->tolerance + k->openness * open_minded[i]) + led * visible[8 * i + ASKED];
            int64_t near = (int64_t)ceil(reach);
            Said said = {0, 0, 0, 0, 0, 0};
            for (int64_t e = offsets[i]; e < offsets[i + 1]; e++) {
#if AHEAD
                __builtin_prefetch(&packed[2 * (uint64_t)neighbours[e + AHEAD]]); /* the list is AHEAD longer */
#endif
                hear(&said, visible, packed, (uint64_t)neighbours[e], here0, here1, near);
            }
            const int32_t *m = met + 4 * i;
            if (m[0] >= 0 || m[1] >= 0 || m[2] >= 0 || m[3] >= 0)
                for (int place = 0; place < 4; place++)
                    if (m[place] >= 0)
                        hear(&said, visible, packed, (uint64_t)m[place], here0, here1, near);
            int64_t count = (int64_t)(said.odd >> 32);
            int64_t trust = (int64_t)(said.low >> 32) - HALF * count, social = (int64_t)(said.high >> 32) - HALF * count;
            double scale = 1.0 / (STEPS * (double)(count > 1 ? count : 1));
            near_trust[i] = (float)((double)trust * scale);
            near_social[i] = (float)((double)social * scale);
            near_volunteering[i] = (float)((double)(said.even & LOWER) * scale);
            near_habit[i] = (float)((double)(said.odd & LOWER) * scale);
            near_attendance[i] = (float)((double)(said.even >> 32) * scale);
            double move = meetings * k->pull * scale;
            for (int issue = 0; issue < 2; issue++) {
                float here = positions[2 * i + issue];
                double pulled = (double)(issue == 0 ? said.pull0 : said.pull1);
                double waver = (u[(2 * issue) * n + i - lo] + u[(2 * issue + 1) * n + i - lo] - 1.0) * sqrt6;
                double there = here + move * pulled + anchor * (leanings[2 * i + issue] - here) + wavering * waver;
                positions[2 * i + issue] = (float)fmin(fmax(there, -1.0), 1.0);
                sums[5 * b + issue] += positions[2 * i + issue];
            }
            sums[5 * b + 2] += near_trust[i];
            sums[5 * b + 3] += near_social[i];
            sums[5 * b + 4] += near_attendance[i];
        }
        free(u);
    }
}
