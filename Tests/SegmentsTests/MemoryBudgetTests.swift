import Parallel
import Segments
import Testing

/// A budget holds for any number of threads.
@Suite struct MemoryBudgetTests {
    @Test(arguments: [16 << 20, 64 << 20, 1 << 30, 8 << 30], [1, 2, 8, 64, 1024])
    func whatWorkersHoldAndTakeFitsIntoTheBudget(_ bytes: Int, _ threads: Int) {
        let budget = MemoryBudget(bytes: bytes, threads: threads)
        for (held, part) in [(RowScatter.heldBytes(), 1), (2 * RowScatter.heldBytes(), 2), (RowScatter.heldBytes(bucketCount: 1024), 1)] {
            let workers = budget.workers(holding: held, part: part)
            #expect(1...threads ~= workers)
            #expect(workers == 1 || workers * held * part <= bytes)
            #expect(workers == threads || (workers + 1) * held * part > bytes)
            #expect(workers * budget.share(of: workers, part: 2, least: 1) <= bytes / 2)
        }
        #expect(budget.share(of: threads, part: 2, least: bytes) == bytes)
    }

    @Test func aBudgetOfAByteIsEnoughForOneWorker() {
        let budget = MemoryBudget(bytes: 1, threads: 8)
        #expect(budget.workers(holding: 1 << 20, part: 2) == 1)
        #expect(budget.share(of: 1, part: 16, least: 4096) == 4096)
    }
}
