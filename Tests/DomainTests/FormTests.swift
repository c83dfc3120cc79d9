import Domain
import Testing

@Suite struct FormTests {
    private func check(_ text: String, _ form: ([UInt8]) -> Bool, _ span: (Span<UInt8>) -> Bool, is expected: Bool) {
        let bytes = Array(text.utf8)
        #expect(form(bytes) == expected, "\(text)")
        let isFormAsSpan = span(bytes.span)
        #expect(isFormAsSpan == expected, "\(text) as a span")
    }

    @Test func places() {
        for text in ["CNSHA", "DEHAM", "US2L9", "ZZZZZ"] { check(text, UNLocode.isForm, UNLocode.isForm, is: true) }
        for text in ["", "CN", "CNSH", "CNSHAA", "C2SHA", "2NSHA", "CNSH1", "CNSH0", "cnsha", "CN-SH", "CNSH\u{e9}"] {
            check(text, UNLocode.isForm, UNLocode.isForm, is: false)
        }
    }

    @Test func commodityCodes() {
        for text in ["010121", "8517130", "85171300", "851713000", "8517130000"] { check(text, HSCode.isForm, HSCode.isForm, is: true) }
        for text in ["", "01012", "85171300001", "8517.13", "85171A", "851713 ", "/51713", ":51713"] {
            check(text, HSCode.isForm, HSCode.isForm, is: false)
        }
    }
}
