// Settings: the job file and the model file, from YAML text to values that hold what they promise.
//
// Nothing is guessed: an unknown key, a value of the wrong kind, a bin that does not fit are refused with the file, the line,
// the key path and what to do. What a model must fulfil stands in Scoring (ModelChecks); here its faults get their line.
