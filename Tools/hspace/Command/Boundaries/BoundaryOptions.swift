import ArgumentParser

/// A boundary, and where to place pictures beside it.
struct BoundaryOptions: ParsableArguments {
  @Option(
    help: "A boundary, by path or name, in place of directions; twice for files of h and of x.")
  var boundary: [String] = []

  @Option(
    parsing: .unconditional, help: "Signed distance of the boundary to place h and x at.")
  var distance: Double?

  @Flag(help: "Measure distances from the fitted plane, not from its parallel through the origin.")
  var withIntercept = false

  @Flag(help: "Let every later step take the h of the step before it, as the published code does.")
  var asPublished = false

  @Option(help: "With --seed: steps of the whole way, of which those down to t0 are made first.")
  var seedSteps = 999

  /// Refuses what does not go together; `sweep`: distances are given there.
  func validate(sweep: Bool) throws {
    guard !boundary.isEmpty else {
      let given =
        distance != nil
        ? "--distance" : asPublished ? "--as-published" : withIntercept ? "--with-intercept" : nil
      if let given { throw ValidationError("\(given) needs a --boundary.") }
      return
    }
    guard boundary.count <= 2 else {
      throw ValidationError("Give one --boundary, or one for h and one for x.")
    }
    guard (distance == nil) == sweep else {
      throw ValidationError("Give --boundary a --distance, or several with --sweep.")
    }
    guard (distance?.magnitude ?? 0) < 1e30 else {
      throw ValidationError("The value of --distance must be a finite number.")
    }
    guard (2...100_000).contains(seedSteps) else {
      throw ValidationError("--seed-steps must be 2 to 100000.")
    }
  }
}
