import CHSpace
import HSpaceLibrary

/// A latent code in memory: x_T, and an entry for each step.
final class Code {
  private(set) var entries: [[Float]] = []

  /// Encodes a case's x0 with the case's own noise, in the order in which the encoder asks for it.
  init(
    _ session: Session, _ run: Run, of golden: Case, noise name: String,
    place: ((hsp_step) -> Int)? = nil
  ) throws {
    let noise = try golden.input(name)
    var next = 0
    var run = run
    run.noise = { step, _ in
      defer { next += 1 }
      let index = place?(step) ?? next
      guard index < noise.shape[0] else { return nil }
      return noise.slice(index).map(Float.init)
    }
    run.code = { _, _, values in
      self.entries.append(values)
      return true
    }
    try session.set(values: try golden.input("x0").floats)
    try session.encode(run)
  }

  /// Decodes it.
  func decode(_ session: Session, _ run: Run) throws(LibraryError) {
    var run = run
    run.noise = { step, _ in self.entries[Int(step.step) + 1] }
    try session.set(latent: entries[0])
    try session.decode([], run)
  }
}
