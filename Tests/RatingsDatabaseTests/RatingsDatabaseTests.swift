// RatingsDatabaseTests
