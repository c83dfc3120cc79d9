// Decompression: a file of dumps → chunks of bytes, and back.
//
// The way of a read, from the outside in:
//
//     DumpReader      one file: picks the container, keeps its first error, counts
//     PlainStream, GzipStream, ZstdStream
//                     bytes of the container → content; knows members, frames, checksums and what damage looks like
//     Inflater        raw deflate (RFC 1951), by ISA-L or by zlib; knows nothing of gzip
//     RawInput        the file itself: large reads, the observer of every compressed byte, the watch on the file's size
//     System          the system calls
//
// `DumpWriter` is the same in the other direction. `ZstdCompressor` makes single zstd frames for formats with blocks of their own.
//
// Two rules hold it together. What damage is and where it lies is decided by code that both engines share (the gzip header
// and trailer are read here, not by the libraries) and, inside deflate data, by zlib alone: whatever ISA-L refuses is read
// again by zlib from the start of its member, and zlib's verdict and place are the ones reported. And a read never ends
// short: after an error, and only then, what was read before is not the file's content and must be thrown away.
//
// The limits of what can be noticed: a .gz cut exactly between two members is a legal, shorter .gz; a .zst cut between two
// frames likewise; a .zst made without checksums (`zstd --no-check`) shows damage only where it breaks the structure.
