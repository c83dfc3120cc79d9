// Nightly: the plan of a run. Lock → ingest what is new → bases → ratings → database → publish; each stage in its target,
// here only their order, the ledger and the report.
