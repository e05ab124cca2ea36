/// The known name that a misspelt one is closest to, if it is close enough to be meant.
///
/// However many names there are, the search ends after a bounded number of comparisons.
public func nearest(to name: String, among known: [String]) -> String? {
    guard name.utf8.count < 4 * longestName else { return nil }
    let wanted = Array(name.lowercased().unicodeScalars)
    guard wanted.count < longestName else { return nil }
    var (best, work): ((name: String, distance: Int)?, Int) = (nil, mostComparisons)
    for candidate in known where candidate.utf8.count < 4 * longestName {
        let letters = Array(candidate.lowercased().unicodeScalars)
        // No fewer edits than letters that one has more than the other.
        let bound = min(allowed(wanted.count, letters.count), (best?.distance ?? .max) - 1)
        guard letters.count < longestName, abs(letters.count - wanted.count) <= bound else { continue }
        work -= (wanted.count + 1) * (letters.count + 1)
        if work < 0 { break }
        let distance = editDistance(wanted, letters)
        if distance <= bound { best = (candidate, distance) }
    }
    return best?.name
}

/// Names of more letters are no misspelt ones.
private let longestName = 200

/// Pairs of letters that are compared at most, all together.
private let mostComparisons = 20_000_000

/// How many edits a name may be away to be meant.
private func allowed(_ wanted: Int, _ known: Int) -> Int { max(wanted < 4 ? 1 : 2, known / 3) }

private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in right.indices {
            let substitution = diagonal + (letter == right[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
