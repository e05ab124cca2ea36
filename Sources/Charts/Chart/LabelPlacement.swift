/// Finds room for texts.
enum LabelPlacement {
    /// Heights for labels in a column, each as near as it can be to the one it wants, none nearer to another than a
    /// distance; in the order that was given. There has to be room for all.
    static func column(_ wanted: [Double], distance: Double, within range: ClosedRange<Double>) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var heights = order.map { min(max(wanted[$0], range.lowerBound), range.upperBound) }
        for index in heights.indices.dropFirst() {
            heights[index] = max(heights[index], heights[index - 1] + distance)
        }
        // What was pushed out at the bottom pushes back.
        var limit = range.upperBound
        for index in heights.indices.reversed() {
            heights[index] = min(heights[index], limit)
            limit = heights[index] - distance
        }
        var result = wanted
        for (index, height) in zip(order, heights) { result[index] = height }
        return result
    }

    /// A rectangle that something takes up.
    struct Box {
        var x: ClosedRange<Double>
        var y: ClosedRange<Double>

        func meets(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
        func lies(in other: Box) -> Bool {
            other.x.lowerBound <= x.lowerBound && x.upperBound <= other.x.upperBound
                && other.y.lowerBound <= y.lowerBound && y.upperBound <= other.y.upperBound
        }
    }

    /// A box for a text beside a point that meets no other: right above it, right, above, left, below; nil for none.
    static func beside(
        x: Double, y: Double, width: Double, height: Double, within frame: Box, taken: [Box]
    ) -> Box? {
        let gap = 6.0
        let corners = [
            (x + gap, y - gap - height), (x + gap, y - height / 2), (x - width / 2, y - gap - height),
            (x - gap - width, y - height / 2), (x - gap - width, y - gap - height), (x - width / 2, y + gap),
            (x + gap, y + gap), (x - gap - width, y + gap),
        ]
        for (left, top) in corners {
            let box = Box(x: left...left + width, y: top...top + height)
            if box.lies(in: frame), !taken.contains(where: box.meets) { return box }
        }
        return nil
    }

    /// About how wide a text is in the charts' font; the widest of the usual system fonts counts.
    static func width(_ text: String, isBold: Bool = false) -> Double {
        let width = text.unicodeScalars.reduce(0.0) { width, scalar in
            switch scalar {
            case ".", ",", "i", "l", "j", "I", "'", " ", "\u{202F}": width + 4
            case "t", "f", "r", "-", "⁰"..."⁹": width + 5.2
            case "m", "w", "W", "M", "%", "…": width + 11.6
            case _ where scalar.value > 0x2E80: width + 12.5
            default: width + 7.7
            }
        }
        return isBold ? width * 1.12 : width
    }

    /// A text cut to a width.
    static func shortened(_ text: String, to limit: Double) -> String {
        guard width(text, isBold: true) > limit else { return text }
        var kept = text
        while !kept.isEmpty, width(kept, isBold: true) > limit - 12 { kept.removeLast() }
        return kept + "…"
    }
}
