import Bytes
import Foundation
import Testing

/// Folders and files of our own where others may write: a link under one of our names leads nothing of ours anywhere.
@Suite struct OwnFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "silkrate-own-\(UUID().uuidString)").path
    private var files: FileManager { .default }

    /// Somebody's folder with a file and a folder in it.
    private func foreign(_ name: String = "foreign") throws -> String {
        let path = "\(folder)/\(name)"
        try files.createDirectory(atPath: "\(path)/inner", withIntermediateDirectories: true)
        try "kept".write(toFile: "\(path)/letter", atomically: false, encoding: .utf8)
        try "kept".write(toFile: "\(path)/inner/letter", atomically: false, encoding: .utf8)
        return path
    }

    private func isWhole(_ path: String) -> Bool {
        ["letter", "inner/letter"].allSatisfy { (try? String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)) == "kept" }
    }

    /// Gives somebody's file a name in our place: a link, or a second name of the file itself.
    private func plant(_ isSymbolic: Bool, _ file: String, _ name: String) throws {
        if isSymbolic { try FileSystem.symbolicLink(to: file, at: name) } else { try FileSystem.hardLink(file, to: name) }
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func aTreeIsRemovedAndWhatItsLinksLeadToIsNot() throws {
        defer { try? files.removeItem(atPath: folder) }
        let foreign = try foreign()
        let tree = "\(folder)/tree"
        try files.createDirectory(atPath: "\(tree)/a/b", withIntermediateDirectories: true)
        try "x".write(toFile: "\(tree)/a/b/c", atomically: false, encoding: .utf8)
        try FileSystem.symbolicLink(to: foreign, at: "\(tree)/a/link")
        try FileSystem.symbolicLink(to: "\(foreign)/letter", at: "\(tree)/letter")
        try FileSystem.symbolicLink(to: "nowhere", at: "\(tree)/dangling")
        try FileSystem.removeTree(tree)
        #expect(!files.fileExists(atPath: tree) && isWhole(foreign))
        try FileSystem.removeTree(tree)
        try FileSystem.removeTree("\(foreign)/letter")
        #expect(!files.fileExists(atPath: "\(foreign)/letter"))
    }

    @Test func aLinkInThePlaceOfAFolderOfOursIsRefused() throws {
        defer { try? files.removeItem(atPath: folder) }
        let foreign = try foreign()
        for target in [foreign, "nowhere"] {
            let link = "\(folder)/ours"
            try FileSystem.symbolicLink(to: target, at: link)
            #expect(throws: SystemFailure.self) { try FileSystem.removeTree(link) }
            #expect(throws: SystemFailure.self) { try FileSystem.createOwnFolder(link) }
            #expect(throws: SystemFailure.self) { try FileSystem.isOwnFolder(link) }
            #expect(FileSystem.isLink(link) && isWhole(foreign))
            try FileSystem.remove(link)
        }
        #expect(throws: SystemFailure.self) { try FileSystem.createOwnFolder("\(foreign)/letter") }
        try FileSystem.createOwnFolder("\(folder)/new/inner")
        #expect(try FileSystem.isOwnFolder("\(folder)/new/inner"))
    }

    @Test func aNewFileNeverGoesThroughALinkOrASecondName() throws {
        defer { try? files.removeItem(atPath: folder) }
        let foreign = try foreign()
        let path = "\(folder)/out.csv"
        for isSymbolic in [true, false] {
            for name in [path, "\(path).part"] { try plant(isSymbolic, "\(foreign)/letter", name) }
            try FileSystem.writeWhole("new", to: path)
            #expect(try text(path) == "new" && isWhole(foreign))
            // What bears the name of a file in the making and is not of our making stays.
            #expect(try text("\(path).part") == "kept")
            for name in [path, "\(path).part"] { try FileSystem.remove(name) }
        }
        try FileSystem.symbolicLink(to: "\(foreign)/letter", at: path)
        var buffer = ByteBuffer()
        buffer.append("made".utf8)
        try RandomAccessFile(path: path, mode: .create).write(buffer.bytes, at: 0)
        #expect(try text(path) == "made" && isWhole(foreign))
    }

    @Test func whatAKilledExportLeftIsReplacedAndAnotherExportsIsNot() throws {
        defer { try? files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/out.csv"
        try "left".write(toFile: "\(path).part", atomically: false, encoding: .utf8)
        let first = try RandomAccessFile(beside: path)
        let second = try RandomAccessFile(beside: path)
        #expect(first.path == "\(path).part" && second.path == "\(path).1.part")
        #expect(try first.size() == 0)
    }

    @Test func aLockIsTakenOnNoFileOfSomebodyElse() throws {
        defer { try? files.removeItem(atPath: folder) }
        let foreign = try foreign()
        let lock = "\(folder)/lock"
        for isSymbolic in [true, false] {
            try plant(isSymbolic, "\(foreign)/letter", lock)
            #expect(throws: SystemFailure.self) { _ = try FileLock(path: lock, holder: "us") }
            #expect(isWhole(foreign))
            try FileSystem.remove(lock)
        }
        _ = try FileLock(path: lock, holder: "us")
        #expect(try text(lock) == "us")
    }

    @Test func linksOfAUserAreFollowedToTheirEnd() throws {
        defer { try? files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: "\(folder)/real", withIntermediateDirectories: true)
        try FileSystem.symbolicLink(to: "second", at: "\(folder)/first")
        try FileSystem.symbolicLink(to: "real/file", at: "\(folder)/second")
        #expect(try FileSystem.followingLinks("\(folder)/first") == "\(folder)/real/file")
        #expect(try FileSystem.followingLinks("\(folder)/first") { $0 == "real/file" } == "\(folder)/second")
        #expect(try FileSystem.followingLinks("\(folder)/plain") == "\(folder)/plain")
        let real = FileSystem.absolutePath(folder)
        #expect(FileSystem.absolutePath("\(folder)/first") == "\(real)/real/file")
        #expect(FileSystem.absolutePath("\(folder)/real/../real/new") == "\(real)/real/new")
        #expect(FileSystem.absolutePath("new").hasPrefix("/"))
        try FileSystem.symbolicLink(to: "circle", at: "\(folder)/circle")
        let circle = #expect(throws: SystemFailure.self) { try FileSystem.followingLinks("\(folder)/circle") }
        #expect(circle?.isLink == true)
    }
}
