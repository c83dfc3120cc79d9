extension Model {
    /// Clips each group's sum to its floor and ceiling, and lowers the points themselves, so that they still add up.
    ///
    /// A group above its ceiling loses the excess from its gains alone, a group below its floor regains it on its losses alone:
    /// gain i becomes ⌊G_i × kept ÷ total⌋ − ⌊G_(i−1) × kept ÷ total⌋, G the running sum of gains. Whole hundredths, exact, the
    /// same on any machine; no point changes its sign.
    func capGroups(_ points: inout [CharacteristicPoints]) {
        var gains: InlineArray<5, Int> = InlineArray(repeating: 0)
        var losses: InlineArray<5, Int> = InlineArray(repeating: 0)
        for k in groups.indices {
            let value = points[k + 1].pointsHundredths
            if value > 0 { gains[groups[k]] += value } else { losses[groups[k]] -= value }
        }
        for group in content.caps.indices {
            let (gains, losses) = (gains[group], losses[group])
            let cap = content.caps[group]
            if gains - losses > cap.ceilingHundredths {
                share(cap.ceilingHundredths + losses, of: gains, sign: 1, group: group, in: &points)
            } else if gains - losses < cap.floorHundredths {
                share(gains - cap.floorHundredths, of: losses, sign: -1, group: group, in: &points)
            }
        }
    }

    private func share(_ kept: Int, of total: Int, sign: Int, group: Int, in points: inout [CharacteristicPoints]) {
        var running = 0
        var given = 0
        for k in groups.indices where groups[k] == group {
            let value = sign * points[k + 1].pointsHundredths
            guard value > 0 else { continue }
            running += value
            let upTo = running * kept / total
            points[k + 1].pointsHundredths = sign * (upTo - given)
            given = upTo
        }
    }
}
