internal import FixedPoint

/// Numbers from 0 with a bound each, the one first whose bound is passed first: a binary heap that knows the place of
/// each number, so that any can be removed.
struct BoundQueue: Sendable {
    private struct Entry: Sendable {
        var bound: Decimal18
        var number: Int
    }

    private let isAscending: Bool
    private var heap: [Entry] = []
    /// The place of a number in the heap; −1 for one that is not in it.
    private var places: [Int32]

    /// - Parameter isAscending: Whether the least bound is first, else the largest.
    init(count: Int, isAscending: Bool) {
        self.isAscending = isAscending
        places = Array(repeating: -1, count: count)
    }

    /// The first number and its bound; nil for an empty queue.
    var first: (bound: Decimal18, number: Int)? { heap.first.map { ($0.bound, $0.number) } }

    /// Puts in a number that is not in it.
    mutating func insert(_ number: Int, at bound: Decimal18) {
        heap.append(Entry(bound: bound, number: number))
        places[number] = Int32(heap.count - 1)
        rise(heap.count - 1)
    }

    /// Takes the first out. Traps for an empty queue.
    mutating func removeFirst() -> Int {
        let number = heap[0].number
        remove(number)
        return number
    }

    /// Takes a number out, if it is in.
    mutating func remove(_ number: Int) {
        let place = Int(places[number])
        if place < 0 { return }
        places[number] = -1
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        places[last.number] = Int32(place)
        rise(place)
        sink(Int(places[last.number]))
    }

    private func isBefore(_ first: Int, _ second: Int) -> Bool {
        let (lhs, rhs) = (heap[first].bound, heap[second].bound)
        return isAscending ? lhs < rhs : rhs < lhs
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        heap.swapAt(first, second)
        places[heap[first].number] = Int32(first)
        places[heap[second].number] = Int32(second)
    }

    private mutating func rise(_ place: Int) {
        var child = place
        while child > 0, isBefore(child, (child - 1) / 2) {
            swap(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(_ place: Int) {
        var parent = place
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            if least == parent { return }
            swap(parent, least)
            parent = least
        }
    }
}

/// A set of a few numbers, in order.
struct NumberSet: Sendable {
    private var numbers: [Int] = []

    private func place(of number: Int) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func insert(_ number: Int) {
        let place = place(of: number)
        if place == numbers.count || numbers[place] != number { numbers.insert(number, at: place) }
    }

    mutating func remove(_ number: Int) {
        let place = place(of: number)
        if place < numbers.count, numbers[place] == number { numbers.remove(at: place) }
    }

    /// The first of at least a number; nil if all are less.
    func first(from number: Int) -> Int? {
        let place = place(of: number)
        return place < numbers.count ? numbers[place] : nil
    }
}
