import CKernels
import Container

extension Plan {
  /// Bytes of a lane's fixed part: the start vector of a block and the offsets of at most 11 x 11 taps.
  package static let startBytes = 64
  package static let tapBytes = 1024
  /// Bytes behind a norm's scales and shifts: the largest magnitude and the largest value that it gives.
  package static let boundBytes = 8

  /// What one step needs beside values: for each lane, and shared by all.
  func scratch(_ step: PlanStep) throws(ProgramError) -> (lane: Int, shared: Int) {
    let fixed = Plan.startBytes + Plan.tapBytes
    switch step.kind {
    case .convolve where isInteger(step):
      let geometry = slabGeometry(step)
      guard geometry.isPossible else {
        throw ProgramError(.tooLarge, operation: Int(step.operation))
      }
      // A second vector of 16 for the scales.
      return (fixed + 64 + geometry.lanePanelBytes + geometry.sumBytes, geometry.sharedBytes)
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
      // Mean and squares of each channel in double precision, its lowest and highest value.
      return (fixed, Int(conditionedExtents(step).channels) * 24)
    case .condition where step.pool:
      // Two rows, to be averaged.
      let source = conditionedExtents(step)
      return (fixed + Int(source.width) * Int(source.channels) * 8, 0)
    case .embed, .peak, .pack, .condition, .add, .quantise, .nothing:
      return (fixed, 0)
    }
  }
}
