internal import Parallel
internal import Problems

// The index is a tree of small scripts. A leaf holds the entries whose keys begin with its prefix; where they are too many, a branch
// names its children's prefixes and a few entries. The reader's script goes down from search/root.js along what is typed, so that it
// loads a few branches and one leaf, at a million enterprises as at a thousand. Scripts, not data, because a page from a disk may load
// nothing else. Grades are not in it: they move every night, names do not.

/// Bounds of the index.
enum SearchLimits {
    /// About the most bytes of a leaf's entries.
    static let leafBytes = 40_000
    /// Entries that a branch shows of what lies below it, in as many bytes.
    static let samples = 20
    static let sampleBytes = 3000
    /// Entries of a branch whose keys end there, likewise: the rest is found by other words, or by id.
    static let alikeMax = 100
    static let alikeBytes = 8000
}

/// A script of the index.
private enum Node {
    case leaf(prefix: String, range: Range<Int>)
    case branch(prefix: String, range: Range<Int>, alike: Range<Int>, children: [String])

    var prefix: String {
        switch self {
        case .leaf(let prefix, _), .branch(let prefix, _, _, _): prefix
        }
    }
}

/// Writes the scripts of the index.
func writeSearchIndex(_ entries: consuming SearchEntries, _ folder: SiteFolder, threads: Int) throws(Problem) {
    entries.sort()
    let index = SearchIndex(entries)
    let nodes = index.nodes()
    let step = 16
    _ = try parallelMap(count: (nodes.count + step - 1) / step, threads: threads, state: { () }) { (_, group) throws(Problem) in
        for node in nodes[group * step..<min(nodes.count, (group + 1) * step)] {
            try folder.put("search/\(node.prefix.isEmpty ? "root" : node.prefix).js", index.script(node))
        }
    }
}

private struct SearchIndex: Sendable {
    private let entries: SearchEntries
    private var lines: [SearchEntries.Line] { entries.lines }

    /// - Parameter entries: in order.
    init(_ entries: SearchEntries) { self.entries = entries }

    /// All scripts, a branch before its children.
    func nodes() -> [Node] {
        var nodes: [Node] = []
        var open = [lines.indices]
        var isRoot = true
        while let range = open.popLast() {
            let length = isRoot || range.isEmpty ? 0 : lines[range.lowerBound].key.common(lines[range.upperBound - 1].key)
            let prefix = range.isEmpty ? "" : lines[range.lowerBound].key.hexadecimal(length)
            let size = range.reduce(0) { $0 + entries.json(lines[$1]).count + 1 }
            let ends = range.first { Int(lines[$0].key.count) > length } ?? range.upperBound
            if !isRoot, size <= SearchLimits.leafBytes || ends == range.upperBound {
                nodes.append(.leaf(prefix: prefix, range: range))
                continue
            }
            isRoot = false
            let children = divide(ends..<range.upperBound, at: length)
            let names = children.map { child in
                let key = lines[child.lowerBound].key
                return key.hexadecimal(key.common(lines[child.upperBound - 1].key))
            }
            nodes.append(.branch(prefix: prefix, range: range, alike: range.lowerBound..<ends, children: names))
            open += children.reversed()
        }
        return nodes
    }

    /// The stretches of a range whose keys have the same byte at a place.
    private func divide(_ range: Range<Int>, at place: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where index + 1 == range.upperBound || lines[index + 1].key[place] != lines[start].key[place] {
            parts.append(start..<index + 1)
            start = index + 1
        }
        return parts
    }

    func script(_ node: Node) -> String {
        switch node {
        case .leaf(let prefix, let range):
            let (list, isWhole) = distinct(range, bytesMax: 2 * SearchLimits.leafBytes, countMax: .max)
            return "silkrate.leaf(\"\(prefix)\",[\(list)],\(isWhole ? 0 : 1));\n"
        case .branch(let prefix, let range, let alike, let children):
            let (ends, isWhole) = distinct(alike, bytesMax: SearchLimits.alikeBytes, countMax: SearchLimits.alikeMax)
            let samples = distinct(range, bytesMax: SearchLimits.sampleBytes, countMax: SearchLimits.samples).list
            let names = children.map { "\"\($0)\"" }.joined(separator: ",")
            return "silkrate.branch(\"\(prefix)\",[\(names)],[\(ends)],[\(samples)],\(isWhole ? 0 : 1));\n"
        }
    }

    /// The entries of a range, each once, in order of their keys, until there are too many.
    private func distinct(_ range: Range<Int>, bytesMax: Int, countMax: Int) -> (list: String, isWhole: Bool) {
        var seen: Set<Int32> = []
        var bytes: [UInt8] = []
        for line in lines[range] where seen.insert(line.entry).inserted {
            let json = entries.json(line)
            guard seen.count <= countMax, bytes.isEmpty || bytes.count + json.count < bytesMax else {
                return (String(decoding: bytes, as: UTF8.self), false)
            }
            if !bytes.isEmpty { bytes.append(0x2C) }
            bytes += json
        }
        return (String(decoding: bytes, as: UTF8.self), true)
    }
}
