import Container
import Execution
import Program

/// What can be read of a session; numbers as in hspace.h.
package enum SessionValue: UInt32 {
  case x = 0
  case x0 = 1
  case epsilon = 2
  case editedEpsilon = 3
  case h = 4
  case temb = 5
}

extension Engine {
  /// Takes channel-first values as x_0.
  package func setPicture(_ values: Slice<Float>) throws(RunFault) {
    try take(values)
    state = RunState()
    state.phase = .picture
  }

  /// Takes channel-first values as x_T.
  package func setLatent(_ values: Slice<Float>) throws(RunFault) {
    try take(values)
    beginWithLatent()
  }

  /// Takes the noise of a seed as x_T.
  package func setNoise(seed: UInt64) {
    Noise.fill(seed: seed, step: Noise.initialStep, into: stagedPicture)
    buffers.x.fillChannelLast(from: stagedPicture, picture)
    beginWithLatent()
  }

  private func beginWithLatent() {
    state = RunState()
    state.phase = .latent
  }

  private func take(_ values: Slice<Float>) throws(RunFault) {
    guard values.count == picture.count else {
      throw .count(expected: picture.count, given: values.count)
    }
    if let index = values.firstNotFinite { throw .notFinite(index: index) }
    buffers.x.fillChannelLast(from: values, picture)
  }

  /// Copies a value out, channel-first.
  package func read(_ value: SessionValue, to out: Slice<Float>) throws(RunFault) {
    let extents: Extents
    switch value {
    case .h: extents = hidden
    case .temb:
      guard let temb = unet.temb else { throw .nothingThere }
      extents = plan.extents[temb]
    default: extents = picture
    }
    guard out.count == extents.count else {
      throw .count(expected: extents.count, given: out.count)
    }
    let isThere =
      switch value {
      case .x: state.phase != .empty
      case .editedEpsilon: state.hasEditedEpsilon
      case .x0, .epsilon: state.hasStep
      case .h, .temb: state.hasH
      }
    guard isThere else { throw .nothingThere }
    let source =
      switch value {
      case .x: buffers.x
      case .x0: buffers.x0
      case .epsilon: buffers.epsilon
      case .editedEpsilon: executor.value(unet.epsilon)
      case .h: buffers.h
      case .temb: executor.value(unet.temb ?? unet.h)
      }
    out.fillChannelFirst(from: source, extents)
  }
}
