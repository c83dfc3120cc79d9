// Records: bytes → fields → typed rows of each kind. Knows no file and no thread.
//
// The way of a row: `Tokenizer` finds a record's fields in a window of bytes; `RowEncoder` checks and types them after the
// kind's `Schema` and writes the row's canonical encoding; `RowDecoder` reads that encoding again. To add a kind, add its
// schema to `Schema+Kinds.swift`; to add a column, add it to its schema at the contract's place.
