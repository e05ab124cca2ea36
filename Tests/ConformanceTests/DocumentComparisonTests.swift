import Conformance
import JSON
import Testing

/// Two documents side by side.
@Suite struct DocumentComparisonTests {
    private func compare(_ left: String, _ right: String) throws -> DocumentComparison {
        DocumentComparison(try JSONParser.parse(left.utf8), try JSONParser.parse(right.utf8))
    }

    @Test func theSameIsNoDifference() throws {
        #expect(try compare(#"{"a":["1",true,null]}"#, #"{"a":["1",true,null]}"#).count == 0)
    }

    @Test func theOrderOfMembersIsNoDifference() throws {
        #expect(try compare(#"{"a":"1","b":"2"}"#, #"{"b":"2","a":"1"}"#).count == 0)
    }

    @Test func aNumberIsOffBySoMuch() throws {
        let comparison = try compare(#"{"a":{"b":"100"}}"#, #"{"a":{"b":"97"}}"#)
        #expect(comparison.count == 1)
        #expect(comparison.first?.left?.contains("100") == true && comparison.first?.right?.contains("97") == true)
        #expect(comparison.first?.distance?.contains("3") == true)
    }

    @Test func whatOnlyOneHasIsNamed() throws {
        let comparison = try compare(#"{"a":"1"}"#, "{}")
        #expect(comparison.count == 1 && comparison.first?.right == nil && comparison.first?.left != nil)
    }
}
