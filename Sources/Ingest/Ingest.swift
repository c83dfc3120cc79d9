// Ingest: a partition's files → its segment file (rows by bucket) and its quarantine.
//
// `DumpFolder` finds the files, `readDump` reads one, `PartitionIngest` writes what they hold. Files are read in parallel;
// what is written does not depend on their order: a bucket's rows are put in order of source and place when they are used.
