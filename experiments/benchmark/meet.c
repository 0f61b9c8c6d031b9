/* The network pass of sim/processes/influence.py, `_meet`, written in C: the same loops over the same packed records,
 * with the same random numbers. See there for the rule, and sim/lanes.py for eight numbers side by side.
 *
 * AHEAD is the number of neighbours that are asked for from memory before they are needed; 0: none, as C does it by
 * itself.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef AHEAD
#define AHEAD 0
#endif

#define STEPS 32767.0
#define LOWER 0xFFFFFFFFull
#define NO_BOUND (1 << 30)
enum { WELFARE, CHOICE, TRUST, SOCIAL, VOLUNTEERS, HABIT, ASKED, VOICE };

typedef struct {
    double meetings, pull, anchor, wavering, tolerance, openness, facilitation;
} Rules;

typedef int16_t Shown __attribute__((vector_size(16)));
typedef int32_t Lanes __attribute__((vector_size(32)));

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

static inline Lanes heard(Lanes said, const int16_t *visible, uint64_t j, Lanes here, Lanes near)
{
    Shown there;
    memcpy(&there, visible + 8 * j, sizeof there);
    Lanes wide = __builtin_convertvector(there, Lanes);
    Lanes within = near & -wide[VOICE]; /* every bit, or none */
    Lanes gap = wide - here;
    return said + (gap & (gap < within) & (-gap < within));
}

void meet(int64_t first, int64_t last, const uint64_t *restrict edge, const int64_t *restrict home,
          const int64_t *restrict offsets, const int32_t *restrict neighbours, const int32_t *restrict met,
          const int16_t *restrict visible, const int32_t *restrict uid, const uint8_t *restrict voice,
          float *restrict positions, const float *restrict leanings, const float *restrict open_minded,
          float *restrict near_trust, float *restrict near_social, float *restrict near_volunteering,
          float *restrict near_habit, float *restrict near_attendance, const float *restrict facilitation, double pace,
          uint64_t seed, int64_t month, int64_t decision, const Rules *restrict k, double *restrict sums)
{
    double meetings = pace * k->meetings, anchor = fmin(pace * k->anchor, 1.0);
    double wavering = sqrt(pace) * k->wavering, sqrt6 = sqrt(6.0);
    for (int64_t b = first; b < last; b++) {
        double led = 2.0 * k->facilitation * facilitation[home[b]];
        uint64_t lo = edge[b], hi = edge[b + 1], n = hi - lo;
        double *u = malloc((4 * n + 1) * sizeof *u);
        luck4(u, seed, (uint32_t)decision, month, uid, lo, hi);
        int32_t *said = malloc((8 * n + 8) * sizeof *said);
        for (uint64_t i = lo; i < hi; i++) {
            double reach = 2.0 * STEPS * (k->tolerance + k->openness * open_minded[i]) + led * visible[8 * i + ASKED];
            int32_t near = (int32_t)ceil(reach);
            Lanes here = {visible[8 * i + WELFARE], visible[8 * i + CHOICE]};
            Lanes within = {near, near, NO_BOUND, NO_BOUND, NO_BOUND, NO_BOUND, NO_BOUND, NO_BOUND};
            Lanes all = {0};
            for (int64_t e = offsets[i]; e < offsets[i + 1]; e++) {
#if AHEAD
                __builtin_prefetch(visible + 8 * (uint64_t)neighbours[e + AHEAD]); /* the list is AHEAD longer */
#endif
                all = heard(all, visible, (uint64_t)neighbours[e], here, within);
            }
            const int32_t *m = met + 4 * i;
            if (m[0] >= 0 || m[1] >= 0 || m[2] >= 0 || m[3] >= 0)
                for (int place = 0; place < 4; place++)
                    if (m[place] >= 0)
                        all = heard(all, visible, (uint64_t)m[place], here, within);
            memcpy(said + 8 * (i - lo), &all, sizeof all);
        }
        for (uint64_t i = lo; i < hi; i++) {
            if (voice[i] == 0)
                continue;
            const int32_t *mine = said + 8 * (i - lo);
            double scale = 1.0 / (STEPS * (double)(mine[VOICE] > 1 ? mine[VOICE] : 1));
            near_trust[i] = (float)(mine[TRUST] * scale);
            near_social[i] = (float)(mine[SOCIAL] * scale);
            near_volunteering[i] = (float)(mine[VOLUNTEERS] * scale);
            near_habit[i] = (float)(mine[HABIT] * scale);
            near_attendance[i] = (float)(mine[ASKED] * scale);
            double move = meetings * k->pull * scale;
            for (int issue = 0; issue < 2; issue++) {
                float from = positions[2 * i + issue];
                double waver = (u[(2 * issue) * n + i - lo] + u[(2 * issue + 1) * n + i - lo] - 1.0) * sqrt6;
                double there = from + move * mine[issue] + anchor * (leanings[2 * i + issue] - from) + wavering * waver;
                positions[2 * i + issue] = (float)fmin(fmax(there, -1.0), 1.0);
            }
        }
        for (uint64_t i = lo; i < hi; i++) {
            if (voice[i] == 0)
                continue;
            sums[5 * b] += positions[2 * i];
            sums[5 * b + 1] += positions[2 * i + 1];
            sums[5 * b + 2] += near_trust[i];
            sums[5 * b + 3] += near_social[i];
            sums[5 * b + 4] += near_attendance[i];
        }
        free(said);
        free(u);
    }
}
