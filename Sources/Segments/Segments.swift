// Segments: typed rows on disk, by bucket. One file per partition holds the rows of all its sources; the rows of a bucket
// lie in extents, and a directory at the end tells where. The file is the spill, too: what a stage scatters never has to
// fit in memory, and a bucket is read back on its own.
//
// A segment file is a `SealedFile` ("SILKSEG6") whose extents hold rows of one source and one bucket, each behind its
// `RowFrame`, and whose notes are the sources: name, kind, size, time of change, SHA-256, rows, quarantine.
//
// A file has its final name only when it is complete; every extent carries its CRC-32, checked when it is read.

/// The number of buckets of every store: a constant of the format.
public let bucketCount = 256

/// Large partitions are scattered more finely, into quarters of buckets: a share of a bucket is then read alone.
public let quartersPerBucket = 4

/// The bucket of a hashed identifier: its highest bits.
@inlinable
public func bucket(ofHash hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 56) }
