// Scoring: the core. Order → contributions; counters → characteristics → points, PD, grade, reasons.
// Pure: no I/O, no clock, no Foundation; the same input gives the same bytes on any machine (DESIGN 2, laws 1 and 2).
//
// The way of a rating, one file a step:
//
//   EnterpriseEvidence   what is known of one enterprise: counters per booking day and corroboration class
//   EvidenceWindow       the day L that evidence ages from, and the cells that count
//   RatePlan             the counters that the rates are made of, each once
//   EvidenceSums         integer sums: decayed bad and good outcomes, effective orders, orders per peer group
//   CharacteristicValue  rates shrunk toward the prior: here floating point begins
//   GroupCap             points in whole hundredths, clipped per group so that they still add up
//   RateEnterprise       score, PD, status, interval, confidence
//   Reasons              what cost most
//
// `Model` holds every number that a rating uses and refuses to exist with one that does not fit (ModelChecks).
