extension ContactSheet {
  /// Where everything on a sheet is, in pixels.
  struct Layout {
    /// Side that pictures are enlarged to, or nearly.
    static let pleasantSide = 160

    let enlargement: Int
    let scale: Int
    let margin: Int
    let gap: Int
    let cellWidth: Int
    let cellHeight: Int
    let width: Int
    let height: Int
    private let left: Int
    private let top: Int

    init(_ sheet: ContactSheet) {
      let pictures = sheet.rows.flatMap(\.pictures)
      let widest = pictures.map(\.width).max() ?? 1
      let highest = pictures.map(\.height).max() ?? 1
      let side = max(widest, highest)
      enlargement =
        sheet.enlargement ?? max(1, (Self.pleasantSide + side - 1) / side)
      cellWidth = widest * enlargement
      cellHeight = highest * enlargement
      let scale = min(max(cellWidth / 96, 1), 4)
      self.scale = scale
      gap = 4 * scale
      margin = 8 * scale
      let columns = max(sheet.columns.count, sheet.rows.map(\.pictures.count).max() ?? 0)
      let label = sheet.rows.map { Font.width(of: $0.label, scale: scale) }.max() ?? 0
      left = margin + (label > 0 ? label + margin : 0)
      top = margin + (sheet.columns.isEmpty ? 0 : Font.height * scale + gap)
      width = left + columns * (cellWidth + gap) - (columns > 0 ? gap : 0) + margin
      let rows = sheet.rows.count
      height = top + rows * (cellHeight + gap) - (rows > 0 ? gap : 0) + margin
    }

    func x(of column: Int) -> Int { left + column * (cellWidth + gap) }
    func y(of row: Int) -> Int { top + row * (cellHeight + gap) }
  }
}
