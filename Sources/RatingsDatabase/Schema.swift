internal import Domain

/// The tables of the contract (CONTRACT 3) as SQL.
///
/// - `rating_points` and `marketplace_metrics` are views (`SheetTables`), as are `enterprise_markets` and `enterprise_deliveries`
///   (`MarketTables`), `rating_reasons` (`ReasonTables`), and `products` and `product_evidence` (`ProductTables`).
/// - Keys are text in byte order and rows are written in that order, so the tables are WITHOUT ROWID: the key is the tree.
/// - STRICT: a value of the wrong type is refused, not converted.
/// - What STRICT cannot say (closed vocabularies, what relates columns or tables) is the matter of `verify`, not of CHECK: that
///   costs every row, and SQLite does not even load it for a connection that only reads.
/// - A score or a number of points stands twice: as REAL in points for readers, and as `…_hundredths` INTEGER, which sums
///   exactly.
enum Schema {
    /// Everything but the indexes, which are cheaper to make once the rows are there.
    static let tables: [String] =
        ratings + ReasonTables.statements + evidence + bases + ProductTables.statements + statistics + bookkeeping

    static let indexes: [String] = [
        "CREATE INDEX ratings_by_score ON ratings (status, score_hundredths, enterprise_id)",
        "CREATE INDEX subjects_by_enterprise ON subjects (enterprise_id)",
    ]

