/// A space of deviations: how figures could differ from the truth without contradicting what is shown. Vectors over the integers modulo
/// a prime, by the places of a year's periods; a basis in reduced echelon form.
struct Subspace {
    typealias Vector = [UInt64]
    /// 2³¹ − 1: products fit 64 bits, and sums of ±1 behave as in the rationals.
    static let prime: UInt64 = 2_147_483_647

    private(set) var basis: [Vector] = []
    private var pivots: [Int] = []

    var dimension: Int { basis.count }

    init(_ vectors: [Vector] = []) {
        for vector in vectors { insert(vector) }
    }

    /// Makes the vector one of the space's.
    mutating func insert(_ vector: Vector) {
        var rest = vector
        for (row, pivot) in zip(basis, pivots) where rest[pivot] != 0 { Subspace.subtract(rest[pivot], row, from: &rest) }
        guard let pivot = rest.firstIndex(where: { $0 != 0 }) else { return }
        let inverse = Subspace.power(rest[pivot], Subspace.prime - 2)
        for place in rest.indices { rest[place] = rest[place] * inverse % Subspace.prime }
        for row in basis.indices where basis[row][pivot] != 0 { Subspace.subtract(basis[row][pivot], rest, from: &basis[row]) }
        basis.append(rest)
        pivots.append(pivot)
    }

    /// The least space that holds both.
    func sum(_ other: Subspace) -> Subspace {
        var sum = self
        for vector in other.basis { sum.insert(vector) }
        return sum
    }

    /// The vectors that both hold (Zassenhaus).
    func intersection(_ other: Subspace) -> Subspace {
        guard let width = basis.first?.count, !other.basis.isEmpty else { return Subspace() }
        let zero = Vector(repeating: 0, count: width)
        let both = Subspace(basis.map { $0 + $0 } + other.basis.map { $0 + zero })
        return Subspace(both.basis.filter { !$0[..<width].contains { $0 != 0 } }.map { Vector($0[width...]) })
    }

    /// The vectors that are 0 outside `places`.
    func within(_ places: [Bool]) -> Subspace {
        let outside = places.indices.filter { !places[$0] }
        // With the outer places in front, vectors without a pivot there are 0 in all of them.
        let turned = Subspace(basis.map { vector in outside.map { vector[$0] } + vector })
        return Subspace(
            turned.basis.filter { !$0[..<outside.count].contains { $0 != 0 } }.map { Vector($0[outside.count...]) })
    }

    /// Whether a vector differs from 0 there.
    func moves(_ place: Int) -> Bool { basis.contains { $0[place] != 0 } }

    private static func subtract(_ factor: UInt64, _ row: Vector, from rest: inout Vector) {
        let negative = prime - factor
        for place in rest.indices where row[place] != 0 { rest[place] = (rest[place] + negative * row[place]) % prime }
    }

    private static func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
        var (result, base, exponent): (UInt64, UInt64, UInt64) = (1, base, exponent)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }
}
