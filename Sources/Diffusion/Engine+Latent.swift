import Container
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
    record.directions = state.editCount
    record.directionsChecksum = state.editChecksum
    switch state.phase {
    case .picture, .empty: record.steps = 0
    case .latent: record.steps = state.invertedSteps
    case .inverting, .generating, .done: record.steps = options.steps
    }
    return record
  }

  /// Hands a latent code file to a sink, piece by piece.
  package func save<E: Error>(_ sink: (Bytes) throws(E) -> Void) throws(E) {
    let staging = stagedPicture
    staging.fillChannelFirst(from: buffers.x, picture)
    var storage = InlineArray<128, UInt8>(repeating: 0)
    // The head outlives the closure.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let head = unsafe Slice(
        base: UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self),
        count: LatentSection.headSize)
      LatentSection.writeHead(record, into: head)
      try SectionWriter(.latent, identity: identity, head.bytes, staging.bytes).write(sink)
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

    let values = LatentSection.values(of: section)
    let channels = Int(picture.channels)
    for channel in 0..<channels {
      for pixel in 0..<picture.pixels {
        let bits = values.load((channel * picture.pixels + pixel) * 4, as: UInt32.self)
        buffers.x[pixel * channels + channel] = Float(bitPattern: bits)
      }
    }
    state = RunState(record)
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
    noiseCounter = record.noiseCounter
    editCount = record.directions
    editChecksum = record.directionsChecksum
    if phase == .latent { invertedSteps = record.steps }
  }
}
