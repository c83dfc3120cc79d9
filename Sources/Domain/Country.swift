/// The countries of ISO 3166.
public enum Country {
    /// ISO 3166-1 alpha-2 with the user-assigned XI and XK; the codes of ISO 3166-3 (formerly used) are withdrawn.
    public static let list = CodeList(
        name: "ISO 3166-1", current: CountryCodes.current + " " + CountryCodes.userAssigned, withdrawn: CountryCodes.withdrawn)
}
