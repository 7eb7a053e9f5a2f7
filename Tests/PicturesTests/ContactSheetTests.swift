import Pictures
import Testing

@Suite struct ContactSheetTests {
  private let red = Color(200, 0, 0)

  /// Columns and rows that hold a color.
  private func area(of color: Color, in sheet: Picture) -> (
    x: ClosedRange<Int>, y: ClosedRange<Int>
  )? {
    var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
    for y in 0..<sheet.height {
      for x in 0..<sheet.width where sheet[x, y] == color {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    return right < 0 ? nil : (left...right, top...bottom)
  }

  private func rendered(_ sheet: ContactSheet) throws -> Picture {
    try sheet.rendered(for: "sheet.png")
  }

  @Test(arguments: [1, 2, 3])
  func picturesAreEnlargedAndDoNotTouch(enlargement: Int) throws {
    let colors = [Color(200, 0, 0), Color(0, 200, 0), Color(0, 0, 200), Color(200, 200, 0)]
    let pictures = colors.map { Picture(width: 64, height: 48, fill: $0) }
    let sheet = try rendered(
      ContactSheet(
        columns: ["a", "b"],
        rows: [.init("one", Array(pictures[0..<2])), .init("two", Array(pictures[2..<4]))],
        enlargement: enlargement))
    let places = try colors.map { try #require(area(of: $0, in: sheet)) }
    for place in places {
      #expect(place.x.count == 64 * enlargement && place.y.count == 48 * enlargement)
      #expect(place.x.lowerBound > 0 && place.x.upperBound < sheet.width - 1)
      #expect(place.y.lowerBound > 0 && place.y.upperBound < sheet.height - 1)
    }
    #expect(places[0].x.upperBound < places[1].x.lowerBound)
    #expect(places[0].y.upperBound < places[2].y.lowerBound)
    #expect(places[0].x == places[2].x && places[0].y == places[1].y)
    let ink = try #require(area(of: .ink, in: sheet))
    #expect(ink.x.lowerBound < places[0].x.lowerBound && ink.y.lowerBound < places[0].y.lowerBound)
  }

  @Test func tinyPicturesAreEnlargedByThemselves() throws {
    func place(_ side: Int) throws -> Int {
      let picture = Picture(width: side, height: side, fill: red)
      let sheet = try rendered(ContactSheet(columns: [], rows: [.init("", [picture])]))
      return try #require(area(of: red, in: sheet)).x.count
    }
    #expect(try place(64) == 192)
    #expect(try place(256) == 256)
    #expect(try place(1) == 160)
  }

  @Test func labelsMoveThePicturesAside() throws {
    let picture = Picture(width: 64, height: 64, fill: red)
    func place(_ columns: [String], _ label: String) throws -> (Int, Int) {
      let sheet = try rendered(ContactSheet(columns: columns, rows: [.init(label, [picture])]))
      let extent = try #require(area(of: red, in: sheet))
      return (extent.x.lowerBound, extent.y.lowerBound)
    }
    let bare = try place([], "")
    #expect(try place(["+2"], "") == (bare.0, bare.1 + Font.height * 2 + 8))
    let labelled = try place([], "face")
    #expect(labelled.1 == bare.1)
    #expect(labelled.0 == bare.0 + Font.width(of: "face", scale: 2) + 16)
  }

  @Test func raggedRowsAndNoRows() throws {
    let picture = Picture(width: 64, height: 64, fill: red)
    let ragged = try rendered(
      ContactSheet(columns: ["only"], rows: [.init("a", [picture, picture]), .init("b", [])]))
    #expect(ragged.width > 2 * 192 && ragged.height > 2 * 192)
    let empty = try rendered(ContactSheet(columns: [], rows: []))
    #expect(empty.width > 0 && empty.height > 0)
    #expect(area(of: .ink, in: empty) == nil)
  }

  @Test func tooLargeASheetIsRefused() {
    let picture = Picture(width: 64, height: 64)
    let row = ContactSheet.Row("a", [Picture](repeating: picture, count: 100))
    let sheet = ContactSheet(columns: [], rows: [row], enlargement: 3)
    #expect {
      _ = try rendered(sheet)
    } throws: { error in
      guard case .tooLarge(let width, _)? = (error as? PictureError)?.reason else { return false }
      return width > 19200 && "\(error)".hasPrefix("sheet.png")
    }
  }
}
