// RatingsDatabase
