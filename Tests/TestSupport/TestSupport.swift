/// The slow twins: second implementations that the fast code must equal, byte for byte and integer for integer.
///
/// They are written to be read beside the contract: whole documents in memory, strings, arrays, dictionaries, one rule after
/// the other. They share no code with the fast path, so a mistake has to be made twice to go unseen. They take valid rows
/// only, and trap with a sentence on any other: judging rows is what the fast path is tested for elsewhere.
///
/// - `ReferenceCSV`: a document of RFC 4180 → records and fields.
/// - `ReferenceEvidence`: dumps and rates as of a day → counters per seller and product, and the fate of every row.
/// - `MessyDumps`: small worlds of valid rows for comparing the fast path with `ReferenceEvidence`.
/// - `SeededGenerator`: randomness that can be repeated.
/// - `TestEffort`: how long tests may take.
/// - `TemporaryFolder`: a place for files.
/// - `ReferenceData`: where the real data lies, if it does.
public enum TestSupport {}
