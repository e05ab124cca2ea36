internal import JSON

/// Which steps of two runs belong together, where some were inserted or left out: those that ask the same, in their
/// order, and of what is between two such the changed ones.
struct StepAlignment {
    /// Steps that belong together, by their places from 0; nil where one side has none.
    struct Pair: Equatable {
        var left: Int?
        var right: Int?
    }

    /// In the order of both sides; what only the left has comes before what only the right has.
    private(set) var pairs: [Pair] = []

    private let left: [String]
    private let right: [String]

    /// More differing steps than this are matched by their places.
    private static let mostEdits = 1000

    init(_ left: [JSONValue], _ right: [JSONValue]) {
        (self.left, self.right) = (left.map(Self.question), right.map(Self.question))
        var (start, leftEnd, rightEnd) = (0, left.count, right.count)
        while start < min(leftEnd, rightEnd), self.left[start] == self.right[start] { start += 1 }
        while leftEnd > start, rightEnd > start, self.left[leftEnd - 1] == self.right[rightEnd - 1] {
            (leftEnd, rightEnd) = (leftEnd - 1, rightEnd - 1)
        }
        pairs = (0..<start).map { Pair(left: $0, right: $0) }
        // What is the same comes out of the changed middle; the rest is closed around it.
        var (leftDone, rightDone) = (start, start)
        for (one, other) in same(start..<leftEnd, start..<rightEnd) + [(leftEnd, rightEnd)] {
            close(leftDone..<one, rightDone..<other)
            if one < leftEnd { pairs.append(Pair(left: one, right: other)) }
            (leftDone, rightDone) = (one + 1, other + 1)
        }
        pairs += (0..<(left.count - leftEnd)).map { Pair(left: leftEnd + $0, right: rightEnd + $0) }
    }

    /// What a step asks: its call, but not its block, which an inserted step moves.
    private static func question(_ step: JSONValue) -> String {
        ["target", "call", "caller", "args"].map { step[$0]?.compactText ?? "" }.joined(separator: "\n")
    }

    /// Pairs what stands between steps that are the same: all of as many, else those that make the same call.
    private mutating func close(_ ones: Range<Int>, _ others: Range<Int>) {
        if ones.count == others.count {
            pairs += zip(ones, others).map { Pair(left: $0, right: $1) }
            return
        }
        func call(_ question: String) -> [Substring] { Array(question.split(separator: "\n").prefix(3)) }
        var next = others.lowerBound
        var paired = [Pair]()
        for one in ones {
            let found = (next..<others.upperBound).first { call(right[$0]) == call(left[one]) }
            if let found { next = found + 1 }
            paired.append(Pair(left: one, right: found))
        }
        var place = others.lowerBound
        for pair in paired {
            if let other = pair.right {
                pairs += (place..<other).map { Pair(left: nil, right: $0) }
                place = other + 1
            }
            pairs.append(pair)
        }
        pairs += (place..<others.upperBound).map { Pair(left: nil, right: $0) }
    }

    /// The longest common run of two stretches by Myers' greedy search; nothing where they differ too much.
    private func same(_ ones: Range<Int>, _ others: Range<Int>) -> [(Int, Int)] {
        let (n, m) = (ones.count, others.count)
        if n == 0 || m == 0 { return [] }
        let most = min(Self.mostEdits, n + m)
        var reached = [Int](repeating: 0, count: 2 * most + 3)
        var trails: [[Int]] = []
        for edits in 0...most {
            trails.append(reached)
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let index = diagonal + most + 1
                let isDown = diagonal == -edits || diagonal != edits && reached[index - 1] < reached[index + 1]
                var x = isDown ? reached[index + 1] : reached[index - 1] + 1
                while x < n, x - diagonal < m, x - diagonal >= 0,
                    left[ones.lowerBound + x] == right[others.lowerBound + x - diagonal]
                {
                    x += 1
                }
                reached[index] = x
                if x >= n, x - diagonal >= m {
                    return path(back: trails, n, m, most, ones.lowerBound, others.lowerBound)
                }
            }
        }
        return []
    }

    /// Walks back to where a search began, and returns what was the same on the way.
    private func path(
        back trails: [[Int]], _ n: Int, _ m: Int, _ most: Int, _ left: Int, _ right: Int
    ) -> [(Int, Int)] {
        var (x, y, found) = (n, m, [(Int, Int)]())
        for edits in stride(from: trails.count - 1, through: 0, by: -1) {
            let (reached, diagonal) = (trails[edits], x - y)
            let index = diagonal + most + 1
            let isDown = diagonal == -edits || diagonal != edits && reached[index - 1] < reached[index + 1]
            let before = isDown ? diagonal + 1 : diagonal - 1
            let startX = edits == 0 ? 0 : reached[before + most + 1]
            let startY = edits == 0 ? 0 : startX - before
            // One edit, and then what is the same up to here.
            let (sameX, sameY) = edits == 0 ? (0, 0) : isDown ? (startX, startY + 1) : (startX + 1, startY)
            while x > sameX, y > sameY {
                (x, y) = (x - 1, y - 1)
                found.append((left + x, right + y))
            }
            (x, y) = (startX, startY)
        }
        return found.reversed()
    }
}
