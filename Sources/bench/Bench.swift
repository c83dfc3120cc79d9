import ArgumentParser

/// What is measured inside the process; `Jobs/bench` measures whole runs, and starts this for the rest.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures parts of silkrate that no run shows alone. Jobs/bench starts it beside whole runs.",
        subcommands: [RatingCommand.self])
}
