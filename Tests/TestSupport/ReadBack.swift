public import Foundation

/// The readers that users have, for what is exported: pyarrow, DuckDB and Polars, in a Python of its own process.
public enum ReadBack {
    /// Whether python3 has all three: by itself, by `PYTHONPATH`, or in `.build-python` (where `Jobs/test` puts them).
    public static let isPossible = Python.run(["-c", "import pyarrow.parquet, duckdb, polars"])?.status == 0

    /// Why a test was skipped.
    public static let absence: String = "python3 with pyarrow, duckdb and polars is not there: no test that they read what is written"

    /// Holds `<folder>/<table>.parquet`, and `.csv` where it is there, against `.ndjson` and `.schema.json` beside it, and against
    /// the table of a database.
    /// - Returns: 0 and `rows N groups G CODEC`; or another status, and what differs.
    public static func check(_ table: String, in folder: URL, database: String? = nil) -> (status: Int32, text: String) {
        let script = Python.tests.appending(path: "ReadBack/read_back.py").path
        return Python.run([script, folder.path, table] + [database].compactMap { $0 }) ?? (-1, "python3 cannot be started")
    }
}
