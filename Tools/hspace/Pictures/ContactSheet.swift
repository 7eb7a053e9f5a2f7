/// Pictures in a grid with labels: a row for each subject, a column for each variation.
package struct ContactSheet {
  package struct Row {
    package var label: String
    package var pictures: [Picture]

    package init(_ label: String, _ pictures: [Picture]) {
      self.label = label
      self.pictures = pictures
    }
  }

  package var columns: [String]
  package var rows: [Row]
  /// Side of the squares that pixels become; nil: enough to be pleasant to look at.
  package var enlargement: Int?

  package init(columns: [String], rows: [Row], enlargement: Int? = nil) {
    self.columns = columns
    self.rows = rows
    self.enlargement = enlargement
  }

  /// Draws the sheet; `file` is for messages.
  package func rendered(for file: String) throws(PictureError) -> Picture {
    let layout = Layout(self)
    try Picture.check(width: layout.width, height: layout.height, file: file)
    var sheet = Picture(width: layout.width, height: layout.height)
    for (index, label) in columns.enumerated() {
      let text = Font.shortened(label, width: layout.cellWidth, scale: layout.scale)
      let space = layout.cellWidth - Font.width(of: text, scale: layout.scale)
      sheet.draw(text, x: layout.x(of: index) + space / 2, y: layout.margin, scale: layout.scale)
    }
    for (index, row) in rows.enumerated() {
      let middle = (layout.cellHeight - Font.height * layout.scale) / 2
      sheet.draw(row.label, x: layout.margin, y: layout.y(of: index) + middle, scale: layout.scale)
      for (column, picture) in row.pictures.enumerated() {
        let enlarged = picture.enlarged(by: layout.enlargement)
        sheet.draw(
          enlarged, x: layout.x(of: column) + (layout.cellWidth - enlarged.width) / 2,
          y: layout.y(of: index) + (layout.cellHeight - enlarged.height) / 2)
      }
    }
    return sheet
  }
}
