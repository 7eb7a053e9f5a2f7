import Container
import Execution
import Program

extension Engine {
  /// Takes the x_T of a code, and its options for the decoding to come; a code of another model only if `translates`.
  package func take(_ code: Code, translates: Bool) throws(RunFault) {
    guard names != nil else { throw .notUNet }
    let record = code.record
    guard translates || code.identity.equals(identity) else { throw .mismatch(.identity) }
    try checkExtents(channels: record.channels, height: record.height, width: record.width)
    guard code.timesteps == schedule.timesteps else {
      throw .mismatch(.timesteps(code.timesteps, schedule.timesteps))
    }
    // What an interrupted run needs stays until nothing can fail any more.
    for step in 0..<code.entries {
      let t = try timestep(step, of: record)
      guard Schedule.agree(code.alphaBar(step), schedule.alphaBar(t)) else {
        throw .mismatch(.schedule(timestep: t))
      }
    }
    guard record.variance != .learned || learnedVariance != nil else { throw .noVariance }
    take(code)
  }

  /// Timestep of a record's step.
  private func timestep(_ step: Int, of record: LatentRecord) throws(RunFault) -> Int {
    do {
      return try Timesteps.timestep(
        record.steps - record.skip - 1 - step, of: record.steps, record.convention,
        t0: record.t0, timesteps: schedule.timesteps)
    } catch { throw .invalid(error) }
  }

  /// Hands the code of the picture that was just encoded to a sink; `fill` gets the number of an entry and its room.
  package func saveCode<E: Error>(
    fault: (RunFault) -> E, fill: (Int, Slice<Float>) throws(E) -> Void,
    _ sink: (Bytes) throws(E) -> Void
  ) throws(E) {
    guard state.isEncoded else { throw fault(.noEncoding) }
    do throws(RunFault) { try prepare(state.options) } catch { throw fault(error) }
    var record = record
    record.phase = .latent
    record.nextStep = 0
    record.noiseCounter = 0
    let entries = record.steps - record.skip
    let blocks = CodeSection.valuesOffset(entries: entries) / CodeSection.headerSize
    let values = stagedPicture
    var storage = InlineArray<64, UInt8>(repeating: 0)
    // The block outlives the closure, which is the only one to use it.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let block = unsafe Slice(
        base: UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self), count: 64)
      try LatentSection.withHead(record) { (head) throws(E) in
        let writer = LongSectionWriter(
          .latent, .code, identity: identity, head: head,
          tail: buffers.etas.bytes.checked(0, record.etas * 4), pieces: 1 + blocks + entries)
        try writer.write(
          piece: { (index) throws(E) in
            if index >= 1, index <= blocks {
              CodeSection.writeBlock(
                index - 1, entries: entries, timesteps: schedule.timesteps,
                alphaBar: { schedule.alphaBar(Int(buffers.sequence[entries - 1 - $0])) },
                into: block)
              return block.bytes
            }
            try fill(index == 0 ? 0 : index - blocks, values)
            if let place = values.firstNotFinite { throw fault(.notFinite(index: place)) }
            return values.bytes
          }, sink: sink)
      }
    }
  }
}
