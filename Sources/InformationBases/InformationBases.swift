// InformationBases: segments → the three bases.
//
//   OrderJoin      a bucket of orders: rows → versions → orders → what each adds to its sellers and products
//   RegisterJoin   a bucket of rows that belong to no order: their versions, and proven faults of sellers
//   SellerBase     a bucket of sellers: contributions → counters per day, distinct counts, standing → evidence
//   ProductBase    a bucket of products
//
// Each bucket is done on its own, in any order and on any thread; what leaves a bucket goes to the bucket of its seller or
// product in a file. Every sum is one of integers, every choice has a total order: so nothing depends on who came first.
