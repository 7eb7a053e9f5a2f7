import HSpaceLibrary

/// Turns tensors of h into a direction file of a model.
///
/// A single tensor is a global direction; several are named by their timesteps, as `500` or `t500`. The file appears whole or not at
/// all.
package func convertDirection(
  _ source: String, model path: String, name: String?, steps: Int, output: String
) throws(ConversionError) -> String {
  let checkpoint = try Checkpoint(source)
  let named = name ?? DirectionNetwork.facts(path: source)[0].1
  for tensor in checkpoint.tensors.values {
    if let check = tensor.check { try check.archive.verify(check.entry) }
  }
  try ModelFile.checkTarget(output, checkpoint.files)
  func calling<Result>(
    _ body: () throws(LibraryError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(LibraryError) { return try body() } catch {
      throw ConversionError(
        path, "cannot make a direction of it: \(error)",
        remedy: "give the model that the direction belongs to with --model")
    }
  }
  let model = try calling { () throws(LibraryError) in try Model(path: path) }
  let extents = Extents(
    channels: Int(model.info.h_channels), height: Int(model.info.h_height),
    width: Int(model.info.h_width))
  let entries = try entries(checkpoint, extents)
  try calling { () throws(LibraryError) in
    let direction = try Direction(
      name: named, model: model, extents: extents, steps: steps,
      timesteps: entries.map(\.timestep), values: entries.flatMap(\.values))
    try direction.save(to: output)
  }
  let kind = entries[0].timestep < 0 ? "global" : "of \(entries.count) timesteps"
  return "\(output): direction \(named), \(kind), for h of \(extents.channels) x "
    + "\(extents.height) x \(extents.width)"
}

/// The values of each timestep, which fall; -1 for a global direction.
private func entries(
  _ checkpoint: Checkpoint, _ extents: Extents
) throws(ConversionError) -> [(timestep: Int32, values: [Float])] {
  func fault(_ place: String, _ problem: String) -> ConversionError {
    ConversionError(
      checkpoint.path, place, problem,
      remedy: "give one tensor of h's shape, or several that are named by their timesteps")
  }
  guard (1...1000).contains(checkpoint.tensors.count) else {
    throw fault("", "\(checkpoint.tensors.count) tensors")
  }
  var entries: [(timestep: Int32, values: [Float])] = []
  for (name, tensor) in checkpoint.tensors {
    let number = name.hasPrefix("t") ? name.dropFirst() : name[...]
    var timestep: Int32 = -1
    if checkpoint.tensors.count > 1 {
      guard let parsed = Int32(number), (0...99_999).contains(parsed) else {
        throw fault("tensor \(name)", "its name is no timestep")
      }
      timestep = parsed
    }
    let expected = [extents.channels, extents.height, extents.width]
    // A leading 1, or a plain vector, as boundaries are saved.
    let shape = Array(tensor.shape.drop { $0 == 1 })
    guard shape == expected || shape == [extents.count] || tensor.shape.suffix(3) == expected[...],
      tensor.count == extents.count
    else { throw fault("tensor \(name)", "its shape is \(tensor.shape), and h's \(expected)") }
    var (bytes, values): ([UInt8], [Float]) = ([], [])
    try tensor.read(0, count: tensor.count, bytes: &bytes, into: &values)
    entries.append((timestep, values))
  }
  entries.sort { $0.timestep > $1.timestep }
  for (entry, next) in zip(entries, entries.dropFirst()) where entry.timestep == next.timestep {
    throw fault("timestep \(entry.timestep)", "two tensors are named by it")
  }
  return entries
}
