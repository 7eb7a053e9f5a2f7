import Testing

@testable import Conversion

struct JSONReaderTests {
  private func read(_ text: String) throws -> JSON {
    try JSONReader.read(Array(text.utf8), file: "f")
  }

  private func place(of bytes: [UInt8], origin: Int = 0) -> String? {
    do {
      _ = try JSONReader.read(bytes, file: "f", origin: origin)
      return nil
    } catch {
      return error.place
    }
  }

  @Test func readsEveryKindOfValue() throws {
    let json = try read(
      #" { "a" : [null, true, false, -12, 1.5e1, "x\n\u00e9\ud83d\ude00/"], "b":{} } "#)
    let list: [JSON] = [
      .null, .bool(true), .bool(false), .integer(-12), .real(15), .string("x\n\u{e9}\u{1F600}/"),
    ]
    #expect(
      json
        == .object([
          JSON.Member(key: "a", value: .array(list)), JSON.Member(key: "b", value: .object([])),
        ]))
  }

  @Test func keepsTheOrderOfMembers() throws {
    guard case .object(let members) = try read(#"{"z":1,"a":2,"m":3}"#) else {
      Issue.record("not an object")
      return
    }
    #expect(members.map(\.key) == ["z", "a", "m"])
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\"1}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1),
    ("{\"a\":1,\"b\":2,\"a\":3}", 13), ("nul", 0), ("nulL", 0), ("01", 1), ("-", 1), ("1.", 2),
    ("1e", 2),
    ("1e999", 0), ("+1", 0), ("NaN", 0), ("Infinity", 0), ("'a'", 0), ("\"a", 0), ("\"a\nb\"", 2),
    ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("\"\\ud800\"", 1), ("\"\\ud800\\u0041\"", 1),
    ("\"\\udc00\"", 1),
    ("\"\\", 1), ("1 1", 2), ("{} x", 3), ("// c\n1", 0), ("\u{FEFF}1", 0),
  ])
  func refusesAtAnOffset(_ text: String, _ offset: Int) {
    #expect(place(of: Array(text.utf8)) == "byte \(offset)")
  }

  @Test(arguments: [
    [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80],
  ])
  func refusesInvalidUTF8(_ text: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(place(of: [quote] + text + [quote], origin: 8) == "byte 8")
  }

  @Test func refusesDeepNesting() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(place(of: nested(64)) == nil)
    #expect(place(of: nested(65)) == "byte 64")
    #expect(place(of: nested(1_000_000)) == "byte 64")
  }

  @Test func refusesTooManyValues() {
    func list(_ count: Int) -> [UInt8] {
      Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
    }
    #expect(place(of: list(199_999)) == nil)
    #expect(place(of: list(200_000)) != nil)
  }

  @Test func keepsIntegersExact() throws {
    #expect(try read("9223372036854775807") == .integer(.max))
    #expect(try read("9223372036854775808") == .real(9_223_372_036_854_775_808))
    #expect(try read("-0") == .integer(0))
  }
}
