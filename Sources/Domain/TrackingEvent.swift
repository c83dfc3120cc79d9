/// The events of a consignment's way, as UPU EMSEVT names them; raw values follow the usual course of a parcel.
///
/// OE: office of exchange. Public tables disagree on EME, EMG and EMH: here they are held by import customs, arrival at the delivery
/// office, and an unsuccessful attempt.
public enum TrackingEvent: UInt8, Vocabulary {
    /// Posting or collection.
    case ema
    /// Arrival at the outward OE.
    case emb
    /// Presented to export customs.
    case exa
    /// Held by export customs.
    case exb
    /// Returned from export customs.
    case exc
    /// Held at the outward OE.
    case exd
    /// Export cancelled.
    case exx
    /// Departure from the outward OE.
    case emc
    /// Arrival at a transit OE.
    case emj
    /// Departure from a transit OE.
    case emk
    /// Arrival at the inward OE.
    case emd
    /// Held at the inward OE.
    case eda
    /// Presented to import customs.
    case edb
    /// Held by import customs.
    case eme
    /// Returned from import customs.
    case edc
    /// Departure from the inward OE.
    case emf
    /// Arrival at a sorting centre.
    case edd
    /// Departure from a sorting centre.
    case ede
    /// Arrival at the delivery office.
    case emg
    /// Held at the delivery depot.
    case edf
    /// Out for delivery.
    case edg
    /// Ready at a collection point.
    case edh
    /// Unsuccessful attempt at delivery.
    case emh
    /// Final delivery.
    case emi
    /// Import terminated.
    case edx

    public static let allNames: [StaticString] = [
        "EMA", "EMB", "EXA", "EXB", "EXC", "EXD", "EXX", "EMC", "EMJ", "EMK", "EMD", "EDA", "EDB", "EME", "EDC", "EMF", "EDD", "EDE",
        "EMG", "EDF", "EDG", "EDH", "EMH", "EMI", "EDX",
    ]

    /// The event of a packed code (`CodeList.pack`), or nil where EMSEVT has none.
    @inlinable public init?(packed: UInt32) {
        let group: Int
        switch packed & 0xFF00_FFFF {
        case 0x4445: group = 0  // ED
        case 0x4D45: group = 26  // EM
        case 0x5845: group = 52  // EX
        default: return nil
        }
        let letter = Int((packed >> 16) & 0xFF) &- 0x41
        guard 0..<26 ~= letter else { return nil }
        self.init(rawValue: TrackingEvent.rawValues[group &+ letter])
    }

    /// Raw values by group (ED, EM, EX) and last letter; 255 where there is no event.
    @usableFromInline static let rawValues: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 78)
        for event in allCases {
            let letters = Array(event.name.utf8)
            let group = letters[1] == 0x44 ? 0 : letters[1] == 0x4D ? 26 : 52
            table[group + Int(letters[2]) - 0x41] = event.rawValue
        }
        return table
    }()
}
