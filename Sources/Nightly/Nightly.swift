// Nightly
