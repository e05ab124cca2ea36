/// Why a policy can't be set up: what is wrong and what would be right.
public enum KPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no policy of that name.
    case unknownPolicy(String, known: [String], meant: String?)
    /// The policy has no such parameter.
    case unknownParameter(String, policy: String, known: [String], meant: String?)
    /// A parameter is given twice.
    case repeatedParameter(String, policy: String)
    /// A parameter's text is not a value of it.
    case badValue(String, parameter: String, policy: String, expected: String)

    /// The message.
    public var description: String {
        switch self {
        case .unknownPolicy(let name, let known, let meant):
            "there is no policy \"\(brief(name))\"; " + advice(meant, known)
        case .unknownParameter(let name, let policy, let known, let meant):
            "the policy \"\(policy)\" has no parameter \"\(brief(name))\"; " + advice(meant, known)
        case .repeatedParameter(let name, let policy): "the policy \"\(policy)\" is given \"\(name)\" twice"
        case .badValue(let text, let parameter, let policy, let expected):
            "\(parameter) of the policy \"\(policy)\" can't be \"\(brief(text))\": \(expected)"
        }
    }

    private func advice(_ meant: String?, _ known: [String]) -> String {
        meant.map { "did you mean \"\($0)\"?" } ?? "known are " + known.joined(separator: ", ")
    }

    private func brief(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "…" }
}
