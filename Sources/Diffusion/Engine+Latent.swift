import Container
import Execution
import Program

extension Engine {
  /// What the session holds, as a record of a latent code file.
  package var record: LatentRecord {
    var record = LatentRecord(
      channels: Int(picture.channels), height: Int(picture.height), width: Int(picture.width))
    let options = state.options
    record.phase = state.phase
    record.nextStep = state.step
    record.convention = options.convention
    record.t0 = options.t0
    record.editTimestep = options.tEdit
    record.boostTimestep = options.tBoost
    record.flags = options.flags
    record.eta = options.eta
    record.seed = options.seed
    record.noiseCounter = state.noiseCounter
    record.skip = options.skip
    record.variance = options.variance
    record.chain = options.chain
    record.decodes = options.decodes
    record.directions = state.editCount
    record.directionsChecksum = state.editChecksum
    switch state.phase {
    case .picture, .empty: record.steps = 0
    case .latent: record.steps = state.invertedSteps
    case .inverting, .encoding, .generating, .done: record.steps = options.steps
    }
    if record.steps == 0 { record.skip = 0 }
    record.hasEtas = options.hasEtas && record.steps > 0
    return record
  }

  /// Hands a latent code file to a sink, piece by piece.
  package func save<E: Error>(_ sink: (Bytes) throws(E) -> Void) throws(E) {
    let staging = stagedPicture
    staging.fillChannelFirst(from: buffers.x, picture)
    let record = record
    var picture = Bytes.empty
    if record.pictures > 1 {
      // The network runs again before it needs its own.
      let room = executor.value(unet.epsilon)
      room.fillChannelFirst(from: buffers.latent, self.picture)
      picture = room.bytes
      state.hasEditedEpsilon = false
    }
    let etas = buffers.etas.bytes.checked(0, record.etas * 4)
    try LatentSection.withHead(record) { (head) throws(E) in
      try SectionWriter(.latent, identity: identity, head, staging.bytes, picture, etas)
        .write(sink)
    }
  }

  /// Takes the place of what a latent code file holds.
  package func load(_ bytes: Bytes) throws(RunFault) {
    let file: ContainerFile
    do { file = try ContainerFile(bytes) } catch { throw .file(error) }
    guard let section = file.section(.latent) else { throw .otherKind }
    guard file.identity.equals(identity) else { throw .otherModelsLatent }
    let record: LatentRecord
    do { record = try LatentSection.read(section) } catch { throw .invalid(error) }
    guard record.channels == Int(picture.channels), record.height == Int(picture.height),
      record.width == Int(picture.width)
    else { throw .size(expected: Int(picture.width), given: record.width) }
    guard record.etas <= schedule.timesteps else {
      throw .invalid(DiffusionError(.steps, value: record.steps))
    }
    take(record, section)
  }

  /// Takes what a checked section of this model's size holds.
  func take(_ record: LatentRecord, _ section: Bytes) {
    fill(buffers.x, from: LatentSection.picture(0, of: section, record))
    if record.pictures > 1 {
      fill(buffers.latent, from: LatentSection.picture(1, of: section, record))
    }
    let etas = LatentSection.etas(of: section, record)
    for step in 0..<record.etas {
      buffers.etas[step] = Float(bitPattern: etas.load(step * 4, as: UInt32.self))
    }
    state = RunState(record)
  }

  /// Takes a checked code's x_T.
  func take(_ code: Code) {
    fill(buffers.x, from: code.entry(0))
    state = RunState(code.record)
    state.options.hasEtas = false
  }

  /// Channels last, from a file's channel-first floats.
  private func fill(_ values: Slice<Float>, from file: Bytes) {
    let channels = Int(picture.channels)
    for channel in 0..<channels {
      for pixel in 0..<picture.pixels {
        let bits = file.load((channel * picture.pixels + pixel) * 4, as: UInt32.self)
        values[pixel * channels + channel] = Float(bitPattern: bits)
      }
    }
  }
}

extension RunState {
  /// What a latent code file says.
  init(_ record: LatentRecord) {
    phase = record.phase
    step = record.nextStep
    options.convention = record.convention
    options.steps = max(1, record.steps)
    options.t0 = record.t0
    options.tEdit = record.editTimestep
    options.tBoost = record.boostTimestep
    options.flags = record.flags
    options.eta = record.eta
    options.seed = record.seed
    options.skip = record.skip
    options.variance = record.variance
    options.chain = record.chain
    options.decodes = record.decodes
    options.hasEtas = record.hasEtas
    noiseCounter = record.noiseCounter
    editCount = record.directions
    editChecksum = record.directionsChecksum
    if phase == .latent { invertedSteps = record.steps }
  }
}
