// The part of a derivation that one number came out of.

extension [DerivationNode] {
    /// The operations and prices that lead to an operation, with the groups that they are in and what is noted there;
    /// checks are left out.
    ///
    /// - Parameter id: The operation's; empty where there is none with it.
    public func leading(to id: Int) -> [DerivationNode] {
        var origins: [Int: [Int]] = [:]
        for node in self { node.collect(&origins) }
        guard origins[id] != nil else { return [] }
        var (found, waiting) = (Set([id]), [id])
        while let next = waiting.popLast() {
            for origin in origins[next] ?? [] where found.insert(origin).inserted { waiting.append(origin) }
        }
        return compactMap { $0.part(of: found) }
    }
}

extension DerivationNode {
    /// Notes of each operation which others it came out of.
    fileprivate func collect(_ origins: inout [Int: [Int]]) {
        switch self {
        case .operation(let operation): origins[operation.id] = operation.operands.compactMap(\.origin)
        case .quote(let quote, _): origins[quote.id] = quote.origins
        case .group(let group): for node in group.nodes { node.collect(&origins) }
        case .check, .note: return
        }
    }

    /// What of it belongs to some operations; nil where nothing does.
    fileprivate func part(of ids: Set<Int>) -> DerivationNode? {
        switch self {
        case .operation(let operation): return ids.contains(operation.id) ? self : nil
        case .quote(let quote, _): return ids.contains(quote.id) ? self : nil
        case .group(var group):
            let parts = group.nodes.map { ($0, $0.part(of: ids)) }
            if parts.allSatisfy({ $0.1 == nil }) { return nil }
            group.nodes = parts.compactMap { node, part in
                if case .note = node { node } else { part }
            }
            return .group(group)
        case .check, .note: return nil
        }
    }
}
