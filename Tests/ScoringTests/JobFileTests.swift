import Domain
import Foundation
import Problems
import Settings
import Testing

/// The job file: defaults, every key, and refusals word for word.
@Suite struct JobFileTests {
    private func load(_ yaml: String) throws -> Job { try loadJob(yaml: yaml, source: "job.yaml") }

    private func refusal(_ yaml: String) throws -> String {
        try #require(throws: Problem.self) { try load(yaml) }.description
    }

    @Test func whatIsLeftOutKeepsItsDefault() throws {
        let job = try load("threads: 3\n")
        var expected = Job()
        expected.threads = 3
        #expect(job == expected)
        #expect(job.dumps == "dumps" && job.store == "store" && job.database == "ratings.sqlite")
        #expect(job.evidenceWindowDays == 730 && job.reportingCurrency == "EUR" && job.damagedFiles == .stop && job.logFormat == .text)
    }

    @Test func everyKeyIsRead() throws {
        let job = try load(
            """
            dumps: d
            store: s
            database: r.sqlite
            as_of: 2026-11-20
            threads: 4
            memory: 64MiB
            model: m.yaml
            rates: x.csv
            reporting_currency: EUR
            home_country: CN
            evidence_window_days: 730
            damaged_files: set_aside
            log_format: json
            """)
        #expect(job.dumps == "d" && job.store == "s" && job.database == "r.sqlite" && job.asOf == Day("2026-11-20"))
        #expect(job.threads == 4 && job.memoryBytes == 67_108_864 && job.model == "m.yaml" && job.rates == "x.csv")
        #expect(job.homeCountry == "CN" && job.damagedFiles == .setAside && job.logFormat == .json)
    }

    @Test func refusalsNameLineKeyAndRemedy() throws {
        #expect(
            try refusal("dumps: d\nthread: 4") == "job.yaml:2: thread: there is no such key. Fix: write threads if that is what you mean.")
        #expect(
            try refusal("colour: red")
                == "job.yaml:1: colour: there is no such key. Fix: use one of dumps, store, database, as_of, latest, threads, memory, model, "
                + "rates, reporting_currency, home_country, evidence_window_days, checkpoint_every, damaged_files, log_format, gate, metrics, lineage."
        )
        #expect(
            try refusal("memory: 4GB")
                == "job.yaml:1: memory: \"4GB\" is no size. Fix: state it like 64MiB or 4GiB, or as a number of bytes.")
        #expect(try refusal("as_of: 2026-02-30") == "job.yaml:1: as_of: \"2026-02-30\" is no date. Fix: state it like 2026-11-20.")
        #expect(try refusal("threads: 0") == "job.yaml:1: threads: 0 is out of range. Fix: state a number from 1 to 1024.")
        #expect(
            try refusal("reporting_currency: USD")
                == "job.yaml:1: reporting_currency: \"USD\" is not supported as reporting currency. Fix: state EUR or remove the key; "
                + "other reporting currencies need rates with another base.")
        #expect(
            try refusal("damaged_files: setaside")
                == "job.yaml:1: damaged_files: \"setaside\" is none of stop, set_aside. Fix: write set_aside if that is what you mean.")
        #expect(
            try refusal("home_country: China")
                == "job.yaml:1: home_country: \"China\" is no country code. Fix: state ISO 3166-1 alpha-2 in capitals, e.g. CN "
                + "(in quotes: \"NO\")."
        )
        #expect(try refusal("store: s\nstore: t") == "job.yaml:2: store: the key stands here twice. Fix: keep one of them.")
        #expect(try refusal("dumps:") == "job.yaml:1: dumps: the value is empty. Fix: state a value or remove the key.")
        #expect(try refusal("- dumps") == "job.yaml:1: this is no mapping of keys to values. Fix: state `key: value`, one a line.")
    }

    @Test func sizesAreBinary() {
        #expect(byteSize("512KiB") == 524_288)
        #expect(byteSize("4GiB") == 4_294_967_296)
        #expect(byteSize("1TiB") == 1_099_511_627_776)
        #expect(byteSize("1000") == 1000)
        for wrong in ["", "0", "GiB", "4gib", "-1", "4 GiB", "1.5GiB", "9999999TiB", "99999999999999999999"] {
            #expect(byteSize(wrong) == nil, "\(wrong)")
        }
    }

    @Test(arguments: ["nightly.yaml", "demo.yaml"]) func theShippedJobsAreRead(_ name: String) throws {
        let jobs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Jobs")
        let yaml = try String(contentsOf: jobs.appending(path: name), encoding: .utf8)
        let job = try loadJob(yaml: yaml, source: name)
        #expect(job.homeCountry == "CN")
        #expect(job.damagedFiles == (name == "demo.yaml" ? .setAside : .stop))
    }
}
