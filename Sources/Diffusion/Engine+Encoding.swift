import Container
import Execution
import Program

extension Engine {
  /// Encodes the picture in x: what the session holds then is what the code decodes to.
  package func encodePicture(
    _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    try beginEncoding(options)
    try goOn(Edits(), &observer)
  }

  /// Keeps the picture beside x, and starts.
  func beginEncoding(_ options: RunOptions) throws(RunFault) {
    guard state.phase == .picture || state.phase == .done else { throw .noPicture }
    copy(buffers.x, to: buffers.latent)
    state.keepsLatent = false
    state.invertedSteps = 0
    begin(.encoding, options)
  }

  /// Brings the picture that the session holds to the level of a run's first step, q(x_t | x_0): a latent code that
  /// is generated anew (SDEdit).
  package func diffuse(
    _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    guard state.phase == .picture || state.phase == .done else { throw .noPicture }
    let first = Int(buffers.sequence[options.used - 1])
    let event = StepEvent(phase: .encoding, step: 0, total: options.used, t: first, next: first)
    state.hasStep = false
    try drawNoise(event, seed: options.seed, seedStep: Noise.diffusionStep, &observer)
    copy(buffers.x, to: buffers.x0)
    chain(
      ChainCoefficients(startingAt: schedule.alphaBar(first)), from: buffers.x0, to: buffers.x)
    state = RunState()
    state.phase = .latent
    state.options = options
    state.options.etas = nil
    state.invertedSteps = options.steps
  }

  /// One step of the encoder: the next x of its chain, and the noise that leads there (CycleDiffusion, algorithm 1).
  func encodeStep(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    if event.step == 0 { try startChain(event, &observer) }
    try predict(event, &observer)
    try extract(event, &observer)
  }

  /// x_T, from the picture; the first entry of the code.
  func startChain(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    let target = executor.value(unet.epsilon)
    if state.options.chain == .upward {
      try climb(&observer)
    } else {
      let first = StepEvent(
        phase: event.phase, step: 0, total: event.total, t: event.t, next: event.t)
      try drawNoise(first, seedStep: Noise.initialStep, &observer)
      let start = ChainCoefficients(startingAt: schedule.alphaBar(event.t))
      chain(start, from: buffers.latent, to: buffers.x)
    }
    target.fillChannelFirst(from: buffers.x, picture)
    guard observer.receive(event, entry: 0, target) else { throw .cancelled }
  }

  /// From the picture up, timestep by timestep.
  private func climb(_ observer: inout some RunObserver) throws(RunFault) {
    let target = executor.value(unet.epsilon)
    copy(buffers.latent, to: buffers.x)
    var level = 1.0
    var previous = -1
    for index in 0..<state.options.used {
      let t = Int(buffers.sequence[index])
      let event = StepEvent(
        phase: .encoding, step: state.options.used - 1 - index, total: state.options.used, t: t,
        next: previous)
      try drawNoise(event, seedStep: UInt32(t), &observer)
      chain(
        ChainCoefficients(upFrom: level, to: schedule.alphaBar(t)), from: buffers.latent,
        to: target)
      copy(target, to: buffers.x)
      (level, previous) = (schedule.alphaBar(t), t)
    }
  }

  /// The chain's next x, the noise that leads there, and x as decoding makes it: the same to rounding, bit for bit what
  /// the decoder will see.
  func extract(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    let c = try coefficients(event)
    let kind = try chainCoefficients(event)
    if kind.fromNoise != 0 { try drawNoise(event, seedStep: UInt32(event.t), &observer) }
    predictPicture(c, buffers.epsilon)
    // Its epsilon was copied: room for the next x, then for the entry.
    let target = executor.value(unet.epsilon)
    chain(kind, from: buffers.latent, to: target)
    if !c.drawsNoise, state.options.flags & RunOptions.noResidual != 0 {
      return try end(event, at: target, &observer)
    }
    solve(c, for: target)
    target.fillChannelFirst(from: stagedPicture, picture)
    guard observer.receive(event, entry: event.step + 1, target) else { throw .cancelled }
    advanceEncoded(c)
    state.noiseCounter += 1
  }

  /// A step without noise whose residual is left out: its entry is zero, and the chain goes on as it was made.
  private func end(
    _ event: StepEvent, at next: Slice<Float>, _ observer: inout some RunObserver
  ) throws(RunFault) {
    copy(next, to: stagedPicture)
    next.fill(0)
    guard observer.receive(event, entry: event.step + 1, next) else { throw .cancelled }
    copy(stagedPicture, to: buffers.x)
  }

  /// z = (x' - mu) / sigma into the staging buffer, x' - mu where sigma is 0.
  private func solve(_ c: StepCoefficients, for next: Slice<Float>) {
    let (noise, epsilon) = (stagedPicture, buffers.epsilon)
    let sigmas = c.learned.map { self.sigmas($0) }
    for index in 0..<noise.count {
      let mean = (c.nextFromX0 * buffers.x0[index])
        .addingProduct(c.nextFromEpsilon, epsilon[index])
      let rest = next[index] - mean
      let sigma = sigmas?[index] ?? c.nextFromNoise
      noise[index] = sigma > 0 ? rest / sigma : rest
    }
  }

  /// As the decoder moves, with the sigmas that `solve` has made.
  private func advanceEncoded(_ c: StepCoefficients) {
    combine(
      [
        Term(c.nextFromX0, buffers.x0), Term(c.nextFromEpsilon, buffers.epsilon),
        Term(c.nextFromNoise > 0 ? c.nextFromNoise : 1, stagedPicture),
      ], count: c.learned == nil ? 3 : 2, to: buffers.x)
    guard c.learned != nil, let sigmas = learnedVariance else { return }
    let noise = stagedPicture
    for index in 0..<noise.count {
      buffers.x[index] = buffers.x[index].addingProduct(sigmas[index], noise[index])
    }
  }

  private func chainCoefficients(_ event: StepEvent) throws(RunFault) -> ChainCoefficients {
    if event.next < 0 { return .end }
    let (alphaBar, next) = levels(event)
    let eta = variance(state.options).isAncestral ? 1 : eta(event)
    return ChainCoefficients(state.options.chain, alphaBar: alphaBar, next: next, eta: eta)
  }

  /// The terms whose coefficient is not 0: what else lies in the buffers need not be finite.
  private func chain(_ c: ChainCoefficients, from picture: Slice<Float>, to out: Slice<Float>) {
    let terms: InlineArray<3, Term> = [
      Term(c.fromPicture, picture), Term(c.fromX, buffers.x), Term(c.fromNoise, stagedPicture),
    ]
    var used = terms
    var count = 0
    for index in terms.indices where terms[index].factor != 0 {
      used[count] = terms[index]
      count += 1
    }
    combine(used, count: count, to: out)
  }
}
