import Container
import Execution
import Program

extension Engine {
  /// One step of deterministic DDIM inversion, epsilon taken at the lower time (Asyrp, section 3).
  func invertStep(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    try encode(t: event.t)
    let changed = try showH(event, &observer)
    if changed { loadChangedH() }
    try decode()
    copy(executor.value(unet.epsilon), to: buffers.epsilon)
    let coefficients = try coefficients(event, eta: 0)
    move(coefficients, x0Epsilon: buffers.epsilon, drawsNoise: false)
  }

  /// One step of generation: Asyrp's three phases (Asyrp, sections 3 and 4).
  func generateStep(
    _ event: StepEvent, _ edits: Edits, _ observer: inout some RunObserver
  ) throws(RunFault) {
    let options = state.options
    try encode(t: event.t)
    let changed = try showH(event, &observer)
    let edited = changed || (edits.count > 0 && event.t >= options.tEdit)
    let isSymmetric = options.flags & RunOptions.symmetric != 0
    if edited && !isSymmetric && passes == .single { throw .plainSession }

    if !edited || !isSymmetric {
      try decode(again: edited && passes == .shared)
      copy(executor.value(unet.epsilon), to: buffers.epsilon)
      // The first pass has overwritten what the second one reads.
      if edited && passes == .repeated { try encode(t: event.t) }
    }
    if edited {
      if changed { loadChangedH() }
      if event.t >= options.tEdit { addDirections(edits, event.t) }
      try decode()
      if isSymmetric { copy(executor.value(unet.epsilon), to: buffers.epsilon) }
    }
    let eta = event.t < options.tBoost ? 1 : Double(options.eta)
    let coefficients = try coefficients(event, eta: eta)
    if eta > 0 { try drawNoise(event, coefficients, &observer) }
    move(
      coefficients, x0Epsilon: executor.value(unet.epsilon),
      drawsNoise: coefficients.nextFromNoise > 0)
    if eta > 0 { state.noiseCounter += 1 }
  }

  private func coefficients(
    _ event: StepEvent, eta: Double
  ) throws(RunFault) -> StepCoefficients {
    let endsAtFirst = event.next < 0 && state.options.convention.endsAtFirstAlphaBar
    do {
      return try StepCoefficients(
        alphaBar: schedule.alphaBar(event.t),
        next: schedule.alphaBar(endsAtFirst ? 0 : event.next), eta: eta)
    } catch { throw .invalid(error) }
  }

  /// x_0 from the (edited) epsilon, then x at the next time with the unmodified epsilon.
  private func move(_ c: StepCoefficients, x0Epsilon: Slice<Float>, drawsNoise: Bool) {
    let noise = stagedPicture
    combine(
      [Term(c.x0FromX, buffers.x), Term(c.x0FromEpsilon, x0Epsilon), Term(0, noise)],
      count: 2, to: buffers.x0)
    combine(
      [
        Term(c.nextFromX0, buffers.x0), Term(c.nextFromEpsilon, buffers.epsilon),
        Term(c.nextFromNoise, noise),
      ], count: drawsNoise ? 3 : 2, to: buffers.x)
  }

  /// Shows h to the observer; true when it was changed, and the staging buffer then holds it.
  private func showH(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault)
    -> Bool
  {
    guard observer.watchesH else { return false }
    // The staging buffer holds at least h.
    let staging = unsafe Slice(base: buffers.staging.pointer, count: hidden.count)
    staging.fillChannelFirst(from: buffers.h, hidden)
    guard let changed = observer.change(event, h: staging) else { throw .cancelled }
    return changed
  }

  private func loadChangedH() {
    executor.value(unet.h).fillChannelLast(from: buffers.staging, hidden)
  }

  /// h + sum of c_i dh_i, every dh from the entry of the nearest timestep.
  private func addDirections(_ edits: Edits, _ t: Int) {
    let h = executor.value(unet.h)
    let channels = Int(hidden.channels)
    for index in 0..<edits.count {
      let direction = edits[index].direction
      let values = direction.values(direction.nearestEntry(to: t))
      let coefficient = edits.coefficient(index, state.options)
      for channel in 0..<channels {
        for pixel in 0..<hidden.pixels {
          let bits = values.load((channel * hidden.pixels + pixel) * 4, as: UInt32.self)
          let at = pixel * channels + channel
          h[at] = h[at].addingProduct(coefficient, Float(bitPattern: bits))
        }
      }
    }
  }

  /// Noise of a step: the caller's, or the seed's at this timestep, whatever ran before.
  private func drawNoise(
    _ event: StepEvent, _ c: StepCoefficients, _ observer: inout some RunObserver
  ) throws(RunFault) {
    let noise = stagedPicture
    if observer.suppliesNoise {
      guard observer.fill(event, noise: noise) else { throw .cancelled }
      if let index = noise.firstNotFinite { throw .notFinite(index: index) }
    } else if c.nextFromNoise > 0 {
      Noise.fill(seed: state.options.seed, step: UInt32(event.t), into: noise)
    } else {
      return
    }
    // What is left of the step before is overwritten next: room to turn the noise over.
    buffers.x0.fillChannelLast(from: noise, picture)
    copy(buffers.x0, to: noise)
  }
}
