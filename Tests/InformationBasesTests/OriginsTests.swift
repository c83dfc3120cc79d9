import Bytes
import Segments
import Testing

@testable import InformationBases

@Suite struct OriginsTests {
    @Test("a row's place is given back as it was, however far it lies from its extent's first row")
    func placesAreGivenBack() {
        let extent = Extent(bucket: 0, source: 0, offset: 0, length: 100, rows: 0, firstLine: 7, firstByte: 1 << 41, checksum: 0)
        let limit = Int(UInt32.max)
        let steps = [0, 1, limit - 1, limit, limit + 1, 1 << 40]
        var origins = Origins()
        for lines in steps {
            for bytes in steps {
                var cursor = RowCursor(extent, at: 0)
                cursor.line += lines
                cursor.byte += bytes
                origins.append(cursor, start: origins.count * 3, in: extent)
            }
        }
        #expect(origins.count == steps.count * steps.count)
        for (i, lines) in steps.enumerated() {
            for (j, bytes) in steps.enumerated() {
                let number = i * steps.count + j
                let place = origins.place(of: number, in: extent)
                #expect(place.line == 7 + lines && place.byte == 1 << 41 + bytes)
                let start = origins.start(of: number)
                #expect(start == number * 3)
            }
        }
        origins.removeAll()
        #expect(origins.count == 0)
    }
}
