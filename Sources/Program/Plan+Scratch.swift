import CKernels
import Container

extension Plan {
  /// Bytes of a lane's fixed part: the start vector of a block and the offsets of at most 7 x 7 taps.
  package static let startBytes = 64
  package static let tapBytes = 448

  /// What one step needs beside values: for each lane, and shared by all.
  func scratch(_ step: PlanStep) throws(ProgramError) -> (lane: Int, shared: Int) {
    let fixed = Plan.startBytes + Plan.tapBytes
    switch step.kind {
    case .convolve:
      let geometry = geometry(step)
      guard geometry.isPossible else {
        throw ProgramError(.tooLarge, operation: Int(step.operation))
      }
      let tile = geometry.tileFloats * 4
      let panel = geometry.panelFloats * 4
      return geometry.isShared ? (fixed + panel, tile) : (fixed + panel + tile, 0)
    case .attend:
      let operation = program.operation(Int(step.operation))
      let depth = Int(extents[Int(step.a)].channels) / operation.integer(0)
      return (fixed + hsp_attention_scratch(depth) * 4, 0)
    case .moments:
      // Mean and squares of each channel in double precision.
      return (fixed, Int(conditionedExtents(step).channels) * 16)
    case .embed, .condition, .add, .nothing:
      return (fixed, 0)
    }
  }
}
