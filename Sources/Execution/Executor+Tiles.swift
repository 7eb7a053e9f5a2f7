import Container
import Program

extension Executor {
  /// One row of the tile that all lanes share.
  func fillSharedRow(_ step: PlanStep, _ geometry: StripGeometry, _ row: Int) {
    let tile = unsafe shared.assumingMemoryBound(to: Float.self)
    unsafe fillRow(step, geometry, row: row, out: tile + row * geometry.rowFloats)
  }

  /// Fills a tile's row with a row of the conditioned input and the padding around it.
  ///
  /// `row` counts from the topmost row of padding; `out` receives geometry.rowFloats floats.
  func fillRow(
    _ step: PlanStep, _ geometry: StripGeometry, row: Int, out: UnsafeMutablePointer<Float>
  ) {
    let channels = Int(geometry.input.channels)
    let inputRow = row - geometry.kernel.paddingTop
    guard inputRow >= 0, inputRow < Int(geometry.input.height) else {
      return unsafe out.update(repeating: 0, count: geometry.rowFloats)
    }
    let left = geometry.kernel.paddingLeft * channels
    let used = left + Int(geometry.input.width) * channels
    unsafe out.update(repeating: 0, count: left)
    unsafe conditionRow(step, row: inputRow, out: out + left)
    if used < geometry.rowFloats {
      unsafe (out + used).update(repeating: 0, count: geometry.rowFloats - used)
    }
  }
}
