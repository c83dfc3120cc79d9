// RatingsDatabase: the third part of the public contract. Schema, one writer, publish, verify, queries; the only GRDB.
//
// The way of a database: `RatingsDatabaseBuilder` makes a new file beside the published one, row by row in key order;
// `EnterpriseSheets` writes the wide tables into a second file meanwhile, whose cells `publish` moves into the first. Then `publish`
// checks it (`verify`), syncs it and renames it over the former. A published file is never written again, so that
// readers need no lock and see either the former database or the new one, whole. `RatingsReader` answers questions of it.
//
// Every byte that may come from a dump is a `Text` (bytes, ordered by bytes); our own words are `String` or an enum.

/// The version of the tables' layout, stored as `PRAGMA user_version`. It grows when a column moves or changes its meaning.
public let schemaVersion: Int32 = 8

/// The `PRAGMA application_id` of a ratings database: "SILK" in ASCII. A file with another is never replaced.
public let applicationID: Int32 = 0x5349_4C4B
