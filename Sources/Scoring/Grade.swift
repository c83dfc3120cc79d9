/// Stand-in until Domain's `Grade` lands.
public enum Grade: UInt8, CaseIterable, Sendable {
    case aaa, aa, a, bbb, bb, b, ccc, cc, c, d, nr

    public static func of(scoreHundredths score: Int) -> Grade {
        switch score {
        case 68641...: .aaa
        case 65466...: .aa
        case 63009...: .a
        case 60787...: .bbb
        case 58743...: .bb
        case 55760...: .b
        case 53718...: .ccc
        case 51158...: .cc
        default: .c
        }
    }
}
