import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// Projects other directions out of the first one: `given_1_2` keeps those with the numbers 1 and 2.
  func runProjection(_ golden: Case) throws {
    let given = try golden.input("directions")
    guard given.shape.count >= 3 else { throw GoldenError("directions is of \(given.shape)") }
    let directions = try (0..<given.shape[0]).map { index in
      try direction(given.slice(index).map(Float.init), shape: Array(given.shape.dropFirst()))
    }
    for name in golden.description.outputs.keys.sorted() {
      let numbers = name.split(separator: "_").dropFirst().compactMap { Int($0) }
      guard name.hasPrefix("given_"), numbers.allSatisfy(directions.indices.contains) else {
        throw GoldenError("the output '\(name)' is not known")
      }
      let projected = try directions[0].projected(
        away: numbers.map { directions[$0] }, name: name)
      try compare(golden, name, projected.values())
    }
  }

  /// A direction of no model, whose first axis is the step.
  private func direction(_ values: [Float], shape: [Int]) throws(LibraryError) -> Direction {
    var info = hsp_direction_info()
    info.name.0 = 0x64
    info.steps = UInt32(shape[0])
    let extents = Extents(
      channels: shape.dropFirst().first ?? 1, height: shape.dropFirst(2).first ?? 1,
      width: shape.dropFirst(3).reduce(1, *))
    return try Direction(
      info, extents: extents, timesteps: (0..<Int32(shape[0])).reversed(), values: values)
  }
}
