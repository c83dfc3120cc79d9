// NightlyTests
