import Container

/// A latent code with its noises, read in place from checked `LATN` and `CODE` sections.
package struct Code {
  package let record: LatentRecord
  /// Of the model that made it.
  package let identity: Bytes
  private let latent: Bytes
  private let section: Bytes

  /// Checks everything about a file's sections, their values too.
  package init(_ file: ContainerFile) throws(RunFault) {
    guard let latent = file.section(.latent) else { throw .otherKind }
    guard let section = file.section(.code) else { throw .noEntries }
    do {
      record = try LatentSection.read(latent)
      try CodeSection.check(section, record)
    } catch { throw .invalid(error) }
    self.latent = latent
    self.section = section
    identity = file.identity
  }

  /// Noises behind x_T.
  package var entries: Int { record.steps - record.skip }
  /// T of the model that made it.
  package var timesteps: Int { CodeSection.timesteps(section) }
  /// Values of an entry.
  package var valueCount: Int { record.channels * record.height * record.width }

  /// Returns alpha_bar at a step's timestep.
  package func alphaBar(_ step: Int) -> Double { CodeSection.alphaBar(section, step) }

  /// Returns an entry, channel-first floats: 0 is x_T, 1 + step the noise of a step.
  package func entry(_ index: Int) -> Bytes {
    precondition(index >= 0 && index <= entries)
    if index == 0 { return LatentSection.picture(0, of: latent, record) }
    let size = valueCount * 4
    return section.checked(
      CodeSection.valuesOffset(entries: entries) + (index - 1) * size, size)
  }

  /// Returns a value of an entry.
  package func value(_ entry: Int, _ index: Int) -> Float {
    Float(bitPattern: self.entry(entry).load(index * 4, as: UInt32.self))
  }

  /// The eta of each step, floats; empty where one serves all.
  package var etas: Bytes { LatentSection.etas(of: latent, record) }
}
