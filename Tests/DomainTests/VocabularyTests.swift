import Domain
import Testing

@Suite struct VocabularyTests {
    /// Names and raw values belong together: one name per case, all different, raw values 0, 1, 2 …
    private func check<V: Vocabulary & Equatable>(_: V.Type, count: Int) {
        let cases = Array(V.allCases)
        #expect(cases.map(\.rawValue) == (0..<UInt8(count)).map { $0 })
        #expect(V.allNames.count == count)
        #expect(Set(cases.map(\.name)).count == count)
    }

    @Test func namesAndRawValues() {
        check(TrackingEvent.self, count: 25)
        check(TraceStep.self, count: 41)
        check(Grade.self, count: 11)
        check(Verification.self, count: 3)
        for event in TrackingEvent.allCases { #expect("\(event)".uppercased() == event.name) }
        for grade in Grade.allCases { #expect("\(grade)".uppercased() == grade.name) }
        for step in TraceStep.allCases {
            let snake = "\(step)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
            #expect(snake == step.name)
        }
    }

    /// EMA < EMB < EMC < EMD < EMF < EMG < EMI; EXx between EMA and EMC; EDB, EME, EDC between EMD and EMF.
    @Test func eventsFollowTheUsualCourse() {
        func ascends(_ events: [TrackingEvent]) -> Bool { zip(events, events.dropFirst()).allSatisfy { $0.rawValue < $1.rawValue } }
        #expect(ascends([.ema, .emb, .emc, .emd, .emf, .emg, .emi]))
        for event in [TrackingEvent.exa, .exb, .exc, .exd, .exx] { #expect(ascends([.ema, event, .emc])) }
        for event in [TrackingEvent.edb, .eme, .edc] { #expect(ascends([.emd, event, .emf])) }
    }

    @Test func eventsByPackedCode() {
        let names = Dictionary(uniqueKeysWithValues: TrackingEvent.allCases.map { ($0.name, $0) })
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ[@a0".utf8)
        for first in letters {
            for second in letters {
                for third in letters {
                    let packed = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
                    #expect(TrackingEvent(packed: packed) == names[CodeList.unpack(packed)])
                }
            }
        }
        #expect(TrackingEvent(packed: 0x4141_4D45) == nil)  // EMAA
        #expect(TrackingEvent(packed: 0x4D45) == nil)  // EM
    }
}
