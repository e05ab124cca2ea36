import Files
import Testing

/// FIPS 180-4, on the examples that go with it, and around the ends of blocks.
@Suite struct SHA256Tests {
    private func digest(_ text: String) -> String {
        var digest = SHA256()
        digest.update(text.utf8)
        return digest.hexadecimal
    }

    @Test func theDigestsOfTheStandard() {
        #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            digest(String(repeating: "a", count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// However the bytes come in.
    @Test(arguments: [1, 54, 55, 56, 63, 64, 65, 127, 200]) func piecesMakeNoDifference(count: Int) {
        let text = String(repeating: "x", count: count)
        var digest = SHA256()
        for byte in text.utf8 { digest.update([byte]) }
        #expect(digest.hexadecimal == self.digest(text))
    }
}