    private static let ratings: [String] = [
        """
        CREATE TABLE ratings (
            enterprise_id TEXT PRIMARY KEY NOT NULL,
            name TEXT, country TEXT,
            as_of TEXT NOT NULL,
            status TEXT NOT NULL, -- \(words(RatingRow.Status.self))
            grade TEXT NOT NULL, -- \(words(Grade.self))
            score REAL,                 -- points; NULL where there is no PD
            pd REAL, pd_low REAL, pd_high REAL,
            confidence TEXT, -- \(words(RatingRow.Confidence.self))
            orders INTEGER NOT NULL,    -- in the evidence window
            evidence_from TEXT, evidence_to TEXT,
            previous_grade TEXT,        -- in the database that this one replaced; NULL: not there
            model_id TEXT NOT NULL, run_id TEXT NOT NULL,
            score_hundredths INTEGER,   -- the exact score: hundredths of a point
            effective_orders REAL,      -- sum of decay x corroboration over matured orders
            buyers INTEGER NOT NULL,    -- distinct, of the last 180 days
            tenure_days INTEGER,        -- from the first booking to as_of; NULL: no booking
            score_grade TEXT,           -- of the score alone: \(words(Grade.self))
            overlay TEXT,               -- the rules that bounded or withheld the grade; NULL: none
            lift_grade TEXT,            -- what so many further good orders would give; NULL: not stated
            lift_orders INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE rating_changes (
            run_id TEXT NOT NULL,
            enterprise_id TEXT NOT NULL,
            change TEXT NOT NULL, -- \(words(RatingChange.self))
            grade_before TEXT, grade_after TEXT,
            score_before REAL, score_after REAL,
            PRIMARY KEY (enterprise_id, run_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE enterprise_log (
            run_id TEXT NOT NULL,
            subject_id TEXT NOT NULL,               -- an account that joined an enterprise, left it, or went to another
            enterprise_before TEXT, enterprise_after TEXT, -- NULL: none but its own
            PRIMARY KEY (subject_id, run_id)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let evidence: [String] = [
        """
        CREATE TABLE seller_evidence (
            seller_id TEXT PRIMARY KEY NOT NULL,
            \(SellerEvidenceRow.counters.map { "\($0) INTEGER\($0 == SellerEvidenceRow.gross ? "" : " NOT NULL")" }.joined(separator: ",\n    ")),
            currency TEXT NOT NULL                  -- of gross_minor, which is NULL where it takes more than 64 bits
        ) STRICT, WITHOUT ROWID
        """
    ]

    private static let bases: [String] = [
        """
        CREATE TABLE subjects (
            subject_id TEXT PRIMARY KEY NOT NULL,
            enterprise_id TEXT NOT NULL,
            name TEXT,
            role TEXT, -- \(words(SubjectRole.self))
            country TEXT,
            registration_verification TEXT NOT NULL, -- \(words(Verification.self))
            lei_verification TEXT NOT NULL, -- \(words(Verification.self))
            vat_verification TEXT NOT NULL, -- \(words(Verification.self))
            registered_on TEXT, licence_until TEXT,
            customs_grade TEXT, -- \(words(CustomsGrade.self))
            orders INTEGER NOT NULL,                -- in the evidence window
            first_booked TEXT                       -- the first order ever; NULL: none
        ) STRICT, WITHOUT ROWID
        """
    ]

    private static let statistics: [String] = [
        """
        CREATE TABLE statistics (
            period TEXT NOT NULL,                   -- of booking: 2024-05, 2024-Q2, 2024
            flow TEXT NOT NULL,                     -- EXPORT, IMPORT, DOMESTIC, THIRD, UNKNOWN
            dimension TEXT NOT NULL,                -- ALL, TRADE_MODEL, HS2, CATEGORY, PARTNER, PAYMENT_METHOD, CURRENCY, UNCONVERTED
            member TEXT NOT NULL,
            orders INTEGER, value_minor INTEGER,    -- NULL: suppressed, as all figures of the row
            currency TEXT NOT NULL,                 -- of value_minor
            sellers INTEGER,
            growth REAL,                            -- on the same period of the year before; NULL while the period lasts
            growth_on_previous REAL,
            share REAL,                             -- of the flow's total; of ALL in all flows
            concentration REAL,                     -- Herfindahl-Hirschman index over sellers, 0 to 1
            is_suppressed INTEGER NOT NULL, is_complete INTEGER NOT NULL,
            suppression TEXT,                       -- why: \(words(StatisticRow.Suppression.self))
            PRIMARY KEY (period, flow, dimension, member)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE trade_balance (
            period TEXT PRIMARY KEY NOT NULL,       -- with exports and imports, neither suppressed
            exports_minor INTEGER, imports_minor INTEGER, total_minor INTEGER, -- NULL: more than 64 bits
            currency TEXT NOT NULL,
            ratio REAL, export_share REAL, import_share REAL
        ) STRICT, WITHOUT ROWID
        """,
    ]

    /// The story of the runs: outside law 1.
    private static let bookkeeping: [String] = [
        """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY,             -- 1 for the first run of this database
            run_id TEXT NOT NULL UNIQUE,
            as_of TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL,
            status TEXT NOT NULL, version TEXT NOT NULL,
            model_id TEXT NOT NULL, model_sha256 TEXT NOT NULL,
            -- what the ratings rest on: the totals of partitions and sources as of this run, not of what it read anew
            partitions INTEGER NOT NULL, sources INTEGER NOT NULL,
            rows_read INTEGER NOT NULL, rows_accepted INTEGER NOT NULL, rows_duplicate INTEGER NOT NULL,
            rows_superseded INTEGER NOT NULL, rows_quarantined INTEGER NOT NULL,
            enterprises INTEGER NOT NULL, rated INTEGER NOT NULL, nr INTEGER NOT NULL, d INTEGER NOT NULL,
            wall_seconds REAL NOT NULL, peak_memory_bytes INTEGER NOT NULL,
            bytes_read INTEGER NOT NULL,            -- by this run
            note TEXT
        ) STRICT
        """,
        """
        CREATE TABLE partitions (
            partition TEXT PRIMARY KEY NOT NULL,
            sources INTEGER NOT NULL, bytes INTEGER NOT NULL,
            rows_read INTEGER NOT NULL, rows_accepted INTEGER NOT NULL, rows_duplicate INTEGER NOT NULL,
            rows_superseded INTEGER NOT NULL, rows_quarantined INTEGER NOT NULL,
            first_run_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE sources (
            source TEXT PRIMARY KEY NOT NULL,       -- path below the dumps' folder
            partition TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL,                 -- of the file as delivered
            rows_read INTEGER NOT NULL, rows_accepted INTEGER NOT NULL, rows_duplicate INTEGER NOT NULL,
            rows_superseded INTEGER NOT NULL, rows_quarantined INTEGER NOT NULL,
            withdrawn_codes INTEGER NOT NULL,       -- fields with a code that its list has withdrawn, in rows that could be read
            outcome TEXT NOT NULL, -- \(words(SourceOutcome.self))
            note TEXT, run_id TEXT NOT NULL,        -- the run that took it in
            wall_seconds REAL NOT NULL              -- and how long it took for that
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE quarantine (
            run_id TEXT NOT NULL,
            source TEXT NOT NULL, reason TEXT NOT NULL,
            rows INTEGER NOT NULL,                  -- 0 of a sum that is not published (SUM_OUT_OF_RANGE): source is its column
            first_line INTEGER, first_byte INTEGER, -- 1-based with the header; 0-based after decompression
            example TEXT, remedy TEXT,
            PRIMARY KEY (source, reason)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE statistics_vintages (
            period TEXT NOT NULL, flow TEXT NOT NULL, dimension TEXT NOT NULL, member TEXT NOT NULL,
            vintage INTEGER NOT NULL,               -- 1: as first published after the period's end
            as_of TEXT NOT NULL, run_id TEXT NOT NULL,
            value_minor INTEGER, currency TEXT NOT NULL,
            revision_minor INTEGER,                 -- against the vintage before; NULL: there is none, one of them is suppressed, or more than 64 bits
            PRIMARY KEY (period, flow, dimension, member, vintage)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE migration (
            grade_before TEXT NOT NULL,             -- in the database that this one replaced
            grade_after TEXT NOT NULL,
            enterprises INTEGER NOT NULL,
            PRIMARY KEY (grade_before, grade_after)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE drift (
            measure TEXT PRIMARY KEY NOT NULL,      -- score_psi, or a characteristic of the model that is a rate
            value REAL NOT NULL,                    -- today's
            reference REAL NOT NULL,                -- score_psi: what chance alone exceeds once in 100; else the model's prior mean
            enterprises INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}

extension Schema {
    /// The columns that are written, by table.
    static let columns: [(table: String, columns: [String])] = [
        named(PublishedRating.self), named(RatingPointRow.self), named(RatingReasonRow.self), named(RatingChangeRow.self),
        named(EnterpriseMoveRow.self), named(SellerEvidenceRow.self), named(ProductEvidenceRow.self), named(SubjectRow.self),
        named(ProductRow.self),
        named(RunRow.self), named(PartitionRow.self), named(SourceRow.self), named(QuarantineRow.self), named(MigrationRow.self),
        named(DriftRow.self), named(MarketplaceMetricRow.self), named(StatisticRow.self), named(TradeBalanceRow.self),
        named(EnterpriseMarketRow.self), named(EnterpriseDeliveryRow.self),
    ]

    private static func named<Row: TableColumns>(_: Row.Type) -> (table: String, columns: [String]) { (Row.table, Row.columns) }
}

extension Schema {
    /// The columns whose words are a closed list.
    static let vocabularies: [(table: String, column: String, words: String)] = [
        ("ratings", "status", words(RatingRow.Status.self)), ("ratings", "grade", words(Grade.self)),
        ("ratings", "confidence", words(RatingRow.Confidence.self)), ("ratings", "previous_grade", words(Grade.self)),
        ("ratings", "score_grade", words(Grade.self)), ("ratings", "lift_grade", words(Grade.self)),
        ("rating_changes", "change", words(RatingChange.self)), ("rating_changes", "grade_before", words(Grade.self)),
        ("rating_changes", "grade_after", words(Grade.self)), ("subjects", "role", words(SubjectRole.self)),
        ("subjects", "registration_verification", words(Verification.self)),
        ("subjects", "lei_verification", words(Verification.self)),
        ("subjects", "vat_verification", words(Verification.self)), ("subjects", "customs_grade", words(CustomsGrade.self)),
        (ProductRow.table, "gtin_verification", words(Verification.self)), ("sources", "outcome", words(SourceOutcome.self)),
        (EnterpriseMarketRow.table, "dimension", MarketTables.dimensionWords),
        (StatisticRow.table, "suppression", words(StatisticRow.Suppression.self)),
    ]

    static func words<Word: CaseIterable & RawRepresentable<String>>(_: Word.Type) -> String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }

    static func words<Word: Vocabulary>(_: Word.Type) -> String { Word.allCases.map(\.name).joined(separator: ", ") }
}
