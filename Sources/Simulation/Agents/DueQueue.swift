/// Who is due when, the earliest first and those of the same time by number: a binary heap.
struct DueQueue: Sendable {
    private struct Entry: Sendable {
        var time: UInt64
        var number: Int

        static func < (lhs: Entry, rhs: Entry) -> Bool {
            lhs.time != rhs.time ? lhs.time < rhs.time : lhs.number < rhs.number
        }
    }

    private var heap: [Entry] = []

    /// Puts a number on the list.
    mutating func insert(_ number: Int, at time: UInt64) {
        heap.append(Entry(time: time, number: number))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first off the list that is due at a time; nil where nobody is.
    mutating func removeFirst(dueAt time: UInt64) -> Int? {
        guard let first = heap.first, first.time <= time else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.number
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
