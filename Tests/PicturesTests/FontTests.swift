import Pictures
import Testing

@Suite struct FontTests {
  @Test func everyASCIICharacterHasItsOwnLook() {
    var seen: [[UInt8]: Character] = [:]
    for code in UInt8(32)..<127 {
      let character = Character(Unicode.Scalar(code))
      let rows = Array(Font.rows(of: character))
      #expect(rows.count == Font.height)
      #expect(rows.allSatisfy { $0 < 32 })
      #expect(rows.contains { $0 != 0 } == (character != " "))
      #expect(seen.updateValue(character, forKey: rows) == nil, "\(character) looks like another")
    }
  }

  @Test(arguments: ["é", "日", "\u{1}", "\u{7F}", "👩‍👩‍👧"] as [Character])
  func othersAreQuestionMarks(character: Character) {
    #expect(Font.rows(of: character) == Font.rows(of: "?"))
  }

  @Test func aLetterIsDrawnWhereItShould() {
    var picture = Picture(width: 16, height: 18)
    picture.draw("L", x: 2, y: 3, scale: 2)
    let dots = (0..<18).map { y in
      (0..<16).map { picture[$0, y] == .ink ? "#" : "." }.joined()
    }
    #expect(dots[2] == "................")
    #expect(dots[3] == "..##............")
    #expect(dots[14] == "..##............")
    #expect(dots[15] == "..##########....")
    #expect(dots[16] == "..##########....")
    #expect(dots[17] == "................")
  }

  @Test func drawingOverTheEdgeIsCut() {
    var picture = Picture(width: 4, height: 4)
    picture.draw("####", x: -9, y: -2, scale: 3)
    picture.draw(noisy(width: 9, height: 9), x: -3, y: -2)
    picture.draw(noisy(width: 9, height: 9), x: 3, y: 3)
    picture.draw(noisy(width: 2, height: 2), x: 50, y: -50)
    #expect(picture[0, 0] == noisy(width: 9, height: 9)[3, 2])
    #expect(picture[3, 3] == noisy(width: 9, height: 9)[0, 0])
  }

  @Test func widths() {
    #expect(Font.width(of: "") == 0)
    #expect(Font.width(of: "a") == 5)
    #expect(Font.width(of: "ab", scale: 3) == 33)
    #expect(Font.shortened("abcdef", width: 35) == "abcdef")
    #expect(Font.shortened("abcdef", width: 34) == "abc..")
    #expect(Font.shortened("abcdef", width: 11) == "ab")
    #expect(Font.shortened("abcdef", width: 0) == "")
  }
}
