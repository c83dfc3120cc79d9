// Scoring: the core. Order → contributions; counters → characteristics → points, PD, grade, reasons.
// Pure: no I/O, no clock, no Foundation; the same input gives the same bytes on any machine (DESIGN 2, laws 1 and 2).
