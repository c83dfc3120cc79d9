// Parallel
